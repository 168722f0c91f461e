using Parley.Channels.Groups;
using Parley.Channels.LineTests;
using Parley.Crypto;
using Parley.Ledger;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Simulator;

/// <summary>
/// A store in memory with the same seam as the one on disk. What was applied since the last <see cref="Commit"/> is
/// what a crash loses: <see cref="Rollback"/>.
/// </summary>
public sealed class MemoryStore : IHistory
{
    private MemoryRows _committed = MemoryRows.Empty;

    /// <summary>What stands now, uncommitted effects included.</summary>
    public MemoryRows Rows { get; private set; } = MemoryRows.Empty;

    public void Apply(Effect.Stored effect) => Rows = Rows.With(effect);

    public void Commit() => _committed = Rows;

    public void Rollback() => Rows = _committed;

    /// <summary>Puts an old backup back.</summary>
    public void PutBack(MemoryRows rows) => Rows = _committed = rows;

    public EngineState Load(PartyId self, ICryptoProvider crypto)
    {
        var cards = new Dictionary<PartyId, CardHistory>();
        foreach (var (party, notes) in Rows.Cards)
        {
            var history = CardHistory.Pin(notes[0], crypto).OrThrow();
            cards[party] = notes.Skip(1).Aggregate(history, (known, note) => known.Accept(note, crypto).OrThrow());
        }

        return new EngineState
        {
            Cards = cards,
            Channels = Rows.Policies.Where(p => p.Value.Seed is not null).ToDictionary(p => p.Key, p => Rows.Open(p.Key, cards[self].Current)),
            Proposed = Rows.Policies.Where(p => p.Value.Seed is null).ToDictionary(p => p.Key, p => p.Value.Note),
            Undelivered =
            [
                .. Rows.Outbox.OrderBy(o => Rows.Records[o.Key.Record].Sequence)
                    .Select(o => new Undelivered(o.Key.Record, o.Value.Precedence, o.Key.Member, o.Value.Service)),
            ],
            Held =
            [
                .. Rows.Held.Keys.GroupBy(h => (h.Channel, h.Author, h.Incarnation))
                    .Select(g => new HeldPlace(g.Key.Channel, g.Key.Author, g.Key.Incarnation, g.Max(h => h.Number))),
            ],
        };
    }

    public Digest? FindNumber(ChannelId channel, PartyId author, long incarnation, long number) =>
        Rows.Numbers.TryGetValue(new Place(channel, author, incarnation, number), out var id) ? id : null;

    public StoredRecord? FindContent(ChannelId channel, PartyId author, ContentId content) =>
        Rows.Contents.TryGetValue((channel, author, content), out var id) ? Find(id) : null;

    public StoredRecord? Find(Digest record) =>
        Rows.Records.TryGetValue(record, out var row) ? new StoredRecord(row.Record.Bytes.ToArray(), row.LedgerIndex) : null;

    public HeldRecord? FindHeld(ChannelId channel, PartyId author, long incarnation, long number) =>
        Rows.Held.GetValueOrDefault(new Place(channel, author, incarnation, number));

    public Digest? FindOwnReceipt(Digest record) => Rows.Records.GetValueOrDefault(record)?.Receipt;

    public TestedCheckpoint? FindCheckpoint(ChannelId channel, PartyId party, long incarnation, TreeSize size) =>
        Rows.Checkpoints.Values.SingleOrDefault(t => Rows.Records[t.Test.Id].Channel == channel && t.Test.Author == party && t.Test.Incarnation == incarnation && t.Signed.Checkpoint.Size == size);

    public SealedRecord? FindSealed(Digest record) => Rows.Sealed.TryGetValue(record, out var row) ? row.Sealed : null;

    public ITileReader Tiles(ChannelId channel, long incarnation) => new Leaves([.. Rows.Records.Values.Where(r => r.Channel == channel && r.Ledger == incarnation).OrderBy(r => r.LedgerIndex).Select(r => r.Leaf)]);

    /// <summary>All tiles, computed from the leaves.</summary>
    private sealed class Leaves(LeafHash[] leaves) : ITileReader
    {
        public bool TryRead(TileAddress tile, Span<TreeHash> hashes)
        {
            var width = 1L << (TileAddress.Height * tile.Level);
            for (var at = 0; at < tile.Width; at++)
            {
                var first = ((tile.Index * TileAddress.FullWidth) + at) * width;
                hashes[at] = LedgerState.Empty.Append(leaves.AsSpan((int)first, (int)width)).State.Root;
            }

            return true;
        }
    }
}
