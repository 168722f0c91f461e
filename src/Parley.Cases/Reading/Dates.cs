using System.Globalization;

namespace Parley.Cases.Reading;

/// <summary>A date as a text has it.</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">The token after it.</param>
/// <param name="Value">In EDTF (ISO 8601-2), X where the text leaves a digit open; null where the whole is open.</param>
/// <param name="Basis">What it was resolved from, or why it is open; null for a date that is written out.</param>
internal sealed record FoundDate(int First, int End, string? Value, string? Basis)
{
    public bool IsOpen => Value is null || Value.Contains('X', StringComparison.Ordinal);
}

/// <summary>Finds dates. What a text does not give stays open: nothing is taken from a calendar that it does not point at.</summary>
internal sealed class Dates(string text, IReadOnlyList<Token> tokens, Words words)
{
    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    private const int MostDates = 5000;

    // CAS-098
    public List<FoundDate> All(IReadOnlyList<Sentence> sentences, DateOnly? published)
    {
        var found = new List<FoundDate>();
        foreach (var sentence in sentences)
            for (var i = sentence.First; i < sentence.End && found.Count < MostDates; i++)
                if (Absolute(i, sentence.End) is { } date)
                {
                    found.Add(date);
                    i = date.End - 1;
                }

        Years(found, published);
        var events = Events(found);
        var absolute = found.ToArray();
        foreach (var sentence in sentences)
            for (var i = sentence.First; i < sentence.End && found.Count < MostDates; i++)
                if (Relative(i, sentence, sentences, absolute, events, published) is { } date)
                {
                    found.Add(date);
                    i = date.End - 1;
                }

        return [.. found.OrderBy(d => d.First)];
    }

    private FoundDate? Absolute(int i, int end)
    {
        var token = tokens[i];
        if (!token.IsWord)
            return null;
        if (Written(token.Text) is { } written)
            return new FoundDate(i, i + 1, written.Value, written.Basis);
        if (Month(token) is > 0 and var month && token.IsCapital)
        {
            if (i + 1 < end && Day(tokens[i + 1]) is > 0 and var day)
            {
                var after = i + 2;
                if (after < end && tokens[after].Text == "," && after + 1 < end && Year(tokens[after + 1]) is not null)
                    after++;
                return after < end && Year(tokens[after]) is { } year ? Full(i, after + 1, year, month, day) : Full(i, i + 2, null, month, day);
            }

            if (i + 1 < end && Year(tokens[i + 1]) is { } y)
                return new FoundDate(i, i + 2, string.Create(CultureInfo.InvariantCulture, $"{y}-{month:00}"), null);
            var before = i > 0 ? tokens[i - 1].Lower : "";
            return before is "in" or "since" or "last" or "until" or "early" or "late" or "mid" or "of" ? new FoundDate(i, i + 1, string.Create(CultureInfo.InvariantCulture, $"XXXX-{month:00}"), "the text gives no year") : null;
        }

        if (Day(token) is > 0 and var d)
        {
            var at = i + 1;
            if (at < end && tokens[at].Lower == "of")
                at++;
            if (at < end && tokens[at].IsCapital && Month(tokens[at]) is > 0 and var m)
                return at + 1 < end && Year(tokens[at + 1]) is { } year ? Full(i, at + 2, year, m, d) : Full(i, at + 1, null, m, d);
        }

        if (Year(token) is { } alone)
            return new FoundDate(i, i + 1, alone.ToString(CultureInfo.InvariantCulture), null);
        if (token.Text.Length == 5 && token.Text[4] == 's' && token.Text[3] == '0' && int.TryParse(token.Text.AsSpan(0, 4), CultureInfo.InvariantCulture, out var decade) && decade is >= 1800 and < 2100)
            return new FoundDate(i > 0 && tokens[i - 1].Lower is "late" or "early" ? i - 1 : i, i + 1, token.Text[..3] + "X", "a decade");
        return null;
    }

    private static FoundDate Full(int first, int end, int? year, int month, int day)
    {
        if (day > DateTime.DaysInMonth(year ?? 2000, month))
            return new FoundDate(first, end, null, "there is no such day");
        return new FoundDate(first, end, string.Create(CultureInfo.InvariantCulture, $"{year?.ToString(CultureInfo.InvariantCulture) ?? "XXXX"}-{month:00}-{day:00}"), year is null ? "the text gives no year" : null);
    }

