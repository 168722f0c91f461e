using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parley.Crypto;

namespace Parley.Ledger.Merkle;

/// <summary>The Merkle Tree Hash of a range of leaves (RFC 6962 §2.1): an inner node or a root. 32 bytes by value.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct TreeHash
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = Block32.Size;

    private readonly Block32 _block;

    /// <summary>Takes exactly 32 bytes; throws <see cref="ArgumentException"/> otherwise.</summary>
    public TreeHash(ReadOnlySpan<byte> bytes) => _block = new(bytes);

    // LED-003: the empty tree's root is the hash of nothing.
    /// <summary>The root of the tree without leaves: SHA-256 of the empty string.</summary>
    public static TreeHash Empty { get; } = new(Sha256.Hash([]));

    // LED-002: the leading 0x01 keeps an inner node from passing for a leaf (second preimage).
    /// <summary>The parent of two subtrees: SHA-256(0x01, left, right).</summary>
    public static TreeHash Join(in TreeHash left, in TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Size)];
        input[0] = 0x01;
        left.AsSpan().CopyTo(input[1..]);
        right.AsSpan().CopyTo(input[(1 + Size)..]);
        Unsafe.SkipInit(out TreeHash parent);
        Sha256.Hash(input, MemoryMarshal.AsBytes(new Span<TreeHash>(ref parent)));
        return parent;
    }

    /// <summary>The hash's bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _block.AsSpan();

    /// <summary>A copy of the hash's bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>The hash in lower-case hex.</summary>
    public override string ToString() => _block.ToString();
}
