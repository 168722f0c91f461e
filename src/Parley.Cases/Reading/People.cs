namespace Parley.Cases.Reading;

/// <summary>Finds whom a sentence names, by capitals, offices, ranks and organs, and who a bare surname is.</summary>
internal sealed class People(string text, IReadOnlyList<Token> tokens, Words words)
{
    private const int LongestRun = 40;
    private const int LongestApposition = 24;
    private const int MostPersons = 2000;
    private readonly Dictionary<string, Person> _bySurname = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Person> _byName = new(StringComparer.OrdinalIgnoreCase);

    public List<Person> All { get; } = [];

    public List<Mention> In(Sentence sentence)
    {
        var mentions = new List<Mention>();
        for (var i = sentence.First; i < sentence.End;)
        {
            var end = RunEnd(i, sentence.End);
            if (end == i)
            {
                i++;
                continue;
            }

            if (Read(i, end, sentence, mentions) is { } mention)
            {
                mentions.Add(mention);
                i = Math.Max(mention.Outer, i + 1);
            }
            else
            {
                i = end;
            }
        }

        return mentions;
    }

    public string Text(int first, int end) => end <= first ? "" : text[tokens[first].Start..tokens[end - 1].End];

    /// <summary>Whether a capitalised token may be part of a name.</summary>
    public bool IsName(Token token) => token.IsCapital && !(words["nonames"].Has(token) && !IsInitial(token)) && !words["months"].Has(token) && !words["weekdays"].Has(token);

    private static bool IsInitial(Token token) => token.Text.Length == 2 && token.Text[1] == '.';

    // A row of capitalised words, particles between them, and the small words of offices: "Ardanian foreign minister Jane van Doe".
    private int RunEnd(int at, int limit)
    {
        var i = at;
        limit = Math.Min(limit, at + LongestRun);
        while (i < limit)
        {
            var token = tokens[i];
            if (words["offices"].At(tokens, i, limit) is > 0 and var office && !(token.Lower is "chief" or "deputy" or "head" && i + 1 < limit && words["portfolios"].Has(tokens[i + 1])))
                i += office;
            else if (IsName(token) || words["portfolios"].Has(token))
                i++;
            else if (i > at && words["particles"].Has(token) && i + 1 < limit && IsName(tokens[i + 1]))
                i++;
            else if (i > at && token.Lower == "'s" && i + 1 < limit && (IsName(tokens[i + 1]) || words["portfolios"].Has(tokens[i + 1]) || words["offices"].Has(tokens[i + 1])) && HasOfficeBeforeName(i + 1, limit))
                i++;
            else if (!token.IsCapital && words["organs"].Has(token) && i > at)
                i++;
            else
                break;
        }

        return i;
    }

    // After "Ardania's": an office and then a name, with nothing small between.
    private bool HasOfficeBeforeName(int at, int limit)
    {
        var office = false;
        for (var i = at; i < Math.Min(limit, at + 9); i++)
        {
            if (words["offices"].At(tokens, i, limit) is > 0 and var length)
            {
                office = true;
                i += length - 1;
            }
            else if (office && IsName(tokens[i]))
            {
                return true;
            }
            else if (!IsName(tokens[i]) && !words["portfolios"].Has(tokens[i]) && !words["organs"].Has(tokens[i]))
            {
                return false;
            }
        }

        return false;
    }

