using System.Diagnostics.CodeAnalysis;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger;

/// <summary>
/// The growing end of a ledger: its frontier and the hashes of its partial tiles, at most 255 in each of eight levels.
/// A value: appending makes another, so that a transaction that fails leaves the old one true.
/// </summary>
public sealed class LedgerState
{
    private readonly CompactRange _frontier;
    private readonly TreeHash[][] _edge;

    private LedgerState(CompactRange frontier, TreeHash[][] edge) => (_frontier, _edge) = (frontier, edge);

    /// <summary>The ledger without entries.</summary>
    public static LedgerState Empty { get; } = new(new(), [.. Enumerable.Repeat<TreeHash[]>([], TileAddress.MaxLevel + 1)]);

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
        var edge = new TreeHash[TileAddress.MaxLevel + 1][];
        for (var level = 0; level < edge.Length; level++)
        {
            var hashes = size.Value >> (level * TileAddress.Height);
            edge[level] = new TreeHash[hashes % TileAddress.FullWidth];
            missing = default;
            if (edge[level].Length > 0)
            {
                missing = TileAddress.Of(size, level, hashes / TileAddress.FullWidth);
                if (!tiles.TryRead(missing, edge[level]))
                {
                    state = null;
                    return false;
                }
            }
        }

        var frontier = new CompactRange();
        for (var level = edge.Length - 1; level >= 0; level--)
        {
            foreach (var hash in edge[level])
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
        var rows = new List<TreeHash>[_edge.Length];
        var full = new List<HashTile>();
        foreach (ref readonly var leaf in leaves)
        {
            next.Append(leaf);
            Push(leaf.ToTreeHash());
        }

        return new(new(next, [.. _edge.Select((row, level) => rows[level]?.ToArray() ?? row)]), full);

        void Push(TreeHash hash)
        {
            for (var level = 0; level < rows.Length; level++)
            {
                var row = rows[level] ??= [.. _edge[level]];
                row.Add(hash);
                if (row.Count < TileAddress.FullWidth)
                    return;

                // LED-090: a tile is written once, when it is full; partial ones are derived from leaves and roots.
                var index = ((next.Size.Value >> (level * TileAddress.Height)) / TileAddress.FullWidth) - 1;
                var tile = new HashTile(new(level, index, TileAddress.FullWidth), [.. row]);
                full.Add(tile);
                row.Clear();
                hash = tile.Root();
            }
        }
    }

    /// <summary>The partial tiles of the right edge, lowest level first; levels without one are left out.</summary>
    public IEnumerable<HashTile> PartialTiles() =>
        from level in Enumerable.Range(0, _edge.Length)
        where _edge[level].Length > 0
        select new HashTile(TileAddress.Of(Size, level, (Size.Value >> (level * TileAddress.Height)) / TileAddress.FullWidth), _edge[level]);
}
