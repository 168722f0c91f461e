namespace Parley.Mls.Groups;

/// <summary>
/// A commit for an epoch that has ended. Where it is not the one that ended it, the group has forked:
/// the commit is its signer's proof of that.
/// </summary>
public sealed class PastCommit : VerifiedMessage
{
    internal PastCommit(ulong epoch, Sender sender, bool isFork)
    {
        Epoch = epoch;
        Sender = sender;
        IsFork = isFork;
    }

    /// <summary>The epoch that it was for.</summary>
    public ulong Epoch { get; }

    /// <summary>Who committed.</summary>
    public Sender Sender { get; }

    /// <summary>Whether it differs from the commit that this client followed; otherwise it is only a duplicate.</summary>
    public bool IsFork { get; }
}
