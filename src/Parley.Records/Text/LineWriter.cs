using System.Text;

namespace Parley.Records.Text;

/// <summary>Writes a document of <c>keyword value</c> lines in its one canonical form.</summary>
internal sealed class LineWriter
{
    private static readonly string Padding = new(' ', LineReader.ValueColumn);
    private byte[] _bytes = new byte[1024];
    private int _count;

    public LineWriter Line(string line)
    {
        Append(line);
        Append("\n");
        return this;
    }

    public LineWriter Value(string keyword, string value)
    {
        Append(keyword);
        Append(Padding.AsSpan(keyword.Length));
        return Line(value);
    }

    /// <summary>Writes a list with single spaces, or a hyphen where it is empty.</summary>
    public LineWriter List<T>(string keyword, IReadOnlyCollection<T> values) =>
        Value(keyword, values.Count == 0 ? "-" : string.Join(' ', values));

    public byte[] ToBytes() => _bytes[.._count];

    private void Append(ReadOnlySpan<char> text)
    {
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > _bytes.Length - _count)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _count + Encoding.UTF8.GetMaxByteCount(text.Length)));
        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
    }
}
