using System.Buffers.Binary;

namespace Parley.Records;

/// <summary>The random 128-bit id of a record's content, written as 32 lower-case hexadecimal digits.</summary>
public readonly record struct ContentId
{
    private readonly ulong _high, _low;

    /// <summary>Takes exactly 16 bytes, uniformly random.</summary>
    public ContentId(ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, Size);
        _high = BinaryPrimitives.ReadUInt64BigEndian(random);
        _low = BinaryPrimitives.ReadUInt64BigEndian(random[8..]);
    }

    /// <summary>Bytes in a content id.</summary>
    public const int Size = 16;

    /// <summary>Reads 32 lower-case hexadecimal digits and nothing else.</summary>
    public static bool TryParse(string text, out ContentId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var ok = Hex.TryDecode(text, bytes);
        id = ok ? new ContentId(bytes) : default;
        return ok;
    }

    /// <summary>The 16 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _low);
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
