using System.Buffers;
using System.Buffers.Binary;

namespace Parley.Mls.Codec;

/// <summary>
/// Writes the TLS presentation language of RFC 9420 §2.1 into a rented buffer, which is wiped when it goes back:
/// plaintexts and path secrets pass through here.
/// </summary>
internal ref struct TlsWriter : IDisposable
{
    private byte[] buffer;
    private int length;

    public TlsWriter(int capacity) => buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 64));

    public delegate void Item<in T>(ref TlsWriter writer, T item);

    public readonly int Count => length;

    public readonly ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    public void U8(byte value) => Room(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Room(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Room(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Room(8), value);

    public void Present(bool present) => U8(present ? (byte)1 : (byte)0);

    public void Fixed(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    public void Zeroes(int count) => Room(count).Clear();

    public void Opaque(ReadOnlyMemory<byte> bytes) => Opaque(bytes.Span);

    public void Opaque(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        Fixed(bytes);
    }

    /// <summary>A label of RFC 9420 §5.1.2, §5.1.3 or §8: <c>"MLS 1.0 "</c> and the name.</summary>
    public void Label(ReadOnlySpan<byte> name)
    {
        Length(8 + name.Length);
        Fixed("MLS 1.0 "u8);
        Fixed(name);
    }

    public void Length(int value)
    {
        switch (value)
        {
            case < 1 << 6:
                U8((byte)value);
                break;
            case < 1 << 14:
                U16((ushort)(value | 0x4000));
                break;
            case < 1 << 30:
                U32((uint)value | 0x8000_0000);
                break;
            default:
                throw new ArgumentException("A vector holds at most 2^30 - 1 bytes.", nameof(value));
        }
    }

    public void List<T>(ImmutableArray<T> items, Item<T> write)
    {
        var start = Begin();
        foreach (var item in items)
        {
            write(ref this, item);
        }

        End(start);
    }

    /// <summary>Starts a vector of unknown length; <see cref="End"/> takes the returned mark.</summary>
    public int Begin()
    {
        U8(0);
        return length;
    }

    public void End(int start)
    {
        var size = length - start;
        var header = size < 1 << 6 ? 1 : size < 1 << 14 ? 2 : 4;
        if (header > 1)
        {
            Room(header - 1);
            buffer.AsSpan(start, size).CopyTo(buffer.AsSpan(start + header - 1));
        }

        var end = length;
        length = start - 1;
        Length(size);
        length = end;
    }

    public readonly byte[] ToArray() => Written.ToArray();

    public void Dispose()
    {
        if (buffer is { } rented)
        {
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(rented);
            buffer = null!;
            length = 0;
        }
    }

    private Span<byte> Room(int count)
    {
        if (buffer.Length - length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
            Written.CopyTo(larger);
            CryptographicOperations.ZeroMemory(buffer.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        var room = buffer.AsSpan(length, count);
        length += count;
        return room;
    }
}
