namespace Parley.Mls.Groups;

/// <summary>
/// A commit that was checked and applied beside the current state. Look at what it does, store
/// <see cref="Merge"/>'s state, and only then go on with that; or dispose of it, and nothing has happened.
/// </summary>
public sealed class StagedCommit : IDisposable
{
    private readonly Group next;
    private bool merged;

    internal StagedCommit(
        Group next,
        Sender sender,
        LeafIndex committer,
        ImmutableArray<ProposedChange> changes,
        ImmutableArray<LeafIndex> added,
        ImmutableArray<LeafIndex> removed)
    {
        this.next = next;
        Sender = sender;
        Committer = committer;
        Changes = changes;
        Added = added;
        Removed = removed;
    }

    /// <summary>Who committed.</summary>
    public Sender Sender { get; }

    /// <summary>The committer's leaf in the new epoch.</summary>
    public LeafIndex Committer { get; }

    /// <summary>What is put into effect, in the commit's order.</summary>
    public ImmutableArray<ProposedChange> Changes { get; }

    /// <summary>New members, by the new tree.</summary>
    public ImmutableArray<LeafIndex> Added { get; }

    /// <summary>Members that leave, by the old tree.</summary>
    public ImmutableArray<LeafIndex> Removed { get; }

    /// <summary>Whether this client is removed.</summary>
    public bool RemovesUs => next.Status == GroupStatus.Removed;

    /// <summary>The ReInit that closes the group, if any.</summary>
    public ReInit? ReInit => next.ReInit;

    /// <summary>The new epoch's context, to look at before merging.</summary>
    public GroupContext NextContext => next.Context;

    /// <summary>The new epoch's tree, to look at before merging.</summary>
    public RatchetTree NextTree => next.Tree;

    /// <summary>The state of the new epoch. The caller owns it, and disposes of the old one once this is stored.</summary>
    public Group Merge()
    {
        merged = true;
        return next;
    }

    /// <summary>Gives the commit up, unless it was merged.</summary>
    public void Dispose()
    {
        if (!merged)
        {
            next.Dispose();
        }
    }
}
