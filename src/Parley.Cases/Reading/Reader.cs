using Parley.Records.Fields;

namespace Parley.Cases.Reading;

/// <summary>
/// Reads English news and analysis and proposes what may go into a case. By lists and the form of sentences only, the same for the same text;
/// it knows no event and nobody by name.
/// </summary>
public sealed partial class Reader
{
    /// <summary>The longest text that is read, in UTF-16 units.</summary>
    public const int MostText = 2_000_000;

    private const int MostProposals = 10_000;
    private readonly Words _words = Words.English;
    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly List<(int Start, int End)> _quotations;
    private readonly List<Sentence> _sentences;
    private readonly People _people;
    private readonly List<FoundDate> _dates;
    private readonly FoundDate?[] _dateAt;
    private readonly List<Proposal> _proposals = [];
    private readonly List<Mention> _allMentions = [];

    private Reader(string text, DateOnly? published)
    {
        _text = text;
        _tokens = Token.All(text, _words.Abbreviations);
        _quotations = Quotations.All(text);
        _sentences = Sentence.All(text, _tokens, _quotations);
        _people = new People(text, _tokens, _words);
        _dates = new Dates(text, _tokens, _words).All(_sentences, published);
        _dateAt = new FoundDate?[_tokens.Count];
        foreach (var date in _dates)
            Array.Fill(_dateAt, date, date.First, date.End - date.First);
    }

    // CAS-096
    /// <summary>What a text may say. <paramref name="published"/> is the document's own date, by which "yesterday" and days without a year are resolved.</summary>
    public static ReadDocument Read(string text, DateOnly? published = null)
    {
        if (text.Length > MostText)
            text = text[..MostText];
        var reader = new Reader(text, published);
        reader.All();
        var proposals = reader._proposals.OrderBy(p => p.Anchor.Start).ThenBy(p => p.Kind).ThenBy(p => p.Anchor.End).Take(MostProposals).ToArray();
        return new ReadDocument(text, published, proposals, reader._proposals.Count > MostProposals || text.Length == MostText);
    }

    private void All()
    {
        Byline();
        var instruments = Instruments();
        foreach (var sentence in _sentences)
        {
            if (_proposals.Count > MostProposals)
                break;
            var mentions = _people.In(sentence);
            mentions.RemoveAll(m => m.Person is null && instruments.Any(i => m.First >= i.First && m.End <= i.End));
            _allMentions.AddRange(mentions);
            Said(sentence, mentions);
            Asked(sentence, mentions);
            Supposed(sentence);
            Done(sentence, mentions);
        }

        foreach (var person in _people.All.Where(p => p.IsSure))
            Propose(ProposalKind.Person, person.Passage.First, person.Passage.End, ("name", person.Name), ("office", person.Office), ("organ", person.Organ), ("state", person.State));
        var at = 0;
        foreach (var (start, end) in _quotations.Where(q => _text.AsSpan(q.Start + 1, q.End - q.Start - 2).Count(' ') >= 1).Take(MostProposals))
        {
            while (at + 1 < _sentences.Count && _tokens[_sentences[at + 1].First].Start <= start)
                at++;
            Add(ProposalKind.Quotation, start + 1, end - 1, ("speaker", _speakers.GetValueOrDefault(_sentences[at].First)));
        }

        foreach (var date in _dates)
            Propose(ProposalKind.Date, date.First, date.End, ("date", date.Value ?? "open"), ("basis", date.Basis));
        Places(instruments);
    }

    // A name alone on a line, and beneath it an office: who wrote the document.
    private void Byline()
    {
        for (var i = 0; i + 1 < _sentences.Count && i < 5000; i++)
        {
            var (name, office) = (_sentences[i], _sentences[i + 1]);
            if (name.End - name.First is < 2 or > 5 || office.Paragraph != name.Paragraph + 1 || office.End - office.First > 20 || _words["offices"].At(_tokens, office.First, office.End) == 0)
                continue;
            if (Enumerable.Range(name.First, name.End - name.First).All(t => _people.IsName(_tokens[t]) && !_words["organs"].Has(_tokens[t])))
                Propose(ProposalKind.Person, name.First, office.End, ("name", Text(name.First, name.End)), ("office", Text(office.First, office.End)));
        }
    }

