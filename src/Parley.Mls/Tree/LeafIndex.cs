using System.Globalization;

namespace Parley.Mls.Tree;

/// <summary>A member's place among the leaves of the ratchet tree (RFC 9420 §4.1.1); valid within one epoch.</summary>
/// <param name="Value">Leaves are counted from 0 on the left.</param>
public readonly record struct LeafIndex(uint Value)
{
    /// <summary>The leaf's place in the array form of the tree (Appendix C).</summary>
    internal uint Node => Value * 2;

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
