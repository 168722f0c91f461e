namespace Parley.Cases.Reading;

/// <summary>A sentence: tokens from <paramref name="First"/> up to <paramref name="End"/>, in a paragraph. A quotation of several sentences does not end it.</summary>
internal sealed record Sentence(int Paragraph, int First, int End)
{
    private const int Longest = 400;

    public static List<Sentence> All(string text, IReadOnlyList<Token> tokens, IReadOnlyList<(int Start, int End)> quotations)
    {
        var sentences = new List<Sentence>();
        int paragraph = 0, first = 0, quotation = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            var last = i + 1 == tokens.Count;
            var breaks = !last && text.AsSpan(tokens[i].End, tokens[i + 1].Start - tokens[i].End).Contains('\n');
            while (quotation < quotations.Count && quotations[quotation].End <= tokens[i].Start)
                quotation++;
            var inside = quotation < quotations.Count && tokens[i].Start >= quotations[quotation].Start && tokens[i].End < quotations[quotation].End;
            var ends = !inside && !last && Stops(tokens, i) && tokens[i + 1].Start > tokens[i].End
                && (tokens[i + 1].IsCapital || tokens[i + 1].IsQuote || tokens[i + 1].Text == "(" || char.IsDigit(tokens[i + 1].Text[0]));
            if (!last && !breaks && !ends && i - first < Longest)
                continue;
            sentences.Add(new Sentence(paragraph, first, i + 1));
            first = i + 1;
            if (breaks)
                paragraph++;
        }

        return sentences;
    }

    private static bool Stops(IReadOnlyList<Token> tokens, int i)
    {
        if (tokens[i].Text is ")" or "”" or "\"" or "»" or "’" && i > 0)
            i--;
        return tokens[i].Text is "." or "!" or "?";
    }
}
