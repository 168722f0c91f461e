using System.Numerics;

namespace Parley.Mls.Tree;

/// <summary>
/// The array form of a full binary tree (RFC 9420 Appendix C): leaf <c>L</c> is node <c>2L</c>, parents are odd.
/// </summary>
internal static class TreeMath
{
    public static uint NodeCount(uint leaves) => leaves == 0 ? 0 : (2 * leaves) - 1;

    /// <summary>The root of a tree of <paramref name="leaves"/> leaves, a power of two.</summary>
    public static uint Root(uint leaves) => leaves - 1;

    public static int Level(uint node) => BitOperations.TrailingZeroCount(~node);

    public static uint Left(uint parent) => parent ^ (1u << (Level(parent) - 1));

    public static uint Right(uint parent) => parent ^ (3u << (Level(parent) - 1));

    public static uint Parent(uint node)
    {
        var level = Level(node);
        return (node | (1u << level)) & ~(2u << level);
    }

    public static uint Sibling(uint node)
    {
        var parent = Parent(node);
        return node < parent ? Right(parent) : Left(parent);
    }

    public static bool IsLeaf(uint node) => (node & 1) == 0;

    /// <summary>Whether <paramref name="node"/> lies in the subtree of <paramref name="ancestor"/>, or is it.</summary>
    public static bool IsBelow(uint node, uint ancestor)
    {
        var level = Level(ancestor);
        return node >> (level + 1) == ancestor >> (level + 1) && Level(node) <= level;
    }

    /// <summary>The lowest node above both leaves; the leaf itself where they are the same.</summary>
    public static uint CommonAncestor(LeafIndex a, LeafIndex b)
    {
        var level = 32 - BitOperations.LeadingZeroCount(a.Value ^ b.Value);
        return ((a.Value >> level) << (level + 1)) | ((1u << level) - 1);
    }

    /// <summary>The smallest power of two that is at least <paramref name="leaves"/>.</summary>
    public static uint FullLeafCount(uint leaves) => leaves == 0 ? 0 : BitOperations.RoundUpToPowerOf2(leaves);
}
