namespace Parley.Mls.Groups;

/// <summary>What is kept of an epoch that has ended, to read late messages and to notice forks; nothing that would let one go on from it.</summary>
internal sealed class PastEpoch : Counted
{
    public required GroupContext Context { get; init; }

    public required RatchetTree Tree { get; init; }

    public required Secret SenderData { get; init; }

    public required Secret MembershipKey { get; init; }

    public required SecretTree MessageKeys { get; init; }

    public required LeafIndex Own { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The confirmation tag of the commit that ended the epoch: another one is a fork.</summary>
    public required byte[] EndedBy { get; init; }

    public PastEpoch With(SecretTree messageKeys) => new()
    {
        Context = Context,
        Tree = Tree,
        SenderData = SenderData.Share(),
        MembershipKey = MembershipKey.Share(),
        MessageKeys = messageKeys,
        Own = Own,
        EndedAt = EndedAt,
        EndedBy = EndedBy,
    };

    /// <summary>The same with its message keys put in; takes this one's place.</summary>
    public PastEpoch Completed(SecretTree messageKeys) => new()
    {
        Context = Context,
        Tree = Tree,
        SenderData = SenderData,
        MembershipKey = MembershipKey,
        MessageKeys = messageKeys,
        Own = Own,
        EndedAt = EndedAt,
        EndedBy = EndedBy,
    };

    private protected override void Wipe()
    {
        SenderData.Dispose();
        MembershipKey.Dispose();
        MessageKeys.Dispose();
    }
}
