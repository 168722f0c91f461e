namespace Parley.Cases.Reading;

public sealed partial class Reader
{
    private readonly Dictionary<int, string?> _speakers = [];
    private Mention? _lastPerson, _lastOrgan;

    private void Said(Sentence sentence, List<Mention> mentions)
    {
        Mention? speaker = null;
        string? name = null;
        var verb = -1;
        var spokeAt = -1;
        for (var i = sentence.First; i < sentence.End; i++)
        {
            if (_tokens[i].Lower == "according" && i + 2 < sentence.End && _tokens[i + 1].Lower == "to")
            {
                var of = mentions.FirstOrDefault(m => m.End > i + 2 && m.First <= i + 4);
                if (of is null)
                    continue;
                var behind = of.Outer < sentence.End && _tokens[of.Outer].Text == "," && i < sentence.First + 3;
                Statement(sentence, of, of.Name, behind ? of.Outer + 1 : sentence.First, behind ? sentence.End : i, i);
                spokeAt = i;
                i = of.Outer;
                continue;
            }

            if (!_words["saying"].Has(_tokens[i]) && !(_words["paperverbs"].Has(_tokens[i]) && Enumerable.Range(Math.Max(sentence.First, i - 2), i - Math.Max(sentence.First, i - 2)).Any(t => _words["papers"].Has(_tokens[t])))
                && !(_words["issuing"].Has(_tokens[i]) && Enumerable.Range(i, Math.Min(6, sentence.End - i)).Any(t => _words["papers"].Has(_tokens[t]))))
                continue;
            if (spokeAt >= 0 && !Enumerable.Range(spokeAt, i - spokeAt).Any(t => _tokens[t].Lower is "while" or "but" or "whereas" or ";" || (_tokens[t].Text == "," && _tokens[t + 1].Lower == "and" && t + 1 < i)))
                continue;
            var opens = i > sentence.First && _tokens[i - 1].IsQuote;
            if (InQuotation(i) && !opens)
                continue;
            if (Speaker(sentence, mentions, i) is not { } found)
                continue;
            (speaker, name, verb, spokeAt) = (found.Mention, found.Name, i, i);
            var content = i + 1;
            if (content < sentence.End && _tokens[content].Lower == "that")
                content++;
            // “…,” said X: what was said stands before.
            var inverted = found.Behind || (sentence.First < i && _tokens[sentence.First].IsQuote && InQuotation(sentence.First) && !InQuotation(i));
            Statement(sentence, speaker, name, inverted ? sentence.First : Math.Min(content, sentence.End - 1), inverted ? Math.Max(sentence.First + 1, found.Behind ? i : Before(sentence, found.Mention, i)) : sentence.End, verb);
        }

        // A quotation goes on in the next sentence of the paragraph.
        if (spokeAt < 0 && _tokens[sentence.First].IsQuote && _lastSpeech is { } last && last.Paragraph == sentence.Paragraph && last.End == sentence.First)
            Statement(sentence, last.Mention, last.Name, sentence.First, sentence.End, sentence.First);
        foreach (var mention in mentions)
        {
            if (mention.Person is { IsSure: true })
                _lastPerson = mention;
            else if (mention.IsOrgan || mention.State is not null)
                _lastOrgan = mention;
        }

        if (speaker is not null)
        {
            if (speaker.Person is not null)
                _lastPerson = speaker;
            else
                _lastOrgan = speaker;
        }
    }

    private (int Paragraph, int End, Mention? Mention, string? Name)? _lastSpeech;

    private static int Before(Sentence sentence, Mention? mention, int verb) => mention is { } m && m.First > sentence.First && m.First < verb ? m.First : verb;

