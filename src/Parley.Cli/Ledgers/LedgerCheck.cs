using Parley.Channels.Storage;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;

namespace Parley.Cli.Ledgers;

/// <summary>What a check of one ledger came to; without a fault, everything stored follows from the records.</summary>
internal sealed record CheckedLedger(string Channel, long Incarnation, long Entries, string? Fault);

/// <summary>
/// Recomputes a node's ledgers from its records: each record's bytes and place in its author's series, each entry, leaf, tile and
/// root, and each checkpoint that was signed. Reads only, in pages; the node may be running.
/// </summary>
internal sealed class LedgerCheck(IArchive archive, PartyId self, Action<long, long> progress)
{
    private const int Page = 1024;
    private long _done;

    public IReadOnlyList<CheckedLedger> Run()
    {
        var ledgers = archive.Channels().Where(c => c.LedgerSeed is not null)
            .SelectMany(c => archive.Extents(c.Id).Select(e => (Channel: c, Extent: e, Ledger: new ArchivedLedger(e.Incarnation, new TreeSize(e.Leaves))))).ToArray();
        var all = ledgers.Sum(l => l.Ledger.Size.Value);
        var heads = new Dictionary<(ChannelId, PartyId), Head>();
        return [.. ledgers.Select(l => new CheckedLedger(l.Channel.Id.Name, l.Ledger.Incarnation, l.Ledger.Size.Value, Guarded(() => Extent(l.Extent) ?? Check(l.Channel, l.Ledger, heads, all))))];
    }

    /// <summary>Leaves, records and tiles must end together: what is cut off at the end is nowhere else to be seen.</summary>
    private static string? Extent((long Incarnation, long Leaves, long Records, long Tiled) extent)
    {
        var (_, leaves, records, tiled) = extent;
        if (leaves != records)
            return $"there are {leaves} leaves and {records} records: entries from {Math.Min(leaves, records)} on are cut off";
        return tiled != leaves - (leaves % TileAddress.FullWidth) ? $"the full tiles end at entry {tiled}, and there are {leaves} entries" : null;
    }

    /// <summary>A column that does not read is damage, and no fault of the program.</summary>
    private static string? Guarded(Func<string?> check)
    {
        try
        {
            return check();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidCastException or FormatException)
        {
            return $"a column of the store does not read ({e.Message})";
        }
    }

    /// <summary>1. records and entries, one after the other; 2. tiles and root, while they pass; 3. checkpoints.</summary>
    private string? Check(ArchivedChannel channel, ArchivedLedger ledger, Dictionary<(ChannelId, PartyId), Head> heads, long all)
    {
        var origin = LedgerOrigin.Of(self, ledger.Incarnation, channel.Id);
        var seed = new SaltSeed(channel.LedgerSeed);
        var signed = archive.OwnCheckpoints(channel.Id, self, ledger.Incarnation).ToDictionary(c => c.Size, c => c.Root);
        var frontier = new CompactRange();
        string? fault = null;
        var audit = archive.WithStoredTiles(channel.Id, ledger.Incarnation, tiles => LedgerState.TryRestore(ledger.Size, tiles, out var head, out var missing)
            ? LedgerAudit.Check(Leaves(), tiles, ledger.Size, head.Root)?.ToString()
            : $"tile {missing} is missing or torn");
        return fault ?? audit ?? (signed.Keys.OrderDescending().FirstOrDefault() is var largest && largest > ledger.Size
            ? $"this node signed a checkpoint of {largest} entries, and {ledger.Size} are here: the end is cut off"
            : null);

        IEnumerable<LeafHash> Leaves()
        {
            for (var from = 0L; from < ledger.Size.Value;)
            {
                var page = archive.Entries(channel.Id, ledger.Incarnation, from, Page).Where(e => e.Index < ledger.Size.Value).ToArray();
                if (page.Length == 0)
                {
                    fault = $"entry {from}: its record is missing";
                    yield break;
                }

                foreach (var stored in page)
                {
                    if (CheckEntry(stored, from, channel.Id, heads, origin, seed, out var leaf) is { } broken)
                    {
                        fault = $"entry {from}: {broken}";
                        yield break;
                    }

                    frontier.Append(leaf);
                    if (signed.TryGetValue(frontier.Size, out var root) && root != frontier.Root())
                    {
                        fault = $"entry {from}: the checkpoint of {frontier.Size} entries that this node signed has another root than its records make";
                        yield break;
                    }

                    progress(++_done, all);
                    from++;
                    yield return leaf;
                }
            }
        }
    }

    private static string? CheckEntry(ArchivedEntry stored, long index, ChannelId channel, Dictionary<(ChannelId, PartyId), Head> heads, LedgerOrigin origin, SaltSeed seed, out LeafHash leaf)
    {
        leaf = default;
        if (stored.Index != index)
            return $"its record is missing; the next one that is here stands at {stored.Index}";
        if (!Record.Parse(stored.Bytes).Try(out var record, out var fault))
            return $"its record is damaged ({fault})";
        var (author, numbering) = (record.Content.Author, record.Numbering);
        if (record.Id != stored.Id || record.Content.Channel != channel || author.Value != stored.Author || numbering.Incarnation != stored.Incarnation || numbering.Number != stored.Number)
            return $"the row says record {stored.Id}, number {stored.Number} of {stored.Author}, and its bytes are record {record.Id}, number {numbering.Number} of {author}";
        var head = heads.GetValueOrDefault((channel, author));
        var due = head is not null && head.Incarnation == numbering.Incarnation ? head.Number + 1 : 1;
        if (numbering.Number != due || (due > 1 && numbering.Previous != head!.Id))
            return $"number {numbering.Number} of {author} does not follow its number {due - 1}";
        heads[(channel, author)] = record.Head;
        if (!LedgerEntry.IsBearer(stored.Bearer) || stored.Direction is not ("sent" or "received"))
            return $"'{stored.Direction}' and '{stored.Bearer}' are not a direction and a bearer";
        leaf = LedgerEntry.Create(record.Id, stored.Direction == "sent" ? EntryDirection.Sent : EntryDirection.Received, stored.At, stored.Bearer,
            seed.Derive(origin, new LeafIndex(index))).Commitment.Leaf;
        if (stored.Leaf is not { } written)
            return "its leaf is missing";
        return leaf.AsSpan().SequenceEqual(written) ? null : $"its leaf is {Convert.ToHexStringLower(written)}, and its record makes {leaf}";
    }
}
