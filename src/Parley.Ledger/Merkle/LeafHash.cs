using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Parley.Crypto;

namespace Parley.Ledger.Merkle;

/// <summary>The hash of one log entry (RFC 6962 §2.1): a leaf of the tree. 32 bytes by value.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LeafHash
{
    private readonly Block32 _block;

    /// <summary>Takes exactly 32 bytes; throws <see cref="ArgumentException"/> otherwise.</summary>
    public LeafHash(ReadOnlySpan<byte> bytes) => _block = new(bytes);

    // LED-001: the leading 0x00 keeps a leaf from passing for an inner node.
    /// <summary>The leaf of an entry: SHA-256(0x00, entry).</summary>
    public static LeafHash Of(ReadOnlySpan<byte> entry)
    {
        const int OnStack = 256;
        var rented = entry.Length < OnStack ? null : ArrayPool<byte>.Shared.Rent(entry.Length + 1);
        var input = (rented ?? stackalloc byte[OnStack])[..(entry.Length + 1)];
        input[0] = 0x00;
        entry.CopyTo(input[1..]);
        Span<byte> hash = stackalloc byte[Block32.Size];
        Sha256.Hash(input, hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);

        return new(hash);
    }

    /// <summary>The root of the tree that has this leaf only.</summary>
    public TreeHash ToTreeHash() => new(AsSpan());

    /// <summary>The hash's bytes, without a copy.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AsSpan() => _block.AsSpan();

    /// <summary>A copy of the hash's bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>The hash in lower-case hex.</summary>
    public override string ToString() => _block.ToString();
}
