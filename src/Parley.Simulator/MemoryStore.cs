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

    /// <summary>What a crash leaves.</summary>
    public MemoryRows Durable => _committed;

    public void Apply(Effect.Stored effect) => Rows = Rows.With(effect);

    public void Commit() => _committed = Rows;

    public void Rollback() => Rows = _committed;

    /// <summary>Puts an old backup back.</summary>
    public void PutBack(MemoryRows rows) => Rows = _committed = rows;

    public EngineState Load(PartyId self, ICryptoProvider crypto)
    {
        var cards = new Dictionary<PartyId, CardHistory>();
        // In one order: that of a hash table is another in each process, and a seed must make the same run in all.
        foreach (var (party, notes) in Rows.Cards.OrderBy(c => c.Key))
        {
            var history = CardHistory.Pin(notes[0], crypto).OrThrow();
            cards[party] = notes.Skip(1).Aggregate(history, (known, note) => known.Accept(note, crypto).OrThrow());
        }

        return new EngineState
        {
            Cards = cards,
            Channels = Rows.Policies.Where(p => p.Value.Seed is not null).OrderBy(p => p.Key.Name, StringComparer.Ordinal).ToDictionary(p => p.Key, p => Rows.Open(p.Key, cards[self].Current)),
            Proposed = Rows.Policies.Where(p => p.Value.Seed is null).OrderBy(p => p.Key.ToString(), StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Value.Note),
            Changes = Rows.Changes.Where(c => !c.Value.InForce).OrderBy(c => c.Key).ToDictionary(c => c.Key, c => c.Value.Policies),
            Undelivered =
            [
                .. Rows.Outbox.OrderBy(o => (Rows.Records[o.Key.Record].Sequence, o.Key.Member))
                    .Select(o => new Undelivered(o.Key.Record, o.Value.Precedence, o.Key.Member, o.Value.Service)),
            ],
            Held =
            [
                .. Rows.Held.Keys.GroupBy(h => (h.Channel, h.Author, h.Incarnation))
                    .Select(g => new HeldPlace(g.Key.Channel, g.Key.Author, g.Key.Incarnation, g.Max(h => h.Number)))
                    .OrderBy(h => (h.Channel.ToString(), h.Author, h.Incarnation)),
            ],
        };
    }

    public Digest? FindNumber(ChannelId channel, PartyId author, long incarnation, long number) =>
        Rows.Numbers.TryGetValue(new Place(channel, author, incarnation, number), out var id) ? id : null;

    public StoredRecord? FindContent(ChannelId channel, PartyId author, ContentId content) =>
        Rows.Contents.TryGetValue((channel, author, content), out var id) ? Find(id) : null;

    public StoredRecord? Find(Digest record) =>
        Rows.Records.TryGetValue(record, out var row) ? new StoredRecord(row.Record, row.LedgerIndex) : null;

    public HeldRecord? FindHeld(ChannelId channel, PartyId author, long incarnation, long number) =>
        Rows.Held.GetValueOrDefault(new Place(channel, author, incarnation, number));

    public Digest? FindOwnReceipt(Digest record) => Rows.Records.GetValueOrDefault(record)?.Receipt;

    public bool HasClaim(PartyId party, Digest record) =>
        Rows.Ladder.ContainsKey((record, party, Rung.Read)) || Rows.Ladder.ContainsKey((record, party, Rung.Shown)) || Rows.Claims.Contains((record, party));

    public TestedCheckpoint? FindCheckpoint(ChannelId channel, PartyId party, long incarnation, TreeSize size) =>
        Rows.Sizes.TryGetValue((channel, party, incarnation, size), out var test) ? Rows.Checkpoints[test] : null;

    public SealedRecord? FindSealed(Digest record) => Rows.Sealed.TryGetValue(record, out var row) ? row.Sealed : null;

    public ITileReader Tiles(ChannelId channel, long incarnation) => new Leaves([.. Rows.Leaves.GetValueOrDefault((channel, incarnation), [])]);

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
