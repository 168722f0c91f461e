using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>A record with what the node knows of its arrival; it stands in the ledger of the node's incarnation <paramref name="Ledger"/>.</summary>
/// <param name="Sequence">The order in which this node stored it.</param>
/// <param name="Bytes">Its exact bytes, which were parsed before they were stored.</param>
/// <param name="Ledger">The incarnation.</param>
/// <param name="LedgerIndex">Its place in that ledger.</param>
/// <param name="Direction">Sent or received.</param>
/// <param name="At">When it was stored, UTC.</param>
/// <param name="Bearer">What brought it.</param>
/// <param name="Flag">What is odd about it, or nothing.</param>
public sealed record ArchivedRecord(long Sequence, ReadOnlyMemory<byte> Bytes, long Ledger, long LedgerIndex, string Direction, DateTimeOffset At, string Bearer, string? Flag)
{
    private Record? _record;

    /// <summary>The record, parsed when it is first asked for.</summary>
    /// <exception cref="InvalidOperationException">The store is damaged; the message says how.</exception>
    public Record Record => _record ??= Record.Parse(Bytes.Span).OrThrow();

    /// <summary>Its form, for which nothing else need be parsed.</summary>
    public FormId Form => _record?.Content.Form ?? RecordContent.FormOf(Bytes.Span);
}
