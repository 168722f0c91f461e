namespace Parley.Channels.Storage;

/// <summary>Which of the replicas of a node writes.</summary>
/// <param name="IsHeld">Whether it is this one.</param>
/// <param name="Term">The fencing token: it grows by one with each holder.</param>
/// <param name="Holder">Who it is, or was last, for people.</param>
/// <param name="Commits">Grows with each transaction: when it has, there is something new to read.</param>
public sealed record Lease(bool IsHeld, long Term, string Holder, long Commits)
{
    /// <summary>Not known yet.</summary>
    public static Lease None { get; } = new(false, -1, "nobody", -1);

    /// <summary>That of a database which only one program can open.</summary>
    public static Lease Sole { get; } = new(true, 1, "this program", 0);
}
