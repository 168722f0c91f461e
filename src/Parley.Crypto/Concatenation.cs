using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>
/// Byte strings put end to end for a hash or a key derivation. It starts in the caller's stack buffer and moves to a
/// rented one when that is full; both are zeroed, since secrets pass through.
/// </summary>
internal ref struct Concatenation(Span<byte> initial)
{
    private Span<byte> buffer = initial;
    private byte[]? rented;
    private int length;

    public readonly ReadOnlySpan<byte> Written => buffer[..length];

    public void Append(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Append(byte value) => Take(1)[0] = value;

    /// <summary>I2OSP(value, 2) of RFC 8017.</summary>
    public void AppendUInt16(int value)
    {
        if (value is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A length of two octets goes to 65,535.");
        }

        BinaryPrimitives.WriteUInt16BigEndian(Take(2), (ushort)value);
    }

    public void AppendLengthPrefixed(scoped ReadOnlySpan<byte> bytes)
    {
        AppendUInt16(bytes.Length);
        Append(bytes);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
            rented = null;
        }

        buffer = default;
        length = 0;
    }

    private Span<byte> Take(int count)
    {
        if (buffer.Length - length < count)
        {
            Grow(count);
        }

        var taken = buffer.Slice(length, count);
        length += count;
        return taken;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(length + count), 2 * buffer.Length));
        buffer[..length].CopyTo(larger);
        CryptographicOperations.ZeroMemory(buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        buffer = rented = larger;
    }
}
