using System.Text;

namespace Parley.Records.Text;

/// <summary>Writes a document of <c>keyword value</c> lines in its one canonical form.</summary>
internal sealed class LineWriter
{
    private readonly StringBuilder _text = new();

    public LineWriter Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public LineWriter Value(string keyword, string value)
    {
        _text.Append(keyword).Append(' ', LineReader.ValueColumn - keyword.Length).Append(value).Append('\n');
        return this;
    }

    /// <summary>Writes a list with single spaces, or a hyphen where it is empty.</summary>
    public LineWriter List<T>(string keyword, IReadOnlyCollection<T> values) =>
        Value(keyword, values.Count == 0 ? "-" : string.Join(' ', values));

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());
}
