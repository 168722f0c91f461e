namespace Parley.Cases.Reading;

/// <summary>Phrases to find in a row of tokens, the longest first.</summary>
internal sealed class Phrases
{
    private readonly Dictionary<string, List<string[]>> _byFirst = new(StringComparer.Ordinal);

    public Phrases(IEnumerable<string> phrases)
    {
        foreach (var words in phrases.Select(p => p.Split(' ')))
        {
            if (!_byFirst.TryGetValue(words[0], out var list))
                _byFirst[words[0]] = list = [];
            list.Add(words);
        }

        foreach (var list in _byFirst.Values)
            list.Sort((a, b) => b.Length - a.Length);
    }

    /// <summary>How many tokens from <paramref name="at"/> on are the longest phrase there; 0 where none is.</summary>
    public int At(IReadOnlyList<Token> tokens, int at, int end)
    {
        if (!_byFirst.TryGetValue(tokens[at].Lower, out var list))
            return 0;
        foreach (var words in list)
        {
            if (at + words.Length > end)
                continue;
            var same = 1;
            while (same < words.Length && tokens[at + same].Lower == words[same])
                same++;
            if (same == words.Length)
                return same;
        }

        return 0;
    }

    public bool Has(Token token) => _byFirst.TryGetValue(token.Lower, out var list) && list[^1].Length == 1;
}
