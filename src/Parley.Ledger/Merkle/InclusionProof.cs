using System.Diagnostics.CodeAnalysis;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Merkle;

/// <summary>A path from a leaf to the root of a tree (RFC 9162 §2.1.3).</summary>
/// <remarks>The size is not proven by the path: take it, with the root, from a signed checkpoint.</remarks>
public sealed class InclusionProof
{
    /// <summary>The longest path.</summary>
    public const int MaxHashes = 63;

    /// <summary>Takes the place, the size and the siblings from the leaf up; nothing is checked before <see cref="Verify"/>.</summary>
    public InclusionProof(LeafIndex index, TreeSize size, IReadOnlyList<TreeHash> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        (Index, Size, Hashes) = (index, size, hashes);
    }

    /// <summary>The leaf's place.</summary>
    public LeafIndex Index { get; }

    /// <summary>The number of leaves of the tree.</summary>
    public TreeSize Size { get; }

    /// <summary>The siblings on the path, from the leaf's up to the root's child.</summary>
    public IReadOnlyList<TreeHash> Hashes { get; }

    /// <summary>
    /// Computes the path from tiles. <c>false</c> names the tile that is missing; throws
    /// <see cref="ArgumentOutOfRangeException"/> where the tree has no such leaf.
    /// </summary>
    public static bool TryBuild(
        ITileReader tiles, LeafIndex index, TreeSize size, [NotNullWhen(true)] out InclusionProof? proof, out TileAddress missing)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index.Value, size.Value, nameof(index));
        var ranges = new List<LeafRange>();
        for (var tree = new LeafRange(0, size.Value); tree.Count > 1;)
        {
            var (left, right) = tree.Split();
            (tree, var sibling) = index.Value < right.Start ? (left, right) : (right, left);
            ranges.Add(sibling);
        }

        ranges.Reverse();
        proof = new NodeReader(tiles, size).TryRead(ranges, out var hashes, out missing) ? new(index, size, hashes) : null;
        return proof is not null;
    }

    /// <summary>Whether <paramref name="leaf"/> stands at <see cref="Index"/> in the tree of <see cref="Size"/> leaves with this root.</summary>
    public bool Verify(in LeafHash leaf, in TreeHash root)
    {
        // LED-004: RFC 9162 §2.1.3.2; a path too short or too long by one hash proves nothing.
        if (!Size.Contains(Index))
            return false;

        var (place, last) = (Index.Value, Size.Value - 1);
        var hash = leaf.ToTreeHash();
        foreach (var sibling in Hashes)
        {
            if (last == 0)
                return false;

            if ((place & 1) == 1 || place == last)
            {
                hash = TreeHash.Join(sibling, hash);
                while ((place & 1) == 0 && place != 0)
                    (place, last) = (place >> 1, last >> 1);
            }
            else
                hash = TreeHash.Join(hash, sibling);

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }
}
