namespace Parley.Mls.Proposals;

/// <summary>A proposal in a commit, by value or by reference (RFC 9420 §12.4).</summary>
public sealed record ProposalOrRef
{
    private ProposalOrRef(Proposal? proposal, ReadOnlyMemory<byte> reference)
    {
        Proposal = proposal;
        Reference = reference;
    }

    /// <summary>The proposal, where it is by value.</summary>
    public Proposal? Proposal { get; }

    /// <summary>The ProposalRef (§5.2), where it is by reference.</summary>
    public ReadOnlyMemory<byte> Reference { get; }

    /// <summary>By value.</summary>
    public static ProposalOrRef ByValue(Proposal proposal) => new(proposal, default);

    /// <summary>By reference.</summary>
    public static ProposalOrRef ByReference(ReadOnlyMemory<byte> reference) => new(null, reference);

    internal static ProposalOrRef Read(ref TlsReader reader)
    {
        switch (reader.U8())
        {
            case 1:
                return ByValue(Proposal.Read(ref reader));
            case 2:
                return ByReference(reader.Opaque(WireLimits.Hash));
            default:
                reader.Fail(MlsRules.UnknownEnum);
                return ByReference(default);
        }
    }

    internal void Write(ref TlsWriter writer)
    {
        if (Proposal is { } proposal)
        {
            writer.U8(1);
            proposal.Write(ref writer);
        }
        else
        {
            writer.U8(2);
            writer.Opaque(Reference);
        }
    }
}