    // 2022-12-29, 29.12.2022, 29/12/2022; which of two small numbers is the month is not guessed.
    private static (string? Value, string? Basis)? Written(string word)
    {
        if (word.Length is < 8 or > 10)
            return null;
        if (DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso))
            return (Iso(iso), null);
        if (DateOnly.TryParseExact(word, ["d.M.yyyy", "dd.MM.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var dotted))
            return (Iso(dotted), null);
        var european = DateOnly.TryParseExact(word, ["d/M/yyyy", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var dayFirst);
        var american = DateOnly.TryParseExact(word, ["M/d/yyyy", "MM/dd/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var monthFirst);
        return (european, american) switch
        {
            (true, true) when dayFirst == monthFirst => (Iso(dayFirst), null),
            (true, true) => (null, "day and month could be either way round"),
            (true, false) => (Iso(dayFirst), null),
            (false, true) => (Iso(monthFirst), null),
            _ => null,
        };
    }

    // A day without a year takes it from the document's date, or from the latest date with a year that is within half a year of it.
    private void Years(List<FoundDate> found, DateOnly? published)
    {
        var latest = found.Where(d => d.Value is { Length: 7 or 10 } v && v[0] != 'X').Select(d => (Date: Date(d.Value!), Of: d)).OrderByDescending(d => d.Date).FirstOrDefault();
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Value is not { } value || value[0] != 'X' || value.Length < 7)
                continue;
            if ((published ?? latest.Date) is not { } near)
                continue;
            var best = Enumerable.Range(near.Year - 1, 3).Select(y => y.ToString("0000", CultureInfo.InvariantCulture) + value[4..]).Where(v => Date(v) is not null).MinBy(v => Math.Abs(Date(v)!.Value.DayNumber - near.DayNumber));
            if (best is null || Math.Abs(Date(best)!.Value.DayNumber - near.DayNumber) > 183)
                continue;
            found[i] = found[i] with { Value = best, Basis = published is not null ? $"the year from the document's date, {Iso(near)}" : $"the year inferred from “{Text(latest.Of)}”" };
        }
    }

    // "the December 29 incident", "the incident of 29 December": what event a date names, where all agree.
    private Dictionary<string, FoundDate> Events(List<FoundDate> found)
    {
        var events = new Dictionary<string, FoundDate?>(StringComparer.Ordinal);
        foreach (var date in found.Where(d => d.Value is { Length: 10 }))
        {
            for (var i = date.End; i < Math.Min(tokens.Count, date.End + 3) && tokens[i].IsWord; i++)
                if (Event(i) is { } name)
                    Add(name);
            if (date.First > 1 && tokens[date.First - 1].Lower is "of" or "on" && Event(date.First - 2) is { } before)
                Add(before);

            void Add(string name) => events[name] = !events.TryGetValue(name, out var other) || other?.Value == date.Value ? date : null;
        }

        return events.Where(e => e.Value is not null).ToDictionary(e => e.Key, e => e.Value!, StringComparer.Ordinal);
    }

    private string? Event(int i) => words["events"].Has(tokens[i]) ? tokens[i].Lower : null;

    private FoundDate? Relative(int i, Sentence sentence, IReadOnlyList<Sentence> sentences, FoundDate[] absolute, Dictionary<string, FoundDate> events, DateOnly? published)
    {
        var end = sentence.End;
        var lower = tokens[i].Lower;
        bool Next(int k, params ReadOnlySpan<string> expected)
        {
            for (var n = 0; n < expected.Length; n++)
                if (i + k + n >= end || tokens[i + k + n].Lower != expected[n])
                    return false;
            return true;
        }

        FoundDate From(int length, int? days, DateOnly? from, string basis) => days is { } d && from is { } day && day.DayNumber + d is >= 0 and <= 3_652_058
            ? new FoundDate(i, i + length, Iso(day.AddDays(d)), basis)
            : new FoundDate(i, i + length, null, "the text does not say from which day");
        FoundDate FromText(int length, int days)
        {
            var before = absolute.Where(d => d.First < i && d.End > Back(sentence, sentences) && d.Value is { Length: 10 } v && v[0] != 'X').LastOrDefault();
            return From(length, days, before is null ? null : Date(before.Value!), before is null ? "" : $"counted from “{Text(before)}”");
        }

        FoundDate FromDocument(int length, int days) => From(length, days, published, published is null ? "" : $"counted from the document's date, {Iso(published.Value)}");
        if (lower is "the" or "that" or "this" or "on")
        {
            if (lower != "the")
                return null;
            if (Next(1, "day", "of"))
            {
                for (var k = 3; k < 8 && i + k < end && tokens[i + k].IsWord; k++)
                    if (Event(i + k) is { } name)
                        return events.TryGetValue(name, out var date) ? new FoundDate(i, i + k + 1, date.Value, $"the {name} is dated “{Text(date)}”" + (date.Basis is null ? "" : $"; {date.Basis}")) : new FoundDate(i, i + k + 1, null, $"the text does not date the {name}");
                return null;
            }

            if (Next(1, "next", "day") || Next(1, "following", "day") || Next(1, "day", "after"))
                return FromText(3, 1);
            if (Next(1, "same", "day"))
                return FromText(3, 0);
            return Next(1, "previous", "day") || Next(1, "day", "before") ? FromText(3, -1) : null;
        }

        var count = lower is "a" or "an" ? 1 : Array.IndexOf(Numbers, lower) is > 0 and var n ? n : int.TryParse(lower, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && digits < 400 ? digits : 0;
        if (count > 0 && i + 2 < end && tokens[i + 1].Lower is "day" or "days" or "week" or "weeks" && tokens[i + 2].Lower is "later" or "earlier" or "after" or "before" or "ago")
        {
            var days = count * (tokens[i + 1].Lower.StartsWith("week", StringComparison.Ordinal) ? 7 : 1);
            return tokens[i + 2].Lower switch { "ago" => FromDocument(3, -days), "later" or "after" => FromText(3, days), _ => FromText(3, -days) };
        }

        if (count > 0 && i + 2 < end && tokens[i + 1].Lower is "hour" or "hours" or "month" or "months" or "year" or "years" && tokens[i + 2].Lower is "later" or "earlier" or "ago")
            return new FoundDate(i, i + 3, null, "not exact to a day");
        if (lower is "yesterday" or "today" or "tomorrow")
            return FromDocument(1, lower switch { "yesterday" => -1, "tomorrow" => 1, _ => 0 });
        if (lower == "last" && i + 1 < end && tokens[i + 1].Lower is "week" or "month" or "year" or "night")
            return new FoundDate(i, i + 2, null, "not exact to a day");
        if (tokens[i].IsCapital && Weekday(lower) is { } weekday && !absolute.Any(d => d.First <= i + 2 && d.First > i))
        {
            // The press writes of the last such day up to its own date.
            if (published is null || (i > 0 && tokens[i - 1].Lower is "next" or "every" or "coming"))
                return new FoundDate(i, i + 1, null, "the text does not say in which week");
            return From(1, -(((int)published.Value.DayOfWeek - weekday + 7) % 7), published, $"the last such day up to the document's date, {Iso(published.Value)}");
        }

        return null;
    }

    // A count may start from a date of the same sentence or of the one before it in the paragraph.
    private static int Back(Sentence sentence, IReadOnlyList<Sentence> sentences)
    {
        int low = 0, high = sentences.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sentences[middle].First < sentence.First)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && sentences[low - 1].Paragraph == sentence.Paragraph ? sentences[low - 1].First : sentence.First;
    }

    private int? Weekday(string lower)
    {
        for (var i = 0; i < 7; i++)
            if (words.Weekdays[i] == lower)
                return (i + 1) % 7;
        return null;
    }

    private int Month(Token token)
    {
        var lower = token.Lower.TrimEnd('.');
        for (var i = 0; i < 12; i++)
            if (words.Months[i] == lower || (lower.Length is 3 or 4 && token.Lower != "mar" && words.Months[i].StartsWith(lower, StringComparison.Ordinal)))
                return i + 1;
        return 0;
    }

    private static int Day(Token token)
    {
        var digits = token.Lower.Length > 2 && token.Lower[^2..] is "st" or "nd" or "rd" or "th" ? token.Lower[..^2] : token.Lower;
        return digits.Length <= 2 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var day) && day is >= 1 and <= 31 ? day : 0;
    }

    private static int? Year(Token token) => token.Text.Length == 4 && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1800 and < 2100 ? year : null;

    private static DateOnly? Date(string value) => DateOnly.TryParseExact(value.Length == 7 ? value + "-15" : value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Text(FoundDate date) => text[tokens[date.First].Start..tokens[date.End - 1].End];
}