    private List<(int First, int End)> Instruments()
    {
        var found = new List<(int First, int End)>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var sentence in _sentences)
        {
            for (var i = sentence.First; i < sentence.End && found.Count < 1000; i++)
            {
                var head = _words["instruments"].At(_tokens, i, sentence.End);
                if (head == 0)
                    continue;
                var first = i;
                while (first > sentence.First && first > i - 6 && (_people.IsName(_tokens[first - 1]) || IsYear(_tokens[first - 1]) || _tokens[first - 1].Lower is "bilateral" or "multilateral" or "framework" or "trilateral" or "interim" or "border" or "fisheries" or "peace" or "regional"))
                    first--;
                // Incidents at Sea Agreement.
                if (_tokens[i].IsCapital && first < i && first > sentence.First + 1 && _tokens[first - 1].Lower is "at" or "of" or "for" && _people.IsName(_tokens[first - 2]))
                    for (first -= 2; first > sentence.First && _people.IsName(_tokens[first - 1]);)
                        first--;
                if (first == i && first > sentence.First + 1 && _tokens[first - 1] is { IsWord: true, IsCapital: false } && _tokens[first - 2].Lower is "the" or "a" or "an" or "its" or "their")
                    first--;
                // Tolland ceasefire agreement.
                if (first == i && first > sentence.First + 1 && _tokens[first - 1] is { IsWord: true, IsCapital: false } between && _people.IsName(_tokens[first - 2]) && !between.Lower.EndsWith("ed", StringComparison.Ordinal)
                    && !_words["saying"].Has(between) && !_words["nonames"].Has(between) && !_words["nosaying"].Has(between) && !_words["adverbs"].Has(between))
                    first -= 2;
                var named = first < i && _tokens[first].IsCapital && _words.StateWords.At(_tokens, first, i) == 0;
                var end = InstrumentEnd(i + head, sentence.End);
                if (i + head < sentence.End && _words["organs"].Has(_tokens[i + head]))
                    continue;
                var capital = _tokens[i].IsCapital && (i > sentence.First || end > i + head) && (first < i || end > i + head);
                var qualified = (first < i || end > i + head + 1) && Enumerable.Range(first, end - first).Any(t => IsYear(_tokens[t]) || (t > i && _tokens[t].Lower is "on" or "concerning" or "amending" or "governing" or "regulating")) ;
                if (!capital && !qualified && !named)
                    continue;
                found.Add((first, end));
                if (seen.Add(Text(first, end)))
                    Propose(ProposalKind.Instrument, first, end, ("name", Text(first, end)), ("date", _dateAt[first..end].FirstOrDefault(d => d is not null)?.Value));
                i += head - 1;
            }
        }

