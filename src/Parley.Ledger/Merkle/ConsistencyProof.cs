using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Merkle;

/// <summary>Shows that one tree is the beginning of another (RFC 9162 §2.1.4): nothing was changed or removed.</summary>
public sealed class ConsistencyProof
{
    /// <summary>The most hashes that a proof has (C2SP tlog-witness).</summary>
    public const int MaxHashes = 63;

    /// <summary>Takes both sizes and the hashes; nothing is checked before <see cref="Verify"/>.</summary>
    public ConsistencyProof(TreeSize from, TreeSize to, IReadOnlyList<TreeHash> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        (From, To, Hashes) = (from, to, hashes);
    }

    /// <summary>The size of the older tree.</summary>
    public TreeSize From { get; }

    /// <summary>The size of the newer tree.</summary>
    public TreeSize To { get; }

    /// <summary>The hashes in the order of RFC 9162; none where <see cref="From"/> is zero or equal to <see cref="To"/>.</summary>
    public IReadOnlyList<TreeHash> Hashes { get; }

    /// <summary>
    /// Computes the proof from the tiles of the newer tree. <c>false</c> names the tile that is missing; throws
    /// <see cref="ArgumentOutOfRangeException"/> where <paramref name="from"/> is the larger.
    /// </summary>
    public static bool TryBuild(
        ITileReader tiles, TreeSize from, TreeSize to, [NotNullWhen(true)] out ConsistencyProof? proof, out TileAddress missing)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from.Value, to.Value, nameof(from));
        var ranges = new List<LeafRange>();
        if (from != TreeSize.Zero && from != to)
        {
            var tree = new LeafRange(0, to.Value);
            while (tree.End != from.Value)
            {
                var (left, right) = tree.Split();
                (tree, var other) = from.Value <= left.End ? (left, right) : (right, left);
                ranges.Add(other);
            }

            // The older root itself is known to the verifier where the older tree is one whole subtree.
            if (tree.Start != 0)
                ranges.Add(tree);

            ranges.Reverse();
        }

        proof = new NodeReader(tiles, to).TryRead(ranges, out var hashes, out missing) ? new(from, to, hashes) : null;
        return proof is not null;
    }

    /// <summary>Whether the tree with <paramref name="toRoot"/> begins with the tree with <paramref name="fromRoot"/>.</summary>
    public bool Verify(in TreeHash fromRoot, in TreeHash toRoot)
    {
        // LED-006: nothing precedes the empty tree, and equal sizes need equal roots; neither takes a proof.
        if (From == TreeSize.Zero || From == To)
        {
            return Hashes.Count == 0
                && (From != To || fromRoot == toRoot)
                && (From != TreeSize.Zero || fromRoot == TreeHash.Empty);
        }

        // LED-005: RFC 9162 §2.1.4.2; one walk computes both roots, and every hash is used.
        if (From > To)
            return false;

        var whole = BitOperations.IsPow2(From.Value);
        if (!whole && Hashes.Count == 0)
            return false;

        var shift = BitOperations.TrailingZeroCount(From.Value);
        var (place, last) = ((From.Value - 1) >> shift, (To.Value - 1) >> shift);
        var older = whole ? fromRoot : Hashes[0];
        var newer = older;
        for (var at = whole ? 0 : 1; at < Hashes.Count; at++)
        {
            if (last == 0)
                return false;

            var hash = Hashes[at];
            if ((place & 1) == 1 || place == last)
            {
                older = TreeHash.Join(hash, older);
                newer = TreeHash.Join(hash, newer);
                while ((place & 1) == 0 && place != 0)
                    (place, last) = (place >> 1, last >> 1);
            }
            else
                newer = TreeHash.Join(newer, hash);

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && older == fromRoot && newer == toRoot;
    }
}
