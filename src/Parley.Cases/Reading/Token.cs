namespace Parley.Cases.Reading;

/// <summary>A word or a mark of a text; a point that belongs to an abbreviation is part of it.</summary>
internal sealed record Token(int Start, int End, string Text, string Lower, bool IsWord)
{
    public bool IsCapital => IsWord && char.IsUpper(Text[0]);

    public bool IsOpening => Text is "“" or "«" or "„" or "(";

    public bool IsQuote => Text is "“" or "”" or "«" or "»" or "\"" or "„" or "‘";

    public static List<Token> All(string text, IReadOnlySet<string> abbreviations)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                if (text[start] is '\'' or '’' && i < text.Length && text[i] is 's' or 'S' && (i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1])))
                    i++;
                var mark = text[start..i];
                tokens.Add(new Token(start, i, mark, mark.Replace('’', '\''), false));
                continue;
            }

            while (i < text.Length && (char.IsLetterOrDigit(text[i]) || Marks(text[i]) || Joins(text, start, i)))
                i++;
            var lower = text[start..i].Replace('’', '\'').ToLowerInvariant();
            if (i < text.Length && text[i] == '.' && (abbreviations.Contains(lower) || (i - start == 1 && char.IsUpper(text[start]))))
                i++;
            tokens.Add(new Token(start, i, text[start..i], lower, true));
        }

        return tokens;
    }

    private static bool Marks(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    // A mark inside a word: co-operation, d'affaires, 10:00, 29/12/2022, U.S; but not the 's of a possessor.
    private static bool Joins(string text, int start, int i)
    {
        if (i + 1 >= text.Length || !char.IsLetterOrDigit(text[i + 1]))
            return false;
        var digits = char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]);
        return text[i] switch
        {
            '-' or '‑' => true,
            '\'' or '’' => !(text[i + 1] is 's' or 'S' && (i + 2 == text.Length || !char.IsLetterOrDigit(text[i + 2]))),
            ':' or '/' or ',' => digits,
            '.' => digits || (char.IsLetter(text[i - 1]) && (i - start == 1 || text[i - 2] == '.') && (i + 2 == text.Length || !char.IsLetterOrDigit(text[i + 2]))),
            _ => false,
        };
    }
}
