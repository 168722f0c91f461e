namespace Parley.Cases.Reading;

/// <summary>A passage of a text, as TextQuoteSelector and TextPositionSelector of the W3C Web Annotation Data Model have it.</summary>
/// <param name="Start">Where it starts, in UTF-16 units of the text.</param>
/// <param name="End">Where the next character is.</param>
/// <param name="Exact">The passage itself.</param>
/// <param name="Prefix">Up to 32 characters before it.</param>
/// <param name="Suffix">Up to 32 characters after it.</param>
public sealed record Quote(int Start, int End, string Exact, string Prefix, string Suffix)
{
    private const int Around = 32;

    // CAS-097
    /// <summary>The passage of a text between two places.</summary>
    public static Quote Of(string text, int start, int end) =>
        new(start, end, text[start..end], text[Math.Max(0, start - Around)..start], text[end..Math.Min(text.Length, end + Around)]);
}
