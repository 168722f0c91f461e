namespace Parley.Mls.Framing;

/// <summary>Who sent a message (RFC 9420 §6).</summary>
/// <param name="Type">Member, or one of the kinds of outsider.</param>
/// <param name="Index">A leaf index for a member, an index into <c>external_senders</c> for an external sender, otherwise 0.</param>
public readonly record struct Sender(SenderType Type, uint Index)
{
    /// <summary>A client that proposes to be added.</summary>
    public static Sender NewMemberProposal => new(SenderType.NewMemberProposal, 0);

    /// <summary>A client that joins by an external commit.</summary>
    public static Sender NewMemberCommit => new(SenderType.NewMemberCommit, 0);

    /// <summary>A member.</summary>
    public static Sender Member(LeafIndex leaf) => new(SenderType.Member, leaf.Value);

    /// <summary>A party of the <c>external_senders</c> extension.</summary>
    public static Sender External(uint index) => new(SenderType.External, index);

    internal static Sender Read(ref TlsReader reader)
    {
        var type = (SenderType)reader.U8();
        switch (type)
        {
            case SenderType.Member:
            case SenderType.External:
                return new Sender(type, reader.U32());
            case SenderType.NewMemberProposal:
            case SenderType.NewMemberCommit:
                return new Sender(type, 0);
            default:
                reader.Fail(MlsRules.UnknownEnum);
                return default;
        }
    }

    internal void Write(ref TlsWriter writer)
    {
        writer.U8((byte)Type);
        if (Type is SenderType.Member or SenderType.External)
        {
            writer.U32(Index);
        }
    }
}
