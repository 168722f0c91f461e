using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>A record with what the node knows of its arrival; it stands in the ledger of the node's incarnation <paramref name="Ledger"/>.</summary>
public sealed record ArchivedRecord(long Sequence, Record Record, long Ledger, long LedgerIndex, string Direction, DateTimeOffset At, string Bearer, string? Flag);
