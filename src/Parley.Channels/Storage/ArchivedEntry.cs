using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>An entry of a ledger as the store has it: what its row says, its leaf if there is one, and its record's bytes.</summary>
public sealed record ArchivedEntry(
    long Index, Digest Id, string Author, long Incarnation, long Number, string Direction, DateTimeOffset At, string Bearer, byte[]? Leaf, byte[] Bytes);
