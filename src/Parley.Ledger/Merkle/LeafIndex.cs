using System.Globalization;

namespace Parley.Ledger.Merkle;

/// <summary>The zero-based place of a leaf in its log.</summary>
public readonly record struct LeafIndex
{
    /// <summary>Takes a place; throws <see cref="ArgumentOutOfRangeException"/> for a negative one.</summary>
    public LeafIndex(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Value = value;
    }

    /// <summary>The place.</summary>
    public long Value { get; }

    /// <summary>The place in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
