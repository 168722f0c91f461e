using System.Text;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>Reads a pouch bundle by bundle, so that no more than one of them is in memory. What is before a fault was good all the same.</summary>
// BND-037
public sealed class PouchReader
{
    private const int LongestLine = 64;
    private readonly Stream _stream;
    private long _left = Pouch.MaxBytes;

    private PouchReader(Stream stream) => _stream = stream;

    /// <summary>How many bundles it says to have.</summary>
    public int Count { get; private set; }

    /// <summary>How many were read.</summary>
    public int Read { get; private set; }

    /// <summary>Reads the beginning. It throws only what the stream throws.</summary>
    public static async Task<Outcome<PouchReader>> OpenAsync(Stream stream, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var reader = new PouchReader(stream);
        if (await reader.LineAsync(cancel) != Pouch.Opening)
            return Malformed($"it does not begin with '{Pouch.Opening}'");
        if (await reader.LineAsync(cancel) is not ['b', 'u', 'n', 'd', 'l', 'e', 's', ' ', .. var text] || !Numbers.TryParse(text, out var count) || count > Pouch.MaxBundles)
            return Malformed($"'bundles' and a number from 1 to {Pouch.MaxBundles} are expected in its second line");
        reader.Count = (int)count;
        return reader;
    }

    /// <summary>The next bundle; it is not looked into. Behind the last one there must be nothing: then, and where it is cut off, a fault.</summary>
    public async Task<Outcome<byte[]>> NextAsync(CancellationToken cancel)
    {
        if (Read == Count)
            throw new InvalidOperationException("There are no more bundles.");
        if (await LineAsync(cancel) is not ['b', 'u', 'n', 'd', 'l', 'e', ' ', .. var text] || !Numbers.TryParse(text, out var length) || length > SealedBundle.MaxBytes || length > _left)
            return CutOff();
        var bytes = new byte[length];
        if (await _stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel) < bytes.Length)
            return CutOff();
        _left -= length;
        Read++;
        return Read == Count && await _stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancel) > 0 ? Malformed("bytes follow the last bundle") : bytes;

        Fault CutOff() => Malformed($"bundle {Read + 1} of {Count} is cut off or damaged, or the pouch is longer than {Pouch.MaxBytes} bytes");
    }

    private async Task<string?> LineAsync(CancellationToken cancel)
    {
        var (line, one) = (new StringBuilder(), new byte[1]);
        while (line.Length < LongestLine && _left-- > 0 && await _stream.ReadAtLeastAsync(one, 1, throwOnEndOfStream: false, cancel) > 0)
        {
            if (one[0] == (byte)'\n')
                return line.ToString();
            if (one[0] is < (byte)' ' or > (byte)'~')
                return null;
            line.Append((char)one[0]);
        }

        return null;
    }

    private static Fault Malformed(string detail) => new("BND-037", 0, $"this is no pouch: {detail}");
}