    private void Statement(Sentence sentence, Mention? speaker, string? name, int first, int end, int verb)
    {
        var person = speaker?.Person;
        if (person is not null)
            person.IsSure = true;
        var claimEnd = TrimEnd(first, end);
        var (start, stop) = (_tokens[sentence.First].Start, _tokens[sentence.End - 1].End);
        _speakers[sentence.First] = name;
        _lastSpeech = (sentence.Paragraph, sentence.End, speaker, name);
        Propose(ProposalKind.Statement, sentence.First, sentence.End, ("speaker", name), ("office", person?.Office), ("organ", person?.Organ ?? (speaker is { IsOrgan: true } ? speaker.Name : null)),
            ("state", person?.State ?? speaker?.State), ("verb", _tokens[verb].Text), ("date", DateIn(sentence)), ("words", Quoted(start, stop)));
        if (claimEnd - first > 1)
            Propose(ProposalKind.Claim, first, claimEnd, ("speaker", name), ("value", Text(first, claimEnd)));
    }

    private string? Quoted(int start, int end) => string.Join('\n', _quotations.Skip(FirstQuotation(start)).TakeWhile(q => q.End <= end).Select(q => _text[(q.Start + 1)..(q.End - 1)])) is { Length: > 0 } words ? words : null;

    private bool InQuotation(int token)
    {
        var at = FirstQuotation(_tokens[token].Start + 1) - 1;
        return at >= 0 && _quotations[at].End >= _tokens[token].End;
    }

    // The number of the first quotation that starts there or later.
    private int FirstQuotation(int start)
    {
        int low = 0, high = _quotations.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_quotations[middle].Start < start)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private (Mention? Mention, string? Name, bool Behind)? Speaker(Sentence sentence, List<Mention> mentions, int verb)
    {
        var k = verb - 1;
        // said Jane Doe: after a quotation or a comma, or at the start.
        if ((k < sentence.First || _tokens[k].IsQuote || _tokens[k].Text is "," or "–" or "—") && k >= sentence.First && verb + 1 < sentence.End)
        {
            var to = _tokens[verb + 1].Lower is "the" or "a" or "an" ? verb + 2 : verb + 1;
            if (mentions.FirstOrDefault(m => m.First <= to && m.End > to && m.First > verb) is { } after && (after.Person is not null || after.IsOrgan || after.State is not null))
                return (after, after.Name, true);
        }

        while (k >= sentence.First && (_words["adverbs"].Has(_tokens[k]) || _tokens[k].IsQuote || _dateAt[k] is not null))
            k--;
        if (k < sentence.First || _words["nosaying"].Has(_tokens[k]))
            return null;
        if (_tokens[k].Lower == "who")
            k--;
        if (k > sentence.First && _tokens[k].Lower == "and")
            return Subject(sentence, mentions, k);
        if (k >= sentence.First && _tokens[k].Text is "," or ")" or "–" or "—")
        {
            var comma = k;
            if (mentions.LastOrDefault(m => m.Outer == comma || m.Outer == comma + 1 || m.End == comma) is { } before && (before.Person is not null || before.IsOrgan || before.State is not null))
                return (before, before.Name, false);
            for (var t = comma - 1; t > sentence.First && t > comma - 25; t--)
                if (_tokens[t].Text is "," or "(" or "–" or "—" && mentions.LastOrDefault(m => m.End == t) is { } opened && (opened.Person is not null || opened.IsOrgan || opened.State is not null))
                    return (opened, opened.Name, false);
            return Subject(sentence, mentions, k);
        }

        if (k < sentence.First)
            return null;
        if (mentions.LastOrDefault(m => m.End == k + 1 || m.Outer == k + 1) is { } subject && (subject.Person is not null || subject.IsOrgan || subject.State is not null || IsSubject(subject, sentence)))
            return (subject, subject.Name, false);
        var lower = _tokens[k].Lower;
        if (lower is "he" or "she")
            return _lastPerson is { } last ? (last, last.Name, false) : null;
        if (lower is "it" or "they")
            return _lastOrgan is { } organ ? (organ, organ.Name, false) : null;
        if (_words["unnamed"].Has(_tokens[k]))
        {
            var first = k;
            while (first > sentence.First && first > k - 5 && (_tokens[first - 1].IsWord || _tokens[first - 1].Lower == "'s") && !_words["placecues"].Has(_tokens[first - 1]) && _tokens[first - 1].Lower is not ("the" or "and" or "but" or "that" or "a" or "some"))
                first--;
            var of = mentions.LastOrDefault(m => m.First >= first && m.End <= k + 1);
            if (lower is "statement" or "communiqué" or "communique" or "note" or "report")
                return of is not null && of.State is not null | of.IsOrgan ? (of, of.Name, false) : _lastOrgan is { } its && lower == "statement" ? (its, its.Name, false) : null;
            return (of is null || of.Person is not null ? null : of with { IsOrgan = false }, Text(first, k + 1), false);
        }

        if (_words["offices"].Has(_tokens[k]))
        {
            var person = _people.All.LastOrDefault(p => p.Office?.Contains(_tokens[k].Text, StringComparison.OrdinalIgnoreCase) == true);
            if (person is not null)
                return (new Mention(k, k + 1, k + 1, person.Name, person, person.State, false), person.Name, false);
            var start = k;
            while (start > sentence.First && start > k - 6 && (_people.IsName(_tokens[start - 1]) || _words["portfolios"].Has(_tokens[start - 1]) || _words["organs"].Has(_tokens[start - 1])))
                start--;
            return (null, Text(start, k + 1), false);
        }

        if (_words["organs"].Has(_tokens[k]))
        {
            var start = k;
            while (start > sentence.First && start > k - 6 && (_people.IsName(_tokens[start - 1]) || _words["portfolios"].Has(_tokens[start - 1]) || _words["organs"].Has(_tokens[start - 1])))
                start--;
            var organ = new Mention(start, k + 1, k + 1, Text(start, k + 1), null, null, true);
            return (organ, organ.Name, false);
        }

        // The ministry in Borland said: what stands between belongs to the subject.
        for (var t = k; t > sentence.First && t > k - 5; t--)
            if (_words["placecues"].Has(_tokens[t - 1]) || _tokens[t - 1].Lower is "of" or "for")
                return Subject(sentence, mentions, t - 1);
        return null;
    }

