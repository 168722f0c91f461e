using System.Buffers;
using System.Text;

namespace Parley.Records.Text;

/// <summary>Writes a document of <c>keyword value</c> lines in its one canonical form.</summary>
internal sealed class LineWriter
{
    private static readonly string Padding = new(' ', LineReader.ValueColumn);
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int _count;

    public LineWriter Line(ReadOnlySpan<char> line)
    {
        Append(line);
        Append("\n");
        return this;
    }

    public LineWriter Line(string indent, ReadOnlySpan<char> line)
    {
        Append(indent);
        return Line(line);
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

    /// <summary>The document; the writer is empty then.</summary>
    public byte[] ToBytes()
    {
        var document = _bytes[.._count];
        Return();
        (_bytes, _count) = ([], 0);
        return document;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > _bytes.Length - _count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _count + most));
            _bytes.AsSpan(0, _count).CopyTo(larger);
            Return();
            _bytes = larger;
        }

        _count += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_count));
    }

    // What is written may be secret, and whoever rents the buffer next is anybody.
    private void Return()
    {
        _bytes.AsSpan(0, _count).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
    }
}