    private Mention? Read(int first, int end, Sentence sentence, List<Mention> before)
    {
        int office = -1, officeEnd = -1, name = first, organEnd = -1;
        for (var i = first; i < end; i++)
        {
            if (words["offices"].At(tokens, i, end) is > 0 and var o)
            {
                (office, officeEnd, name) = (i, i + o, i + o);
                i += o - 1;
            }
            else if (words["ranks"].At(tokens, i, end) is > 0 and var r)
            {
                name = i + r;
                i += r - 1;
            }
            else if (words["organs"].Has(tokens[i]))
            {
                organEnd = i + 1;
            }
        }

        // "spokesman Jane Doe": the name stands last. An organ's head after the office ("State Department") is no name.
        var named = name > first && name < end && IsPersonName(name, end);
        if (named)
            return Named(name, end, first, office < 0 || officeEnd < first ? name : officeEnd, sentence, before, office >= 0);
        if (officeEnd == end)
            return NamedBehind(first, end, sentence) ?? (organEnd > first ? Organ(first, organEnd, sentence) : null);
        if (organEnd > first || (organEnd == end && tokens[first].IsCapital))
            return Organ(first, organEnd, sentence);
        if (organEnd == first + 1 && first > sentence.First && (tokens[first - 1].Lower is "the" or "its" or "our"))
            return Organ(first, organEnd, sentence);
        if (words.StateWords.At(tokens, first, end) is > 0 and var state)
            return new Mention(first, first + state, first + state, Text(first, first + state), null, words.States.GetValueOrDefault(Lower(first, first + state)), false);
        if (end - first == 1 || !IsPersonName(first, end))
            return Known(first, end) ?? (tokens[first].IsCapital ? new Mention(first, end, end, Text(first, end), null, null, false) : null);
        return Named(first, end, first, first, sentence, before, false);
    }

    private bool IsPersonName(int first, int end)
    {
        if (end - first > 5 || !tokens[first].IsCapital && !words["particles"].Has(tokens[first]) || !tokens[end - 1].IsCapital)
            return false;
        for (var i = first; i < end; i++)
        {
            if (words["organs"].Has(tokens[i]) || words["placeheads"].Has(tokens[i]) || words["portfolios"].Has(tokens[i]) || words["instruments"].Has(tokens[i]) || (!tokens[i].IsCapital && !words["particles"].Has(tokens[i]))
                || words.StateWords.At(tokens, i, end) > 0 || tokens[i].Text.Any(char.IsDigit) || (tokens[i].Text.Length > 3 && tokens[i].Text.All(char.IsUpper) && end - first == 1))
                return false;
        }

        return true;
    }

    private string Lower(int first, int end) => string.Join(' ', Enumerable.Range(first, end - first).Select(i => tokens[i].Lower));

    private Mention? Known(int first, int end) => _bySurname.TryGetValue(tokens[end - 1].Text, out var person) ? new Mention(first, end, end, person.Name, person, person.State, false) : null;

    private Mention Organ(int first, int end, Sentence sentence)
    {
        // Ministry of Foreign Affairs of Ardania.
        var outer = end;
        if (outer + 1 < sentence.End && tokens[outer].Lower is "of" or "for" && !tokens[outer + 1].IsCapital && words["portfolios"].Has(tokens[outer + 1]))
            outer += outer + 2 < sentence.End && words["portfolios"].Has(tokens[outer + 2]) ? 3 : 2;
        while (outer + 1 < sentence.End && tokens[outer].Lower is "of" or "for" && (IsName(tokens[outer + 1]) || (tokens[outer + 1].Lower == "the" && outer + 2 < sentence.End && IsName(tokens[outer + 2]))))
        {
            outer += 2;
            while (outer < sentence.End && (IsName(tokens[outer]) || (tokens[outer].Lower == "and" && outer + 1 < sentence.End && IsName(tokens[outer + 1]) && tokens[outer - 1].Lower is "emergencies" or "trade" or "foreign" or "culture")))
                outer++;
        }

        return new Mention(first, outer, outer, Text(first, outer), null, StateIn(first, outer), true);
    }

    private string? StateIn(int first, int end)
    {
        for (var i = first; i < end; i++)
            if (words.StateWords.At(tokens, i, end) is > 0 and var length)
                return words.States.GetValueOrDefault(Lower(i, i + length));
        // An adjective or a possessor before the rest: Ardanian, Ardania's.
        if (end - first > 1 && tokens[first].IsCapital && (tokens[first + 1].Lower == "'s" || tokens[first].Lower.EndsWith("ian", StringComparison.Ordinal) || tokens[first].Lower.EndsWith("ese", StringComparison.Ordinal) || tokens[first].Lower.EndsWith("ish", StringComparison.Ordinal)))
            return tokens[first].Text;
        return null;
    }

