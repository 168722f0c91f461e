using System.Numerics;
using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tiles;

/// <summary>Computes the hashes of ranges of leaves from the tiles of one tree, reading each tile once.</summary>
internal sealed class NodeReader(ITileReader tiles, TreeSize size)
{
    private readonly Dictionary<TileAddress, TreeHash[]> _read = [];

    public bool TryRead(IReadOnlyList<LeafRange> ranges, out TreeHash[] hashes, out TileAddress missing)
    {
        hashes = new TreeHash[ranges.Count];
        for (var at = 0; at < hashes.Length; at++)
        {
            if (!TryRead(ranges[at], out hashes[at], out missing))
                return false;
        }

        missing = default;
        return true;
    }

    // The range starts at a multiple of its largest perfect subtree, so it is perfect subtrees, largest first.
    private bool TryRead(LeafRange range, out TreeHash hash, out TileAddress missing)
    {
        Span<TreeHash> subtrees = stackalloc TreeHash[64];
        var count = 0;
        for (var start = range.Start; start < range.End; count++)
        {
            var level = BitOperations.Log2((ulong)(range.End - start));
            if (!TryRead(start, level, out subtrees[count], out missing))
            {
                hash = default;
                return false;
            }

            start += 1L << level;
        }

        hash = subtrees[count - 1];
        for (var at = count - 2; at >= 0; at--)
            hash = TreeHash.Join(subtrees[at], hash);

        missing = default;
        return true;
    }

    private bool TryRead(long start, int level, out TreeHash hash, out TileAddress missing)
    {
        var (tileLevel, height) = Math.DivRem(level, TileAddress.Height);
        var first = start >> (tileLevel * TileAddress.Height);
        missing = TileAddress.Of(size, tileLevel, first >> TileAddress.Height);
        if (!_read.TryGetValue(missing, out var row))
        {
            row = new TreeHash[missing.Width];
            if (!tiles.TryRead(missing, row))
            {
                hash = default;
                return false;
            }

            _read.Add(missing, row);
        }

        hash = HashTile.RootOf(row.AsSpan((int)(first & (TileAddress.FullWidth - 1)), 1 << height));
        return true;
    }
}
