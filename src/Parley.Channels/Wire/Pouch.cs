using System.Globalization;
using System.Text;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>Sealed bundles in one file, for a courier's stick. It shows how many there are and what each shows by itself.</summary>
public static class Pouch
{
    private const string Opening = "parley pouch v1";

    /// <summary>The most bytes in a pouch: 256 MiB.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>The most bundles in a pouch.</summary>
    public const int MaxBundles = 4096;

    private enum Kind
    {
        Bundle,
    }

    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(IReadOnlyList<ReadOnlyMemory<byte>> bundles)
    {
        ArgumentNullException.ThrowIfNull(bundles);
        using var stream = new MemoryStream(64 + bundles.Sum(b => b.Length + 32));
        Write($"{Opening}\nbundles {bundles.Count}\n");
        foreach (var bundle in bundles)
        {
            Write($"bundle {bundle.Length}\n");
            stream.Write(bundle.Span);
        }

        return stream.ToArray();

        void Write(FormattableString text) => stream.Write(Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
    }

    // BND-037
    /// <summary>Reads a pouch. Never throws; the bundles keep referring to <paramref name="bytes"/>, and are not looked into.</summary>
    public static Outcome<ReadOnlyMemory<byte>[]> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return Malformed($"it has {bytes.Length} bytes; {MaxBytes} are allowed");
        var reader = new ItemReader(bytes);
        if (reader.Line() != Opening)
            return Malformed($"it does not begin with '{Opening}'");
        if (reader.Line() is not ['b', 'u', 'n', 'd', 'l', 'e', 's', ' ', .. var text] || !Numbers.TryParse(text, out var count) || count > MaxBundles)
            return Malformed($"'bundles' and a number from 1 to {MaxBundles} are expected in its second line");
        var bundles = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < bundles.Length; i++)
        {
            if (!reader.TryItem<Kind>(out _, out bundles[i]))
                return Malformed($"bundle {i + 1} of {count} is cut off or damaged");
        }

        return reader.AtEnd ? bundles : Malformed("bytes follow the last bundle");

        static Fault Malformed(string detail) => new("BND-037", 0, $"this is no pouch: {detail}");
    }
}