    private string? OrganIn(int first, int end)
    {
        var head = -1;
        for (var i = first; i < end; i++)
            if (words["organs"].Has(tokens[i]))
                head = i;
        if (head < 0)
            return null;
        var start = head;
        while (start > first && (tokens[start - 1].IsWord && tokens[start - 1].Lower is not ("the" or "of" or "for" or "at" or "in" or "a" or "an") || tokens[start - 1].Lower == "'s"))
            start--;
        var stop = head + 1;
        while (stop < end && words["offices"].At(tokens, stop, end) == 0 && (IsName(tokens[stop]) || (tokens[stop].Lower is "of" or "for" && stop + 1 < end)))
            stop++;
        return Text(start, stop);
    }

    // The office stands before the name, or behind it after a comma.
    private Mention? Named(int first, int end, int before, int officeEnd, Sentence sentence, List<Mention> others, bool hasOffice)
    {
        var name = Text(first, end);
        if (end - first == 1 && Known(first, end) is { } known && !hasOffice)
            return known with { First = before };
        var person = _byName.GetValueOrDefault(name) ?? (_bySurname.TryGetValue(tokens[end - 1].Text, out var same) && (end - first == 1 || same.Name == tokens[end - 1].Text) ? same : null);
        if (person is null)
        {
            if (All.Count >= MostPersons)
                return null;
            person = new Person(name) { Passage = (before, end) };
            All.Add(person);
        }

        _byName[name] = person;
        _bySurname[tokens[end - 1].Text] = person;
        var outer = end;
        if (before < first && (person.Office is null || hasOffice && person.Organ is null))
        {
            person.IsSure = true;
            if (tokens[before].Lower == "counterpart" || (officeEnd > before && tokens[officeEnd - 1].Lower == "counterpart"))
                Counterpart(person, before, officeEnd, others);
            else
                Office(person, before, officeEnd, first, end);
        }

        // Jane Doe of Borland.
        if (person.Office is not null && outer + 1 < sentence.End && tokens[outer].Lower is "of" or "from" && IsName(tokens[outer + 1]))
        {
            for (outer++; outer < sentence.End && IsName(tokens[outer]);)
                outer++;
            person.State ??= Text(end + 1, outer);
        }

        if (ApposedOffice(outer, sentence) is { } apposed)
        {
            outer = apposed.End;
            if (!hasOffice || person.Office is null)
                Office(person, apposed.First, apposed.End, before, apposed.End);
        }

        // Jane Doe is a fellow at the institute.
        if (person.Office is null && outer + 2 < sentence.End && tokens[outer].Lower is "is" or "was" && tokens[outer + 1].Lower is "a" or "an" or "the")
        {
            var stop = outer + 2;
            var holds = false;
            for (; stop < sentence.End && stop < outer + 16 && (tokens[stop].IsWord || tokens[stop].Lower == "'s") && !words["saying"].Has(tokens[stop]) && tokens[stop].Lower is not ("who" or "and" or "but"); stop++)
                holds |= stop < outer + 6 && words["offices"].At(tokens, stop, sentence.End) > 0;
            if (holds)
                Office(person, outer + 2, stop, before, stop);
        }

        return new Mention(before, end, outer, person.Name, person, person.State, false);
    }

    private void Office(Person person, int first, int end, int passageFirst, int passageEnd)
    {
        while (first < end && tokens[first].Lower is "the" or "a" or "an")
            first++;
        person.IsSure = true;
        person.Office = end > first && !(end == first + 1 && words["courtesies"].Has(tokens[first] with { Lower = tokens[first].Lower.TrimEnd('.') })) ? Text(first, end) : null;
        person.Organ = OrganIn(first, end);
        person.State = StateIn(first, end) ?? person.State;
        person.Passage = (Math.Min(first, passageFirst), Math.Max(end, passageEnd));
    }

