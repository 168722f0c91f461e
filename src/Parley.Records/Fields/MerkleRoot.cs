using System.Numerics;

namespace Parley.Records.Fields;

/// <summary>The Merkle tree hash of RFC 9162 §2.1.1 over a short list.</summary>
internal static class MerkleRoot
{
    public static Digest Leaf(ReadOnlySpan<byte> data)
    {
        Span<byte> input = data.Length < 1024 ? stackalloc byte[data.Length + 1] : new byte[data.Length + 1];
        input[0] = 0;
        data.CopyTo(input[1..]);
        return Digest.Of(input);
    }

    public static Digest Of(ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length == 0)
            return Digest.Of([]);
        if (leaves.Length == 1)
            return leaves[0];
        var left = (int)BitOperations.RoundUpToPowerOf2((uint)leaves.Length) / 2;
        return Join(Of(leaves[..left]), Of(leaves[left..]));
    }

    public static Digest Join(Digest left, Digest right)
    {
        Span<byte> node = stackalloc byte[1 + 2 * Digest.Size];
        node[0] = 1;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + Digest.Size)..]);
        return Digest.Of(node);
    }
}
