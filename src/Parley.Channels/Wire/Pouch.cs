using System.Globalization;
using System.Text;

namespace Parley.Channels.Wire;

/// <summary>
/// Sealed bundles in one file, for a courier's stick. It shows how many there are and what each shows by itself. <see cref="PouchReader"/>
/// reads it.
/// </summary>
public static class Pouch
{
    internal const string Opening = "parley pouch v1";

    /// <summary>The most bytes in a pouch: 256 MiB.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>The most bundles in a pouch.</summary>
    public const int MaxBundles = 4096;

    /// <summary>Bytes that stand before its first bundle, at most, and before each.</summary>
    public const int LinesSize = 64;

    /// <summary>What stands before all bundles.</summary>
    public static byte[] Begin(int bundles) => Ascii($"{Opening}\nbundles {bundles}\n");

    /// <summary>What stands before a bundle of <paramref name="length"/> bytes.</summary>
    public static byte[] Before(int length) => Ascii($"bundle {length}\n");

    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(IReadOnlyList<ReadOnlyMemory<byte>> bundles)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        using var stream = new MemoryStream(LinesSize + bundles.Sum(b => b.Length + LinesSize));
        stream.Write(Begin(bundles.Count));
        foreach (var bundle in bundles)
        {
            stream.Write(Before(bundle.Length));
            stream.Write(bundle.Span);
        }

        return stream.ToArray();
    }

    private static byte[] Ascii(FormattableString text) => Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture));
}
