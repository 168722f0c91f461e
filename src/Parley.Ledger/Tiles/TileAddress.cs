using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tiles;

/// <summary>Which tile: its level, its index in the level and how many hashes wide it is (C2SP tlog-tiles).</summary>
public readonly record struct TileAddress
{
    /// <summary>Levels of the Merkle tree that one tile spans.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 1 << Height;

    /// <summary>The highest level that a tree of at most 2^63-1 leaves has.</summary>
    public const int MaxLevel = 7;

    /// <summary>Takes level (0 to 7), index and width (1 to 256); throws <see cref="ArgumentOutOfRangeException"/> for others.</summary>
    public TileAddress(int level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, MaxIndex(level));
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        (Level, Index, Width) = (level, index, width);
    }

    /// <summary>The level; 0 holds leaf hashes.</summary>
    public int Level { get; }

    /// <summary>The zero-based index within the level.</summary>
    public long Index { get; }

    /// <summary>The number of hashes, 1 to 256.</summary>
    public int Width { get; }

    /// <summary>Whether the tile has all of its 256 hashes and will never change.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>The tile of a tree of <paramref name="size"/> leaves, as wide as it is there; throws where the tree has none.</summary>
    public static TileAddress Of(TreeSize size, int level, long index)
    {
        // LED-010: floor(size / 256^level) hashes stand in a level.
        var hashes = size.Value >> (level * Height);
        return new(level, index, (int)Math.Clamp(hashes - (index * FullWidth), 0, FullWidth));
    }

    /// <summary>Every tile of a tree, level by level; the right-most of each level may be partial.</summary>
    public static IEnumerable<TileAddress> AllOf(TreeSize size)
    {
        for (var level = 0; level <= MaxLevel && size.Value >> (level * Height) is > 0 and var hashes; level++)
        {
            for (var index = 0L; index <= (hashes - 1) >> Height; index++)
                yield return Of(size, level, index);
        }
    }

    /// <summary>The highest index that a level can have.</summary>
    internal static long MaxIndex(int level) => (long.MaxValue >> (level * Height)) / FullWidth;

    /// <summary>The path below a log's prefix, such as <c>tile/0/x001/234.p/17</c>.</summary>
    public override string ToString() => TilePath.Format(this);
}
