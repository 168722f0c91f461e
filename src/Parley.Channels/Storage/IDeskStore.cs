namespace Parley.Channels.Storage;

/// <summary>
/// What a node keeps for its own officers and tells no peer: items with a version, and the audit trail as a list of acts under a
/// signed checkpoint. Safe for use by several threads, and by several programs on one store.
/// </summary>
public interface IDeskStore : IDisposable
{
    /// <summary>An item, or nothing.</summary>
    DeskItem? Find(string kind, string key);

    /// <summary>All items of a kind, by key.</summary>
    IReadOnlyList<DeskItem> List(string kind);

    /// <summary>The acts from the one with this index on, at most so many, oldest first.</summary>
    IReadOnlyList<byte[]> Acts(long from, int most);

    /// <summary>The checkpoint that was stored with the last act; nothing before the first.</summary>
    byte[]? Checkpoint();

    /// <summary>
    /// Writes all of it durably, or nothing and says <c>false</c>: where an item has another version than its write replaces,
    /// or where the trail does not have exactly <paramref name="firstAct"/> acts. Without acts the trail is not looked at.
    /// </summary>
    bool TryCommit(IReadOnlyList<DeskWrite> writes, long firstAct, IReadOnlyList<byte[]> acts, byte[]? checkpoint);
}
