using System.Security.Cryptography;
using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tests.Merkle;

/// <summary>RFC 6962 §2.1 written down as its definitions read: recursive, slow, sharing no code with what it judges.</summary>
internal sealed class ReferenceTree(IReadOnlyList<byte[]> leaves)
{
    private readonly Dictionary<(int, int), byte[]> _known = [];

    public static ReferenceTree OfNumbers(int count) =>
        new([.. Enumerable.Range(0, count).Select(n => Leaf(BitConverter.GetBytes(n)))]);

    public static byte[] Leaf(byte[] entry) => SHA256.HashData([0, .. entry]);

    public TreeHash Root(int size) => new(Hash(0, size));

    public LeafHash LeafAt(int index) => new(leaves[index]);

    public List<TreeHash> Path(int index, int size)
    {
        var path = new List<TreeHash>();
        Path(path, index, 0, size);
        return path;
    }

    public List<TreeHash> Proof(int from, int to)
    {
        var proof = new List<TreeHash>();
        if (from != to && from != 0)
            SubProof(proof, from, 0, to, true);
        return proof;
    }

    private static int Split(int count)
    {
        var k = 1;
        while (2 * k < count)
            k *= 2;
        return k;
    }

    private byte[] Hash(int start, int end)
    {
        if (end - start == 0)
            return SHA256.HashData([]);
        if (end - start == 1)
            return leaves[start];
        if (_known.TryGetValue((start, end), out var known))
            return known;
        var k = Split(end - start);
        return _known[(start, end)] = SHA256.HashData([1, .. Hash(start, start + k), .. Hash(start + k, end)]);
    }

    private void Path(List<TreeHash> path, int index, int start, int end)
    {
        if (end - start == 1)
            return;
        var k = Split(end - start);
        if (index < k)
        {
            Path(path, index, start, start + k);
            path.Add(new(Hash(start + k, end)));
        }
        else
        {
            Path(path, index - k, start + k, end);
            path.Add(new(Hash(start, start + k)));
        }
    }

    private void SubProof(List<TreeHash> proof, int m, int start, int end, bool whole)
    {
        if (m == end - start)
        {
            if (!whole)
                proof.Add(new(Hash(start, end)));
            return;
        }

        var k = Split(end - start);
        if (m <= k)
        {
            SubProof(proof, m, start, start + k, whole);
            proof.Add(new(Hash(start + k, end)));
        }
        else
        {
            SubProof(proof, m - k, start + k, end, false);
            proof.Add(new(Hash(start, start + k)));
        }
    }
}