    // Whom a sentence begins with, after "On 3 May," too: "The mission recorded the impacts and urged".
    private (Mention? Mention, string? Name, bool Behind)? Subject(Sentence sentence, List<Mention> mentions, int before)
    {
        var comma = Enumerable.Range(sentence.First, Math.Min(12, before - sentence.First)).FirstOrDefault(t => _tokens[t].Text == ",", sentence.First - 1);
        foreach (var start in new[] { sentence.First, comma + 1 }.Distinct())
        {
            if (mentions.FirstOrDefault(m => m.First >= start && m.First <= start + 1 && m.End <= before) is { } first && (first.Person is not null || first.IsOrgan || first.State is not null))
                return (first, first.Name, false);
            for (var t = start; t < Math.Min(before, start + 4); t++)
            {
                if (_words["unnamed"].Has(_tokens[t]) && !_words["papers"].Has(_tokens[t]))
                    return (null, Text(_tokens[start].Lower is "the" or "a" or "an" ? start + 1 : start, t + 1), false);
                if (_words["organs"].Has(_tokens[t]))
                    return (new Mention(start, t + 1, t + 1, Text(start, t + 1), null, null, true), Text(start, t + 1), false);
                if (!_tokens[t].IsWord)
                    break;
            }
        }

        return _tokens[sentence.First].Lower switch
        {
            "he" or "she" when _lastPerson is { } person => (person, person.Name, false),
            "it" or "they" when _lastOrgan is { } organ => (organ, organ.Name, false),
            _ => null,
        };
    }

    // A capitalised word that nothing is known of speaks like a capital or a news service: "Tarsk rejected the note".
    private bool IsSubject(Mention mention, Sentence sentence) => mention.First == sentence.First || (_tokens[mention.First - 1].Text is "," or ";" || _dateAt[mention.First - 1] is not null || _tokens[mention.First - 1].Lower is "and" or "but" or "that" or "while" or "the" or "which");

