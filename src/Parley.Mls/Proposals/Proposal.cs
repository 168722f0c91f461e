namespace Parley.Mls.Proposals;

/// <summary>A change that someone proposes to make to the group (RFC 9420 §12.1).</summary>
public abstract record Proposal
{
    private protected Proposal(ProposalType type) => Type = type;

    /// <summary>The kind of proposal.</summary>
    public ProposalType Type { get; }

    /// <summary>Whether a commit that covers this needs a path (§17.4).</summary>
    internal bool RequiresPath => Type is not (ProposalType.Add or ProposalType.PreSharedKey or ProposalType.ReInit);

    /// <summary>Whether RFC 9420 §7.2 lists the type as one that every client supports.</summary>
    internal static bool IsDefault(ProposalType type) => type is >= ProposalType.Add and <= ProposalType.GroupContextExtensions;

    /// <summary>Whether a sender outside the group may propose this (§12.1.8).</summary>
    internal static bool MayComeFromOutside(ProposalType type) => type is ProposalType.Add or ProposalType.Remove
        or ProposalType.PreSharedKey or ProposalType.ReInit or ProposalType.GroupContextExtensions;

    internal static Proposal Read(ref TlsReader reader)
    {
        var type = (ProposalType)reader.U16();
        return type switch
        {
            ProposalType.Add => new Add(KeyPackage.Read(ref reader)),
            ProposalType.Update => new Update(LeafNode.Read(ref reader)),
            ProposalType.Remove => new Remove(new LeafIndex(reader.U32())),
            ProposalType.PreSharedKey => new PreSharedKey(PreSharedKeyId.Read(ref reader)),
            ProposalType.ReInit => ReInit.ReadBody(ref reader),
            ProposalType.ExternalInit => new ExternalInit(reader.Opaque(WireLimits.Key)),
            ProposalType.GroupContextExtensions => new GroupContextExtensions(Extension.ReadList(ref reader)),
            _ => new CustomProposal(type, reader.Opaque()),
        };
    }

    internal void Write(ref TlsWriter writer)
    {
        writer.U16((ushort)Type);
        WriteBody(ref writer);
    }

    private protected abstract void WriteBody(ref TlsWriter writer);
}
