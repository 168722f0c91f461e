using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Parley.Mls.Codec;

/// <summary>
/// Reads the TLS presentation language of RFC 9420 §2.1. A fault is sticky: once it is set, every read yields
/// zeroes, so structures parse without a branch per field and the caller asks once, at the end.
/// Slices refer to the input; nothing is copied.
/// </summary>
internal ref struct TlsReader(ReadOnlyMemory<byte> input)
{
    private readonly ReadOnlyMemory<byte> input = input;
    private int limit = input.Length;

    public delegate T Item<out T>(ref TlsReader reader);

    public int Position { get; private set; }

    public MlsRule? Fault { get; private set; }

    public readonly bool More => Fault is null && Position < limit;

    public readonly ReadOnlyMemory<byte> Rest => input[Position..limit];

    public void Fail(MlsRule rule) => Fault ??= rule;

    public byte U8()
    {
        var bytes = Take(1);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    public ushort U16()
    {
        var bytes = Take(2);
        return bytes.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    public uint U32()
    {
        var bytes = Take(4);
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    public ulong U64()
    {
        var bytes = Take(8);
        return bytes.IsEmpty ? 0 : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <summary>The presence octet of <c>optional&lt;T&gt;</c> (§2.1.1): 0 or 1, nothing else.</summary>
    public bool Present()
    {
        var octet = U8();
        if (octet > 1)
        {
            Fail(MlsRules.OptionalOctet);
        }

        return octet == 1;
    }

    /// <summary>A variable-size length header (§2.1.2), which must be the shortest that holds the value.</summary>
    public int Length()
    {
        int first = U8();
        var (value, size) = (first >> 6) switch
        {
            0 => (first, 1),
            1 => (((first & 0x3f) << 8) | U8(), 2),
            2 => (((first & 0x3f) << 24) | (U8() << 16) | U16(), 4),
            _ => (-1, 0),
        };

        if (value < 0)
        {
            Fail(MlsRules.VectorPrefix);
            return 0;
        }

        if (size > 1 && value < (size == 2 ? 1 << 6 : 1 << 14))
        {
            Fail(MlsRules.VectorMinimal);
            return 0;
        }

        return value;
    }

    /// <summary>An <c>opaque&lt;V&gt;</c> of at most <paramref name="max"/> bytes.</summary>
    public ReadOnlyMemory<byte> Opaque(int max = WireLimits.Opaque)
    {
        var length = Length();
        if (length > max)
        {
            Fail(MlsRules.FieldTooLong);
            return default;
        }

        return Fixed(length);
    }

    public ReadOnlyMemory<byte> Fixed(int length)
    {
        if (Fault is not null || length > limit - Position)
        {
            Fail(MlsRules.Truncated);
            return default;
        }

        var slice = input.Slice(Position, length);
        Position += length;
        return slice;
    }

    /// <summary>A vector of <typeparamref name="T"/>, read until its bytes are used up exactly.</summary>
    public ImmutableArray<T> List<T>(Item<T> item, int max = WireLimits.Opaque)
    {
        var length = Length();
        if (length > max)
        {
            Fail(MlsRules.FieldTooLong);
        }
        else if (length > limit - Position)
        {
            Fail(MlsRules.Truncated);
        }

        // An item that would read past the vector's end is truncated, so the vector is used up exactly; after a fault there is no more.
        var outer = limit;
        limit = Position + length;
        var items = ImmutableArray.CreateBuilder<T>(0);
        while (More)
        {
            items.Add(item(ref this));
        }

        limit = outer;
        return items.DrainToImmutable();
    }

    /// <summary>An <c>opaque&lt;V&gt;</c> that is secret: moved out of the input, which must be the reader's own copy.</summary>
    public Secret Secret(int max)
    {
        var bytes = Opaque(max);
        var secret = Suites.Secret.Copy(bytes.Span);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(bytes).Span);
        return secret;
    }

    /// <summary>The bytes read since <paramref name="start"/>.</summary>
    public readonly ReadOnlyMemory<byte> Since(int start) => Fault is null ? input[start..Position] : default;

    private ReadOnlySpan<byte> Take(int length) => Fixed(length).Span;
}
