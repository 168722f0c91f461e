using Parley.Ledger.Merkle;

namespace Parley.Channels.Attachments;

/// <summary>
/// The upper part of an attachment's tree, from the heads of its largest chunks to the root: 2 MB for 2 GiB. What is below is computed
/// from the chunk when it is asked for.
/// </summary>
// ATT-010
public sealed class AttachmentTree
{
    private readonly TreeHash[][] _levels;

    /// <summary>Takes the head of each largest chunk in their order, at least one.</summary>
    public AttachmentTree(IReadOnlyList<TreeHash> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        ArgumentOutOfRangeException.ThrowIfZero(heads.Count, nameof(heads));
        _levels = Grow([.. heads]);
    }

    /// <summary>The root.</summary>
    public TreeHash Root => _levels[^1][0];

    /// <summary>The heads that it was made of.</summary>
    public IReadOnlyList<TreeHash> Heads => _levels[0];

    /// <summary>The root of the tree over some bytes: RFC 9162 §2.1.1 over leaves of 1,024 bytes.</summary>
    public static TreeHash Head(ReadOnlySpan<byte> bytes) => Grow(Leaves(bytes))[^1][0];

    /// <summary>The proof of a chunk. <paramref name="around"/> are the bytes of the largest chunk that it lies in; needed only where it is no such itself.</summary>
    public TreeHash[] Prove(Chunk chunk, long size, ReadOnlySpan<byte> around)
    {
        var proof = new TreeHash[chunk.ProofLengthIn(size)];
        var (count, level, place) = (0, chunk.Level, chunk.Index);
        if (level < Chunk.MaxLevel)
        {
            var below = Grow(Leaves(around));
            var mask = (1L << (Chunk.MaxLevel - level)) - 1;
            var inside = place & mask;
            // A cut chunk's own tree may be lower than that of a full one: above its top there is nothing beside it.
            for (; level < Chunk.MaxLevel; level++, inside >>= 1, place >>= 1)
            {
                if (level < below.Length && (inside ^ 1) < below[level].Length)
                    proof[count++] = below[level][inside ^ 1];
            }
        }

        for (var above = 0; above < _levels.Length - 1; above++, place >>= 1)
        {
            if ((place ^ 1) < _levels[above].Length)
                proof[count++] = _levels[above][place ^ 1];
        }

        return proof;
    }

    private static TreeHash[] Leaves(ReadOnlySpan<byte> bytes)
    {
        var leaves = new TreeHash[Chunk.LeavesOf(bytes.Length)];
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = LeafHash.Of(bytes.Slice(i * Chunk.LeafSize, Math.Min(Chunk.LeafSize, bytes.Length - (i * Chunk.LeafSize)))).ToTreeHash();
        return leaves;
    }

    // Whatever has nothing beside it goes up as it is: so the last of each level is the node of all that is left (RFC 9162 §2.1.1).
    private static TreeHash[][] Grow(TreeHash[] lowest)
    {
        var levels = new List<TreeHash[]> { lowest };
        while (levels[^1].Length > 1)
        {
            var below = levels[^1];
            var level = new TreeHash[(below.Length + 1) / 2];
            for (var i = 0; i < level.Length; i++)
                level[i] = (2 * i) + 1 < below.Length ? TreeHash.Join(below[2 * i], below[(2 * i) + 1]) : below[2 * i];
            levels.Add(level);
        }

        return [.. levels];
    }
}
