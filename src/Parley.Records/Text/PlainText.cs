namespace Parley.Records.Text;

/// <summary>What a person's text may hold.</summary>
public static class PlainText
{
    /// <summary>
    /// Whether a value may stand in a document: any script, newlines where <paramref name="multiline"/>, but no control
    /// character and nothing that shows text in another order than it was signed in (bidirectional overrides and
    /// isolates, line and paragraph separators, byte order mark).
    /// </summary>
    public static bool IsAllowed(string text, bool multiline)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' && multiline)
                continue;
            if (char.IsControl(c)
                || c is '\u2028' or '\u2029' or '\uFEFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFFFE' or '\uFFFF')
            {
                return false;
            }

            if (char.IsSurrogate(c))
            {
                if (!char.IsHighSurrogate(c) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                    return false;
                i++;
            }
        }

        return true;
    }
}