    // "his Ardanian counterpart": the office of whom the sentence began with.
    private void Counterpart(Person person, int first, int end, List<Mention> others)
    {
        var state = end - first > 1 ? Text(first, end - 1) : null;
        var other = others.FirstOrDefault(m => m.Person?.Office is not null)?.Person;
        person.State = StateIn(first, end) ?? state;
        person.Passage = (first, Math.Max(end, person.Passage.End));
        if (other?.Office is not { } office)
        {
            person.Office = Text(first, end);
            return;
        }

        var space = office.IndexOf(' ', StringComparison.Ordinal);
        var own = space > 0 && words.States.ContainsKey(office[..space].ToLowerInvariant()) || (space > 0 && other.State == office[..space]) ? office[(space + 1)..] : office;
        person.Office = state is null ? own : $"{state} {own}";
    }

    // "Jane Doe, the commander of Ardania's coast guard, said"
    private (int First, int End)? ApposedOffice(int comma, Sentence sentence)
    {
        if (comma + 1 >= sentence.End || tokens[comma].Text is not ("," or "(" or "–" or "—"))
            return null;
        var limit = Math.Min(sentence.End, comma + LongestApposition);
        var office = false;
        var first = comma + 1;
        if (tokens[first].Lower == "who" && comma + 3 < limit)
        {
            office = words["leading"].Has(tokens[comma + 2]);
            first = office ? comma + 2 : tokens[comma + 2].Lower is "is" or "was" ? comma + 3 : tokens[comma + 2].Lower == "has" && tokens[comma + 3].Lower == "been" ? comma + 4 : first;
        }

        for (var i = first; i < limit; i++)
        {
            if (tokens[i].Text is "," or ")" or "–" or "—" or "." or ";")
                return office ? (first, i) : null;
            if (words["saying"].Has(tokens[i]) || tokens[i].Lower is "who" or "and" && !office || tokens[i].IsQuote)
                return null;
            if (i < first + 8 && words["offices"].At(tokens, i, limit) > 0)
                office = true;
        }

        return null;
    }

    // "the ambassador of Ardania to Borland, Jane Doe"
    private Mention? NamedBehind(int first, int end, Sentence sentence)
    {
        var limit = Math.Min(sentence.End, end + 12);
        for (var i = end; i < limit; i++)
        {
            // "Minister for Foreign Affairs Jane Doe"
            if (i > end && words["portfolios"].Has(tokens[i - 1]) && tokens[i].IsCapital && IsName(tokens[i]) && !words["portfolios"].Has(tokens[i]) && tokens[end].Lower is "of" or "for")
            {
                var stop = i;
                while (stop < sentence.End && IsName(tokens[stop]))
                    stop++;
                if (stop - i >= 2 && IsPersonName(i, stop))
                    return Named(i, stop, first, i, sentence, [], true);
            }

            if (tokens[i].Text == ",")
            {
                var to = i + 1;
                while (to < sentence.End && (IsName(tokens[to]) || (words["particles"].Has(tokens[to]) && to + 1 < sentence.End && IsName(tokens[to + 1]) && to > i)))
                    to++;
                var from = i + 1;
                while (from < to && words["ranks"].At(tokens, from, to) is > 0 and var rank)
                    from += rank;
                if (to - from < 2 || !IsPersonName(from, to) || (to < sentence.End && words["offices"].Has(tokens[to])))
                    return null;
                if (Named(from, to, from, from, sentence, [], false) is not { Person: { } person } mention)
                    return null;
                if (person.Office is null)
                    Office(person, first, i, first, to);
                return mention with { First = first };
            }

            if (!tokens[i].IsWord && tokens[i].Lower != "'s" || words["saying"].Has(tokens[i]) || tokens[i].Lower is "who" or "which" or "was" or "is" or "has" or "had")
                return null;
        }

        return null;
    }
}
