using System.Diagnostics.CodeAnalysis;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger;

/// <summary>
/// The growing end of a ledger: its frontier and the hashes of its partial tiles, at most 255 in each of eight levels.
/// A value: appending makes another, so that a transaction that fails leaves the old one true. States share what they have
/// in common; append to one from one thread at a time.
/// </summary>
public sealed class LedgerState
{
    private readonly CompactRange _frontier;
    private readonly (Row? Row, int Count)[] _edge;

    private LedgerState(CompactRange frontier, (Row?, int)[] edge) => (_frontier, _edge) = (frontier, edge);

    /// <summary>The ledger without entries.</summary>
    public static LedgerState Empty { get; } = new(new(), new (Row?, int)[TileAddress.MaxLevel + 1]);

    /// <summary>The number of entries.</summary>
    public TreeSize Size => _frontier.Size;

    /// <summary>The root over all entries.</summary>
    public TreeHash Root => _frontier.Root();

    /// <summary>A copy of the frontier.</summary>
    public CompactRange Frontier => _frontier.Clone();

    /// <summary>
    /// Takes up a ledger from its right-most partial tiles, at most eight reads. <c>false</c> names the tile that is missing.
    /// Compare <see cref="Root"/> with the last signed checkpoint before appending: a torn tile shows there.
    /// </summary>
    public static bool TryRestore(
        TreeSize size, ITileReader tiles, [NotNullWhen(true)] out LedgerState? state, out TileAddress missing)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        var edge = new (Row? Row, int Count)[TileAddress.MaxLevel + 1];
        for (var level = 0; level < edge.Length; level++)
        {
            var hashes = size.Value >> (level * TileAddress.Height);
            var count = (int)(hashes % TileAddress.FullWidth);
            missing = default;
            if (count > 0)
            {
                var row = new Row { Filled = count };
                edge[level] = (row, count);
                missing = TileAddress.Of(size, level, hashes / TileAddress.FullWidth);
                if (!tiles.TryRead(missing, row.Hashes.AsSpan(0, count)))
                {
                    state = null;
                    return false;
                }
            }
        }

        var frontier = new CompactRange();
        for (var level = edge.Length - 1; level >= 0; level--)
        {
            foreach (var hash in Hashes(edge[level]))
                frontier.Append(hash, level * TileAddress.Height);
        }

        missing = default;
        state = new(frontier, edge);
        return true;
    }

    /// <summary>Appends leaves and says which tiles became full by it, lowest level first where one filled another.</summary>
    public Appended Append(params ReadOnlySpan<LeafHash> leaves)
    {
        var next = _frontier.Clone();
        var edge = ((Row? Row, int Count)[])_edge.Clone();
        var full = new List<HashTile>();
        foreach (ref readonly var leaf in leaves)
        {
            next.Append(leaf);
            Push(leaf.ToTreeHash());
        }

        return new(new(next, edge), full);

        void Push(TreeHash hash)
        {
            for (var level = 0; level < edge.Length; level++)
            {
                var (row, count) = edge[level];

                // Another state has gone on from here already: what it added is not this one's.
                if (row is null || row.Filled != count)
                {
                    var own = new Row();
                    row?.Hashes.AsSpan(0, count).CopyTo(own.Hashes);
                    row = own;
                }

                row.Hashes[count] = hash;
                row.Filled = ++count;
                edge[level] = (row, count);
                if (count < TileAddress.FullWidth)
                    return;

                // LED-090: a tile is written once, when it is full; partial ones are derived from leaves and roots.
                var index = ((next.Size.Value >> (level * TileAddress.Height)) / TileAddress.FullWidth) - 1;
                var tile = new HashTile(new(level, index, TileAddress.FullWidth), row.Hashes);
                full.Add(tile);
                edge[level] = default;
                hash = tile.Root();
            }
        }
    }

    /// <summary>The partial tiles of the right edge, lowest level first; levels without one are left out.</summary>
    public IEnumerable<HashTile> PartialTiles() =>
        from level in Enumerable.Range(0, _edge.Length)
        where _edge[level].Count > 0
        select new HashTile(TileAddress.Of(Size, level, (Size.Value >> (level * TileAddress.Height)) / TileAddress.FullWidth), [.. Hashes(_edge[level])]);

    private static ReadOnlySpan<TreeHash> Hashes((Row? Row, int Count) edge) => edge.Row is null ? [] : edge.Row.Hashes.AsSpan(0, edge.Count);

    /// <summary>A tile's hashes while it fills up, shared by all states that have a beginning of it.</summary>
    private sealed class Row
    {
        public TreeHash[] Hashes { get; } = new TreeHash[TileAddress.FullWidth];

        public int Filled { get; set; }
    }
}