    private void Asked(Sentence sentence, List<Mention> mentions)
    {
        for (var i = sentence.First; i < sentence.End; i++)
        {
            var length = _words["demanding"].At(_tokens, i, sentence.End);
            if (length == 0)
                continue;
            if (i > sentence.First && _tokens[i - 1].Lower is "not" or "never" or "the" or "a" or "to")
                continue;
            if (_tokens[i].Lower is "asked" or "requested" && i > sentence.First && _tokens[i - 1].Lower is "was" or "were" or "when")
                continue;
            var first = i + length;
            var limit = sentence.End;
            var asks = mentions.LastOrDefault(m => m.End <= i)?.Name;
            var whom = mentions.FirstOrDefault(m => m.First >= first && m.First <= first + 2);
            // Called on X to do: what is asked starts behind "to".
            var addressing = _words["addressing"].At(_tokens, i, sentence.End) > 0;
            var to = Enumerable.Range(first, Math.Max(0, Math.Min(limit, first + 14) - first)).FirstOrDefault(t => _tokens[t].Lower == "to" && t + 1 < limit && (Plain(t + 1, limit) || (addressing && _tokens[t + 1] is { IsWord: true, IsCapital: false } && !_words["nonames"].Has(_tokens[t + 1]))), -1);
            if (addressing && to < 0)
                continue;
            if (to >= 0 && (addressing || whom is not null && to <= whom.Outer))
                first = to + 1;
            else if (whom is not null && whom.End < limit && (_tokens[whom.End].Lower is "should" or "must" || Plain(whom.End, limit)))
                first = _tokens[whom.End].Lower is "should" or "must" ? whom.End + 1 : whom.End;
            var asker = _speakers.GetValueOrDefault(sentence.First) ?? asks;
            // An apology, compensation and the return of the crew.
            var nouns = !addressing && first < limit && !Plain(first, limit) && _tokens[first - 1].Lower != "that";
            var demand = first;
            for (var t = first; t <= limit; t++)
            {
                var end = t == limit || _tokens[t].Text is ";";
                var next = t + 1;
                if (!end && _tokens[t].Lower is "," or "and")
                {
                    while (next < limit && _tokens[next].Lower is "and" or "to" or "also" or "that" or "it")
                        next++;
                    end = next < limit && (Plain(next, limit) || (nouns && (_tokens[t].Lower == "and" || Enumerable.Range(next, Math.Min(limit - next, 14)).Any(n => _tokens[n].Lower == "and")) && (_tokens[next].Lower is "the" or "a" or "an" or "its" or "their" or "full" || (_tokens[t].Text == "," && !_tokens[next].IsCapital && !IsReason(_tokens[next]) && !_tokens[next].Lower.EndsWith("ing", StringComparison.Ordinal)))));
                }

                // "…, as they lead to": the reason is no part of what is asked.
                var reason = !end && _tokens[t].Text == "," && next < limit && IsReason(_tokens[next]);
                if (!end && !reason)
                    continue;
                var stop = TrimEnd(demand, t);
                if (stop - demand > (nouns && _tokens[demand].IsWord ? 0 : 1))
                    Propose(ProposalKind.Demand, demand, stop, ("asker", asker), ("asked", whom?.Name), ("date", DateIn(sentence)));
                demand = next;
                if (reason || (t < limit && _tokens[t].Text == ";" && !Plain(Math.Min(next, limit - 1), limit)))
                    break;
                t = Math.Max(t, next - 1);
            }

            return;
        }
    }

    private static bool IsReason(Token token) => token.Lower is "as" or "because" or "since" or "saying" or "adding" or "warning" or "while" or "but" or "stressing" or "calling" or "which" or "who" or "according" or "and";

    private bool Plain(int at, int limit)
    {
        while (at < limit && at + 1 < limit && (_tokens[at].Lower.EndsWith("ly", StringComparison.Ordinal) || _tokens[at].Lower is "not"))
            at++;
        return _words["plainverbs"].Has(_tokens[at]);
    }
}
