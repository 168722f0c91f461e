using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Records.Text;

/// <summary>
/// Walks a document of <c>keyword value</c> lines. The first fault is kept and every later read yields an empty
/// value, so that a parser reads straight down and looks at <see cref="Fault"/> once.
/// </summary>
internal sealed class LineReader
{
    /// <summary>A value begins in this column, counted from 0: eleven letters of the longest keyword and two spaces.</summary>
    public const int ValueColumn = 13;

    private readonly string _text;
    private readonly string _syntaxRule;
    private int _at;

    private LineReader(string text, string syntaxRule)
    {
        _text = text;
        _syntaxRule = syntaxRule;
    }

    public delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

    public Fault? Fault { get; private set; }

    /// <summary>The line read last, from 1.</summary>
    public int Line { get; private set; }

    public bool AtEnd => _at == _text.Length;

    /// <summary>Characters that were read; of ASCII text its bytes.</summary>
    public int Position => _at;

    /// <summary>Opens UTF-8 text that ends in a newline and holds no other control character.</summary>
    public static LineReader Open(ReadOnlySpan<byte> text, string syntaxRule)
    {
        if (text.Length == 0 || text[^1] != (byte)'\n')
            return Failed(0, "the text does not end in a newline");
        if (text.IndexOfAnyInRange((byte)0, (byte)9) is >= 0 and var low)
            return Failed(LineAt(text, low), "a control character stands in the text");
        if (text.IndexOfAnyInRange((byte)11, (byte)31) is >= 0 and var high)
            return Failed(LineAt(text, high), "a control character stands in the text");
        if (!System.Text.Unicode.Utf8.IsValid(text))
            return Failed(0, "the text is not valid UTF-8");
        return new LineReader(Encoding.UTF8.GetString(text), syntaxRule);

        LineReader Failed(int line, string detail) => new("", syntaxRule) { Fault = new Fault(syntaxRule, line, detail) };
    }

    /// <summary>Takes a line that must read exactly <paramref name="line"/>.</summary>
    public void Expect(string line, string rule)
    {
        var actual = Take();
        if (Fault is null && !actual.SequenceEqual(line))
            Fail(rule, $"the line must read '{line}'");
    }

    /// <summary>Takes the value of the next line, whose keyword must be <paramref name="keyword"/>.</summary>
    public string Value(string keyword)
    {
        var line = Take();
        if (Fault is null && HasValue(line, keyword))
            return line[ValueColumn..].ToString();
        Fail(_syntaxRule, $"the keyword '{keyword}' and a value from column {ValueColumn + 1} are expected here");
        return "";
    }

    /// <summary>Takes the value of the next line and reads it with <paramref name="parse"/>.</summary>
    public T? Token<T>(string keyword, string rule, TryParse<T> parse, string expected)
    {
        var text = Value(keyword);
        if (Fault is null && parse(text, out var value))
            return value;
        Fail(rule, $"'{keyword}' is not {expected}");
        return default;
    }

    /// <summary>Takes a list: tokens with single spaces between, or a hyphen where it is empty.</summary>
    public IReadOnlyList<T> List<T>(string keyword, string rule, TryParse<T> parse, string expected)
    {
        var text = Value(keyword);
        if (Fault is not null || text == "-")
            return [];
        var values = new List<T>();
        // One more than any list may have: the rest stays in the last token and fails there.
        foreach (var token in text.Split(' ', Limits.ListItems + 1))
        {
            if (!parse(token, out var value))
            {
                Fail(rule, $"'{keyword}' is not {expected}");
                return [];
            }

            values.Add(value);
        }

        return values;
    }

    /// <summary>Takes as many lines of one keyword as follow.</summary>
    public IReadOnlyList<T> Repeated<T>(string keyword, string rule, TryParse<T> parse, string expected)
        where T : class
    {
        var values = new List<T>();
        while (Next(keyword))
        {
            if (values.Count == Limits.ListItems)
                Fail(rule, $"there are more than {Limits.ListItems} '{keyword}' lines");
            if (Token(keyword, rule, parse, expected) is { } value)
                values.Add(value);
        }

        return values;
    }

    /// <summary>Whether the next line has the keyword; takes nothing.</summary>
    public bool Next(string keyword) => Fault is null && !AtEnd && HasValue(Peek(), keyword);

    /// <summary>The next line as it stands, empty at the end or after a fault; takes nothing.</summary>
    // Lines are cut one by one: a megabyte of newlines must not become a million strings.
    public ReadOnlySpan<char> Peek() => Fault is null && !AtEnd ? _text.AsSpan(_at, _text.IndexOf('\n', _at) - _at) : [];

    /// <summary>Takes the next line; empty where <see cref="Fault"/> is set.</summary>
    public ReadOnlySpan<char> Take()
    {
        if (Fault is null && AtEnd)
            Fault = new Fault(_syntaxRule, Line, "the text ends too early");
        if (Fault is not null)
            return [];
        var line = Peek();
        _at += line.Length + 1;
        Line++;
        return line;
    }

    /// <summary>Records a fault at the line read last, unless one stands already.</summary>
    public void Fail(string rule, string detail) => Fault ??= new Fault(rule, Line, detail);

    public void End()
    {
        if (Fault is null && !AtEnd)
            Fault = new Fault(_syntaxRule, Line + 1, "nothing more is expected here");
    }

    private static bool HasValue(ReadOnlySpan<char> line, string keyword) =>
        line.Length > ValueColumn
        && line.StartsWith(keyword, StringComparison.Ordinal)
        && line[keyword.Length..ValueColumn].IndexOfAnyExcept(' ') < 0
        && line[ValueColumn] != ' '
        && line[^1] != ' ';

    private static int LineAt(ReadOnlySpan<byte> text, int offset) => text[..offset].Count((byte)'\n') + 1;
}
