namespace Parley.Mls.Groups;

/// <summary>What a commit does and how.</summary>
public sealed record CommitOptions
{
    /// <summary>Commits what is pending, with a path.</summary>
    public static CommitOptions Default { get; } = new();

    /// <summary>Proposals of the committer, by value, after the pending ones.</summary>
    public ImmutableArray<Proposal> Proposals { get; init; } = [];

    /// <summary>Pending proposals to be left out; the others that may stand together are committed.</summary>
    public Func<ProposedChange, bool>? Omit { get; init; }

    /// <summary>Whether the committer's keys stay as they are where no proposal needs a path.</summary>
    public bool WithoutPath { get; init; }

    /// <summary>What the committer's leaf says from now on; only with a path.</summary>
    public LeafNodeChanges? Leaf { get; init; }

    /// <summary>How the message is framed.</summary>
    public MessageOptions Message { get; init; } = MessageOptions.Default;

    /// <summary>What the Welcome's GroupInfo carries.</summary>
    public GroupInfoOptions GroupInfo { get; init; } = GroupInfoOptions.Default;
}
