using Parley.Records;

namespace Parley.Channels;

/// <summary>A record as it stands in the store.</summary>
/// <param name="Bytes">Its exact bytes.</param>
/// <param name="LedgerIndex">Its place in this node's ledger of the channel.</param>
public sealed record StoredRecord(ReadOnlyMemory<byte> Bytes, long LedgerIndex)
{
    /// <summary>The record; what is stored was parsed before it was stored.</summary>
    public Record Record { get; } = Record.Parse(Bytes.Span).OrThrow();
}
