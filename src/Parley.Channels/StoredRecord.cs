using Parley.Records;

namespace Parley.Channels;

/// <summary>A record as it stands in the store.</summary>
public sealed class StoredRecord
{
    private readonly PartyId? _author;
    private readonly ChannelId? _channel;
    private Record? _record;

    /// <summary>A record by its exact bytes, which were parsed before they were stored.</summary>
    public StoredRecord(ReadOnlyMemory<byte> bytes, long ledgerIndex) => (Bytes, LedgerIndex) = (bytes, ledgerIndex);

    /// <summary>
    /// A record that is at hand. What was parsed of it is not kept: of the hundred things that it is made of, little is asked for once it is stored, and the
    /// collector would look at each of them again and again.
    /// </summary>
    public StoredRecord(Record record, long ledgerIndex)
        : this(record.Memory, ledgerIndex) => (_author, _channel) = (record.Content.Author, record.Content.Channel);

    /// <summary>Its exact bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The record, parsed when it is first asked for.</summary>
    public Record Record => _record ??= Record.Parse(Bytes.Span).OrThrow();

    /// <summary>Who said it.</summary>
    public PartyId Author => _author ?? Record.Content.Author;

    /// <summary>The channel that it was said on.</summary>
    public ChannelId Channel => _channel ?? Record.Content.Channel;

    /// <summary>Its place in this node's ledger of the channel.</summary>
    public long LedgerIndex { get; }
}
