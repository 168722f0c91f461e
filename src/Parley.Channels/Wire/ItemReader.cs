using System.Text;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>Walks bytes that begin with short ASCII lines and go on with items, each a line with its kind and length and then its bytes.</summary>
internal sealed class ItemReader(ReadOnlyMemory<byte> bytes)
{
    private const int LongestLine = 64;
    private int _at;

    public bool AtEnd => _at == bytes.Length;

    /// <summary>How many bytes were read.</summary>
    public int At => _at;

    /// <summary>Reads a number of items; none is one.</summary>
    public static bool TryCount(string text, out long count)
    {
        count = 0;
        return text == "0" || Numbers.TryParse(text, out count);
    }

    /// <summary>The next line without its newline, or nothing where there is none.</summary>
    public string? Line()
    {
        var rest = bytes.Span[_at..];
        var end = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (end < 0 || rest[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return null;
        _at += end + 1;
        return Encoding.ASCII.GetString(rest[..end]);
    }

    /// <summary>The next item; its bytes are not copied.</summary>
    public bool TryItem<TKind>(out TKind kind, out ReadOnlyMemory<byte> item)
        where TKind : struct, Enum
    {
        item = default;
        var words = (Line() ?? "").Split(' ', 3);
        kind = default;
        if (words.Length != 2
            || !Enum.TryParse(words[0], ignoreCase: true, out kind) || !Enum.IsDefined(kind) || kind.ToString().ToLowerInvariant() != words[0]
            || !Numbers.TryParse(words[1], out var length) || length > bytes.Length - _at)
        {
            return false;
        }

        item = bytes.Slice(_at, (int)length);
        _at += (int)length;
        return true;
    }
}
