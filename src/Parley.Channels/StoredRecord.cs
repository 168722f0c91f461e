using Parley.Records;

namespace Parley.Channels;

/// <summary>A record as it stands in the store.</summary>
public sealed class StoredRecord
{
    private ReadOnlyMemory<byte>? _bytes;
    private Record? _record;

    /// <summary>A record by its exact bytes, which were parsed before they were stored.</summary>
    public StoredRecord(ReadOnlyMemory<byte> bytes, long ledgerIndex) => (_bytes, LedgerIndex) = (bytes, ledgerIndex);

    /// <summary>A record that is at hand.</summary>
    public StoredRecord(Record record, long ledgerIndex) => (_record, LedgerIndex) = (record, ledgerIndex);

    /// <summary>Its exact bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes ??= Record.Bytes.ToArray();

    /// <summary>The record.</summary>
    public Record Record => _record ??= Record.Parse(Bytes.Span).OrThrow();

    /// <summary>Its place in this node's ledger of the channel.</summary>
    public long LedgerIndex { get; }
}
