using System.Numerics;
using Parley.Ledger.Merkle;

namespace Parley.Channels.Attachments;

/// <summary>
/// A piece of an attachment that is a node of its tree: 2^<paramref name="Level"/> leaves of 1,024 bytes from a multiple of that many,
/// and fewer where the file ends. So each proves itself against the root, and on a slow line they are small.
/// </summary>
/// <param name="Level">0 (1 KiB) to <see cref="MaxLevel"/> (64 KiB).</param>
/// <param name="Index">Its place among those of its level, from 0.</param>
public readonly record struct Chunk(int Level, long Index)
{
    /// <summary>Bytes in a leaf.</summary>
    public const int LeafSize = 1024;

    /// <summary>The highest level.</summary>
    public const int MaxLevel = 6;

    /// <summary>Bytes in the largest chunk.</summary>
    public const int MaxLength = LeafSize << MaxLevel;

    /// <summary>Its first leaf.</summary>
    public long FirstLeaf => Index << Level;

    /// <summary>Where it begins in the file, in bytes.</summary>
    public long Offset => FirstLeaf * LeafSize;

    /// <summary>How many leaves a file has.</summary>
    public static long LeavesOf(long size) => (size + LeafSize - 1) / LeafSize;

    /// <summary>The largest chunk at a leaf that has no leaf beyond <paramref name="end"/>, nor a level above <paramref name="most"/>.</summary>
    public static Chunk Largest(long leaf, long end, long size, int most)
    {
        var level = Math.Min(most, leaf == 0 ? MaxLevel : Math.Min(MaxLevel, BitOperations.TrailingZeroCount(leaf)));
        while (level > 0 && Math.Min(leaf + (1L << level), LeavesOf(size)) > end)
            level--;
        return new Chunk(level, leaf >> level);
    }

    // ATT-011
    /// <summary>Whether a file of that size has it.</summary>
    public bool IsIn(long size) => Level is >= 0 and <= MaxLevel && Index >= 0 && Index <= LeavesOf(size) >> Level && FirstLeaf < LeavesOf(size);

    /// <summary>How many leaves it has.</summary>
    public int LeavesIn(long size) => (int)Math.Min(1L << Level, LeavesOf(size) - FirstLeaf);

    /// <summary>How many bytes it has.</summary>
    public int LengthIn(long size) => (int)Math.Min((long)LeafSize << Level, size - Offset);

    /// <summary>How many hashes its proof has: the path of RFC 9162 §2.1.3 from its node to the root.</summary>
    public int ProofLengthIn(long size)
    {
        var count = 0;
        for (var (place, last) = (Index, NodesIn(size) - 1); last > 0; (place, last) = (place >> 1, last >> 1))
            count += (place & 1) == 1 || place < last ? 1 : 0;
        return count;
    }

    // ATT-014
    /// <summary>Whether bytes are this chunk of the file with that root and size.</summary>
    public bool Verify(ReadOnlySpan<byte> bytes, IReadOnlyList<TreeHash> proof, long size, in TreeHash root) =>
        bytes.Length == LengthIn(size)
        && new InclusionProof(new LeafIndex(Index), new TreeSize(NodesIn(size)), proof).Verify(new LeafHash(AttachmentTree.Head(bytes).AsSpan()), root);

    private long NodesIn(long size) => (LeavesOf(size) + (1L << Level) - 1) >> Level;
}
