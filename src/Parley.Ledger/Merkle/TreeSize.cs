using System.Globalization;

namespace Parley.Ledger.Merkle;

/// <summary>The number of leaves of a tree, 0 to 2^63-1.</summary>
public readonly record struct TreeSize : IComparable<TreeSize>
{
    /// <summary>Takes a number of leaves; throws <see cref="ArgumentOutOfRangeException"/> for a negative one.</summary>
    public TreeSize(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Value = value;
    }

    /// <summary>The tree without leaves.</summary>
    public static TreeSize Zero => default;

    /// <summary>The number of leaves.</summary>
    public long Value { get; }

    /// <summary>Whether the left tree has fewer leaves.</summary>
    public static bool operator <(TreeSize left, TreeSize right) => left.Value < right.Value;

    /// <summary>Whether the left tree has more leaves.</summary>
    public static bool operator >(TreeSize left, TreeSize right) => left.Value > right.Value;

    /// <summary>Whether the left tree has no more leaves.</summary>
    public static bool operator <=(TreeSize left, TreeSize right) => left.Value <= right.Value;

    /// <summary>Whether the left tree has no fewer leaves.</summary>
    public static bool operator >=(TreeSize left, TreeSize right) => left.Value >= right.Value;

    /// <summary>Whether a tree of this size has the leaf <paramref name="index"/>.</summary>
    public bool Contains(LeafIndex index) => index.Value < Value;

    /// <inheritdoc/>
    public int CompareTo(TreeSize other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
