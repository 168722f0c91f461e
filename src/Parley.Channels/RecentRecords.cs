using Parley.Channels.Groups;
using Parley.Records;

namespace Parley.Channels;

/// <summary>
/// Records that were stored a short while ago: each is sealed, answered and receipted soon after, and need not be read back and parsed for that.
/// Nothing depends on what is here; the history has it too.
/// </summary>
internal sealed class RecentRecords
{
    // Four full bundles on their way, and what waits behind them. Large records would make so many of them dear, so their bytes are bounded too.
    private const int MaxRecords = 4096;
    private const long MaxBytes = 16 * 1024 * 1024;
    private readonly Dictionary<Digest, Recent> _records = [];
    private readonly Queue<Digest> _order = new();
    private long _bytes;

    public Recent? Find(Digest id) => _records.GetValueOrDefault(id);

    public void Add(Record record, long ledgerIndex)
    {
        if (!_records.TryAdd(record.Id, new Recent(new StoredRecord(record, ledgerIndex))))
            return;
        _order.Enqueue(record.Id);
        _bytes += record.Bytes.Length;
        while (_order.Count > MaxRecords || (_bytes > MaxBytes && _order.Count > 1))
        {
            _records.Remove(_order.Dequeue(), out var oldest);
            _bytes -= oldest!.Stored.Bytes.Length;
        }
    }

    internal sealed class Recent(StoredRecord stored)
    {
        public StoredRecord Stored { get; } = stored;

        /// <summary>As it was last sealed; nothing: it never was.</summary>
        public SealedRecord? Sealed { get; set; }
    }
}
