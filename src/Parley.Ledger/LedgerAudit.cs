using System.Runtime.InteropServices;
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
        return CheckBundles(leaves.Chunk(TileAddress.FullWidth), tiles, size, root);
    }

    /// <summary>The same for leaves that come in bundles of any length; each is read before the next is asked for.</summary>
    public static Fault? CheckBundles(IEnumerable<LeafHash[]> bundles, ITileReader tiles, TreeSize size, TreeHash root)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        ArgumentNullException.ThrowIfNull(tiles);
        var rows = new TreeHash[TileAddress.MaxLevel + 1][];
        var counts = new long[rows.Length];
        var stored = new TreeHash[TileAddress.FullWidth];

        // 1. Every full tile, as soon as its last hash is known.
        rows[0] = new TreeHash[TileAddress.FullWidth];
        foreach (var bundle in bundles)
        {
            if (bundle.Length > size.Value - counts[0])
                return new Fault("LED-092", 0, $"there are more entries than the {size} of the checkpoint");
            for (var rest = MemoryMarshal.Cast<LeafHash, TreeHash>(bundle); !rest.IsEmpty;)
            {
                var at = (int)(counts[0] % TileAddress.FullWidth);
                var taken = Math.Min(rest.Length, TileAddress.FullWidth - at);
                rest[..taken].CopyTo(rows[0].AsSpan(at));
                rest = rest[taken..];
                counts[0] += taken;
                if (at + taken == TileAddress.FullWidth && Fill() is { } fault)
                    return fault;
            }
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

        // The row at level 0 is full: its hash goes up, and may fill the row there.
        Fault? Fill()
        {
            for (var level = 0; level < rows.Length; level++)
            {
                if (Compare(level, TileAddress.FullWidth) is { } fault)
                    return fault;
                if (level + 1 == rows.Length)
                    break;
                (rows[level + 1] ??= new TreeHash[TileAddress.FullWidth])[counts[level + 1]++ % TileAddress.FullWidth] = HashTile.RootOf(rows[level]);
                if (counts[level + 1] % TileAddress.FullWidth != 0)
                    break;
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
