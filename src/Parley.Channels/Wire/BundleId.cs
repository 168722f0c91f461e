using System.Buffers.Binary;
using System.Globalization;

namespace Parley.Channels.Wire;

/// <summary>The random 128-bit id of a bundle, written as 32 lower-case hexadecimal digits. Its answer names it.</summary>
public readonly record struct BundleId
{
    private readonly UInt128 _value;

    /// <summary>Takes exactly 16 bytes, uniformly random.</summary>
    public BundleId(ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, Size);
        _value = BinaryPrimitives.ReadUInt128BigEndian(random);
    }

    private BundleId(UInt128 value) => _value = value;

    /// <summary>Bytes in a bundle's id.</summary>
    public const int Size = 16;

    /// <summary>Reads 32 lower-case hexadecimal digits and nothing else.</summary>
    public static bool TryParse(string text, out BundleId id)
    {
        UInt128 value = 0;
        var ok = text.Length == 2 * Size && text.All(char.IsAsciiHexDigitLower)
            && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        id = ok ? new BundleId(value) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => _value.ToString("x32", CultureInfo.InvariantCulture);
}
