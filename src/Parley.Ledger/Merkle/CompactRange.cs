using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Parley.Ledger.Merkle;

/// <summary>
/// The frontier of a growing tree: the roots of its perfect subtrees, largest first, one for each set bit of the size.
/// It holds at most 63 hashes, whatever the size. Not safe for use by several threads.
/// </summary>
public sealed class CompactRange
{
    private const int SizeBytes = sizeof(long);
    private const int MaxRoots = 63;
    // States are copied with each entry: no more room than the next append takes.
    private TreeHash[] _roots;
    private int _count;

    /// <summary>The frontier of the tree without leaves.</summary>
    public CompactRange() => _roots = new TreeHash[1];

    private CompactRange(CompactRange other)
    {
        Size = other.Size;
        _count = other._count;
        _roots = new TreeHash[_count + 1];
        other._roots.AsSpan(0, _count).CopyTo(_roots);
    }

    /// <summary>The number of leaves appended.</summary>
    public TreeSize Size { get; private set; }

    /// <summary>The roots of the perfect subtrees, largest first.</summary>
    public ReadOnlySpan<TreeHash> Roots => _roots.AsSpan(0, _count);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; <c>false</c> where the number of hashes is not the one that the size asks for.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CompactRange? range)
    {
        range = null;

        // LED-091: exactly one hash for each set bit of the size.
        if (bytes.Length < SizeBytes
            || BinaryPrimitives.ReadInt64BigEndian(bytes) is var size && size < 0
            || bytes.Length != SizeBytes + (BitOperations.PopCount((ulong)size) * TreeHash.Size))
        {
            return false;
        }

        range = new() { Size = new(size), _roots = new TreeHash[BitOperations.PopCount((ulong)size) + 1] };
        for (var rest = bytes[SizeBytes..]; !rest.IsEmpty; rest = rest[TreeHash.Size..])
            range._roots[range._count++] = new(rest[..TreeHash.Size]);

        return true;
    }

    /// <summary>Appends a leaf: one hash on average, at most 63.</summary>
    public void Append(in LeafHash leaf) => Append(leaf.ToTreeHash(), 0);

    /// <summary>
    /// Appends a perfect subtree of 2^<paramref name="level"/> leaves. Throws <see cref="InvalidOperationException"/>
    /// where the size is not a multiple of that, or would pass 2^63-1.
    /// </summary>
    public void Append(TreeHash subtree, int level)
    {
        var leaves = 1L << level;
        if (level is < 0 or > 62 || (Size.Value & (leaves - 1)) != 0 || Size.Value > long.MaxValue - leaves)
            throw new InvalidOperationException($"A subtree of 2^{level} leaves does not fit at {Size}.");

        // LED-002: each set bit above the level is a left neighbour of equal size.
        for (var bits = Size.Value >> level; (bits & 1) == 1; bits >>= 1)
            subtree = TreeHash.Join(_roots[--_count], subtree);

        if (_count == _roots.Length)
            Array.Resize(ref _roots, Math.Min(2 * _count, MaxRoots));
        _roots[_count++] = subtree;
        Size = new(Size.Value + leaves);
    }

    /// <summary>The root of the tree: the perfect subtrees joined from the smallest up.</summary>
    public TreeHash Root()
    {
        if (_count == 0)
            return TreeHash.Empty;

        var root = _roots[_count - 1];
        for (var at = _count - 2; at >= 0; at--)
            root = TreeHash.Join(_roots[at], root);

        return root;
    }

    /// <summary>An independent copy.</summary>
    public CompactRange Clone() => new(this);

    /// <summary>The size in eight bytes, big-endian, and the hashes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[SizeBytes + (_count * TreeHash.Size)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Size.Value);
        for (var at = 0; at < _count; at++)
            _roots[at].AsSpan().CopyTo(bytes.AsSpan(SizeBytes + (at * TreeHash.Size)));

        return bytes;
    }
}