        return found;
    }

    private int InstrumentEnd(int from, int limit)
    {
        var end = from;
        limit = Math.Min(limit, from + 22);
        while (end < limit)
        {
            var token = _tokens[end];
            if (token.Text == "," && end + 1 < limit && IsYear(_tokens[end + 1]) && end > from && char.IsDigit(_tokens[end - 1].Text[0]))
            {
                end += 2;
                continue;
            }

            // It goes on with its subject, its parties or its date, and with nothing else.
            if (end == from && !(token.Lower is "on" or "of" or "for" or "with" or "between" or "concerning" or "amending" or "governing" or "regulating" or "against" or "from" or "banning" or "prohibiting" or "to" || IsYear(token) || token.IsCapital))
                break;
            if (end > from && IsYear(_tokens[end - 1]) && token.IsWord && token.Lower is not ("on" or "between" or "of" or "for" or "with" or "concerning" or "and"))
                break;
            if (!token.IsWord && token.Lower is not ("'s" or "-") || (_words["instrumentends"].At(_tokens, end, limit) > 0 && _dateAt[end] is null) || _words["saying"].Has(token))
                break;
            end++;
        }

        while (end > from && _tokens[end - 1].Lower is "of" or "on" or "the" or "and" or "with" or "for" or "in" or "a" or "from" or "between" or "to" or "not" or "also" or "he" or "she" or "it")
            end--;
        return end;
    }

    private static bool IsYear(Token token) => token.Text.Length == 4 && token.Text[0] is '1' or '2' && token.Text.All(char.IsAsciiDigit) && token.Text.Length == 4;

    private void Done(Sentence sentence, List<Mention> mentions)
    {
        foreach (var (kind, phrases) in _words.Acts)
        {
            for (var i = sentence.First; i < sentence.End; i++)
            {
                var length = phrases.At(_tokens, i, sentence.End);
                if (length == 0)
                    continue;
                var before = mentions.LastOrDefault(m => m.End <= i && (m.Person is not null || m.IsOrgan || m.State is not null));
                var after = mentions.FirstOrDefault(m => m.First >= i + length && (m.Person is not null || m.IsOrgan || m.State is not null));
                var passive = i > sentence.First && _tokens[i - 1].Lower is "was" or "were" or "been" or "being";
                var not = Enumerable.Range(Math.Max(sentence.First, i - 3), i - Math.Max(sentence.First, i - 3)).Any(t => _tokens[t].Lower is "not" or "never" or "refused" or "without" or "denied");
                var by = passive && i + length < sentence.End ? mentions.FirstOrDefault(m => m.First > i + length && m.First <= i + length + 3 && Enumerable.Range(i + length, m.First - i - length).Any(t => _tokens[t].Lower == "by")) : null;
                Propose(ProposalKind.Act, sentence.First, sentence.End, ("act", kind), ("words", Text(i, i + length)),
                    ("actor", passive ? by?.Name : before?.Name), ("object", passive ? before?.Name : after?.Name),
                    ("participants", string.Join('\n', mentions.Where(m => m.Person?.IsSure == true).Select(m => m.Name).Distinct()) is { Length: > 0 } names ? names : null),
                    ("date", DateIn(sentence)), ("negated", not ? "yes" : null));
                break;
            }
        }
    }

    private void Supposed(Sentence sentence)
    {
        for (var i = sentence.First; i < sentence.End; i++)
        {
            var length = _words["supposing"].At(_tokens, i, sentence.End);
            if (length == 0)
                continue;
            var holder = _speakers.GetValueOrDefault(sentence.First);
            var colon = Enumerable.Range(i, Math.Min(sentence.End - i, 14)).FirstOrDefault(t => _tokens[t].Text == ":", -1);
            if (colon > 0 && !_tokens[Math.Min(colon + 1, sentence.End - 1)].IsQuote)
            {
                var first = colon + 1;
                for (var t = first; t <= sentence.End; t++)
                {
                    if (t < sentence.End && _tokens[t].Lower is not ("or" or ";" or "," or "."))
                        continue;
                    if (t - first > 1)
                        Propose(ProposalKind.Hypothesis, first, t, ("words", Text(i, i + length)), ("holder", holder));
                    first = t + 1;
                }

                return;
            }

            var that = Enumerable.Range(sentence.First, i - sentence.First).LastOrDefault(t => _tokens[t].Lower is "that" or "whether", -1);
            var start = that < 0 || i - that > 25 ? sentence.First : that + 1;
            Propose(ProposalKind.Hypothesis, start, TrimEnd(start, sentence.End), ("words", Text(i, i + length)), ("holder", holder));
            return;
        }
    }

    private void Places(List<(int First, int End)> instruments)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var sentence in _sentences)
        {
            for (var i = sentence.First; i < sentence.End && seen.Count < 1000; i++)
            {
                if (!_tokens[i].IsCapital)
                    continue;
                var end = i;
                while (end < sentence.End && end < i + 6 && (_people.IsName(_tokens[end]) || (_words["placeheads"].Has(_tokens[end]) && end > i)))
                    end++;
                if (end == i || (end == i + 1 && _words["directions"].Has(_tokens[i])))
                    continue;
                var before = i > 0 && _tokens[i - 1].Lower == "the" ? i - 2 : i - 1;
                var cued = before >= sentence.First && (_words["placecues"].Has(_tokens[before]) || (_tokens[before].Lower == "of" && before > sentence.First && _words["placeofs"].Has(_tokens[before - 1])));
                if (end + 1 < sentence.End && _words["placeheads"].Has(_tokens[end - 1]) && _tokens[end].Lower == "of" && _tokens[end + 1].IsCapital)
                    for (end++; end < sentence.End && _people.IsName(_tokens[end]);)
                        end++;
                else if (end < sentence.End && cued && _tokens[end].Text.Length <= 3 && _tokens[end].Text.All(char.IsAsciiDigit))
                    end++;
                var apposed = end + 2 < sentence.End && _tokens[end].Text == "," && _tokens[end + 1].Lower is "a" or "the" && Enumerable.Range(end + 2, Math.Min(3, sentence.End - end - 2)).Any(t => _words["placeheads"].Has(_tokens[t]) && !_tokens[t].IsCapital);
                if (instruments.Any(n => n.First <= i && n.End >= end))
                {
                    i = end - 1;
                    continue;
                }

                var headed = end - i > 1 && _words["placeheads"].Has(_tokens[end - 1]) || (end - i > 2 && _words["placeofs"].Has(_tokens[i])) || (_words["placeheads"].Has(_tokens[i]) && end > i + 1 && _tokens[i].Lower is "lake" or "cape" or "port" or "camp");
                var state = _words.StateNames.At(_tokens, i, sentence.End);
                if (state > 0 && !headed)
                {
                    if (cued && (i + state == sentence.End || !_people.IsName(_tokens[i + state]) && _tokens[i + state].Lower != "'s") && seen.Add(Text(i, i + state)))
                        Propose(ProposalKind.Place, i, i + state, ("name", Text(i, i + state)));
                    i += state - 1;
                    continue;
                }

                var mention = MentionAt(i);
                var other = (mention is { Person: { IsSure: true } person } && person.Name.Contains(_tokens[i].Text, StringComparison.Ordinal)) || mention is { IsOrgan: true } || Enumerable.Range(i, end - i).Any(t => _words["organs"].Has(_tokens[t]) || _words["instruments"].Has(_tokens[t]) || _words["offices"].Has(_tokens[t]) || _words["ranks"].Has(_tokens[t]) || _words.States.ContainsKey(_tokens[t].Lower) && !headed);
                if ((headed || apposed || (cued && _tokens[before].Lower is "in" or "near" or "at" or "over" or "outside" or "off" or "around" or "of" && end < sentence.End && _tokens[end].Lower != "'s")) && !other && seen.Add(Text(i, end)))
                    Propose(ProposalKind.Place, i, end, ("name", Text(i, end)));
                i = end - 1;
            }
        }
    }

    private Mention? MentionAt(int token)
    {
        int low = 0, high = _allMentions.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_allMentions[middle].First <= token)
                low = middle;
            else
                high = middle - 1;
        }

        return _allMentions.Count > 0 && _allMentions[low].First <= token && _allMentions[low].End > token ? _allMentions[low] : null;
    }

    private string? DateIn(Sentence sentence) => _dateAt.AsSpan(sentence.First, sentence.End - sentence.First) is var dates && FirstOf(dates) is { } date ? date.Value ?? $"open: {Text(date.First, date.End)}" : null;

    private static FoundDate? FirstOf(ReadOnlySpan<FoundDate?> dates)
    {
        foreach (var date in dates)
            if (date is not null)
                return date;
        return null;
    }

    private int TrimEnd(int first, int end)
    {
        while (end > first + 1 && _tokens[end - 1] is { IsWord: false, Lower: not "'s" })
            end--;
        return end;
    }

    private string Text(int first, int end) => _people.Text(first, end);

    private void Propose(ProposalKind kind, int first, int end, params ReadOnlySpan<(string Name, string? Value)> fields) => Add(kind, _tokens[first].Start, _tokens[end - 1].End, fields);

    private void Add(ProposalKind kind, int start, int end, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var list = new List<Field>();
        foreach (var (name, value) in fields)
            if (value is { Length: > 0 })
                list.Add(new Field(name, value));
        _proposals.Add(new Proposal(kind, Quote.Of(_text, start, end), list));
    }
}
