using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;

namespace Parley.Ledger;

/// <summary>Recomputes a whole ledger from its entries and compares it with its tiles and its head, in memory that does not grow with it.</summary>
public static class LedgerAudit
{
    /// <summary>
    /// The first thing that is wrong, or nothing. <paramref name="leaves"/> are computed from the entries themselves and read
    /// once, in order; <paramref name="size"/> and <paramref name="root"/> are those of a verified checkpoint.
    /// </summary>
    public static Fault? Check(IEnumerable<LeafHash> leaves, ITileReader tiles, TreeSize size, TreeHash root)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        ArgumentNullException.ThrowIfNull(tiles);
        var rows = new TreeHash[TileAddress.MaxLevel + 1][];
        var counts = new long[rows.Length];
        var stored = new TreeHash[TileAddress.FullWidth];

        // 1. Every full tile, as soon as its last hash is known.
        foreach (var leaf in leaves)
        {
            if (counts[0] == size.Value)
                return new Fault("LED-092", 0, $"there are more entries than the {size} of the checkpoint");
            if (Push(leaf.ToTreeHash()) is { } fault)
                return fault;
        }

        if (counts[0] < size.Value)
            return new Fault("LED-092", 0, $"entry {counts[0]} is missing; the checkpoint has {size}");

        // 2. The partial tiles at the right edge, and from them the root.
        var frontier = new CompactRange();
        for (var level = rows.Length - 1; level >= 0; level--)
        {
            var width = (int)(counts[level] % TileAddress.FullWidth);
            if (width > 0 && Compare(level, width) is { } fault)
                return fault;
            for (var at = 0; at < width; at++)
                frontier.Append(rows[level][at], level * TileAddress.Height);
        }

        return frontier.Root() == root ? null : new Fault("LED-092", 0, $"the entries have the root {frontier.Root()}; the checkpoint says {root}");

        Fault? Push(TreeHash hash)
        {
            for (var level = 0; level < rows.Length; level++)
            {
                (rows[level] ??= new TreeHash[TileAddress.FullWidth])[counts[level]++ % TileAddress.FullWidth] = hash;
                if (counts[level] % TileAddress.FullWidth != 0)
                    return null;
                if (Compare(level, TileAddress.FullWidth) is { } fault)
                    return fault;
                hash = HashTile.RootOf(rows[level]);
            }

            return null;
        }

        // LED-092: what is stored equals what the entries give, hash by hash.
        Fault? Compare(int level, int width)
        {
            var tile = new TileAddress(level, (counts[level] - 1) / TileAddress.FullWidth, width);
            if (!tiles.TryRead(tile, stored.AsSpan(0, width)))
                return new Fault("LED-092", 0, $"{tile} is missing or torn");
            var same = stored.AsSpan(0, width).CommonPrefixLength(rows[level].AsSpan(0, width));
            return same == width ? null : new Fault("LED-092", 0, $"{tile} differs from the entries at hash {same}");
        }
    }
}
