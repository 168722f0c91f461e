namespace Parley.Cases.Reading;

/// <summary>Finds what stands in quotation marks. A quotation ends with its paragraph at the latest.</summary>
internal static class Quotations
{
    private const int Longest = 4000;

    /// <summary>The quotations of a text with their marks, in order; none lies in another.</summary>
    public static List<(int Start, int End)> All(string text)
    {
        var found = new List<(int, int)>();
        var none = new Dictionary<char, int>();
        for (var i = 0; i < text.Length; i++)
        {
            var close = text[i] switch { '“' => '”', '„' => '“', '«' => '»', '"' => '"', '‘' when i == 0 || !char.IsLetterOrDigit(text[i - 1]) => '’', _ => '\0' };
            if (close == '\0')
                continue;
            var limit = Math.Min(text.Length, i + Longest);
            var line = text.IndexOf('\n', i, limit - i);
            limit = line < 0 ? limit : line;
            var end = Close(text, close, Math.Max(i + 1, none.GetValueOrDefault(close)), limit);
            if (end < i + 2)
            {
                // What was looked through in vain is not looked through again.
                if (end < 0)
                    none[close] = limit;
                continue;
            }

            found.Add((i, end + 1));
            i = end;
        }

        return found;
    }

    private static int Close(string text, char close, int from, int limit)
    {
        for (var i = from; i < limit; i++)
        {
            // An apostrophe within a word closes nothing.
            if (text[i] == close && (close != '’' || i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1])))
                return i;
        }

        return -1;
    }
}
