using System.Globalization;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Instruments.Obligations;

public sealed partial class ObligationLedger
{
    private static readonly string[] All = ["all"];

    /// <summary>What one record started under one rule, and what follows from that under the rules after it.</summary>
    private IEnumerable<Owed> OfStart(Rule rule, Notification start, DateTimeOffset now)
    {
        if (rule.Obligation.Start is ObligationStart.Before before)
        {
            if (OfBefore(rule, before, start) is { } owed)
                yield return owed;
            yield break;
        }

        var author = Real(rule.Pack, start.Author);
        var debtors = rule.Obligation.By switch
        {
            Debtor.Author => [author],
            Debtor.Everybody => rule.Pack.Parties.Select(p => p.Id).Where(p => p != author),
            _ => start.To.Select(p => Real(rule.Pack, p)).Where(p => rule.Pack.HasParty(p) && p != author).Distinct(),
        };
        foreach (var debtor in debtors)
        {
            PartyId[] to = debtor == author ? [.. start.To.Select(p => Real(rule.Pack, p)).Where(rule.Pack.HasParty).Distinct()] : [author];
            var clock = rule.Obligation.FromReceipt ? Received(rule, start, debtor) : start.Composed;
            foreach (var owed in Chain(rule, start.Id, debtor, to, clock, now))
                yield return owed;
        }
    }

    /// <summary>An obligation and, where its answer is inadequate or it is met, the ones that start then.</summary>
    // INS-044
    private IEnumerable<Owed> Chain(Rule rule, Digest start, PartyId debtor, PartyId[] to, DateTimeOffset? clock, DateTimeOffset now)
    {
        var owed = Judge(rule, start, debtor, to, clock, now);
        yield return owed;
        foreach (var next in _after.GetValueOrDefault((rule.Pack, rule.Obligation.Id), []))
        {
            var inadequate = next.Obligation.Start is ObligationStart.OnInadequate;
            if (inadequate ? owed.State != OwedState.Inadequate : owed.State is not (OwedState.Met or OwedState.Late))
                continue;
            var since = inadequate ? LastWord(owed) : owed.MetAt;
            // The asker goes on where its own word starts it; otherwise the debtor does.
            var by = next.Obligation.By == Debtor.Author ? to[0] : debtor;
            foreach (var further in Chain(next, owed.MetBy ?? start, by, by == debtor ? to : [debtor], since, now))
                yield return further;
        }
    }

    private Owed Judge(Rule rule, Digest start, PartyId debtor, PartyId[] to, DateTimeOffset? clock, DateTimeOffset now)
    {
        var due = clock is { } from && rule.Obligation.Within is { } within
            ? Deadline.Of(from, within, Data(rule.Pack, debtor), to.Length == 1 ? Data(rule.Pack, to[0]) : null)
            : (DateTimeOffset?)null;
        var answers = _answers.GetValueOrDefault(start, [])
            .Where(n => n.Form == rule.Obligation.Form && Real(rule.Pack, n.Author) == debtor && n.Composed <= now)
            .Order(Order).ToArray();

        // INS-045: whether an answer is adequate is the asker's word, question by question, and the last word counts.
        Notification? best = null;
        IReadOnlyList<string> lacking = [];
        foreach (var answer in answers)
        {
            var bad = Inadequate(rule, answer, to, now);
            if (best is null || (lacking.Count > 0 && bad.Count == 0))
                (best, lacking) = (answer, bad);
        }

        var waiver = _waivers.GetValueOrDefault(start, []).Where(w => w.Composed <= now).ToArray();
        var waived = waiver.Any(w => w.Form == Waiver && to.Contains(Real(rule.Pack, w.Author)) && w.Fields.GetValueOrDefault("obligation", rule.Obligation.Id) == rule.Obligation.Id);
        var declined = waiver.Any(w => w.Form == Decline && Real(rule.Pack, w.Author) == debtor);
        var state = waived ? OwedState.Waived
            : best is not null ? lacking.Count > 0 ? OwedState.Inadequate : due is { } end && best.Composed > end ? OwedState.Late : OwedState.Met
            : declined ? OwedState.Declined
            : clock is null ? OwedState.NotReceived
            : due is { } time && now > time ? OwedState.Overdue
            : OwedState.Open;
        return new Owed(rule.Pack, rule.Obligation, debtor, to, start, null, clock, due, state, best?.Id, best?.Composed, best is null ? null : Received(rule, best, to), lacking);
    }

    private Owed OfYear(Rule rule, PartyId party, int year, DateTimeOffset now)
    {
        var each = (ObligationStart.EachYear)rule.Obligation.Start;
        var due = Deadline.EndOf(year - each.Ahead, each.Month, each.Day, Data(rule.Pack, party).ZoneName);
        var met = _years.TryGetValue((rule, party, year), out var all) ? all.FirstOrDefault(n => n.Composed <= now) : null;
        // The end of a day is the first moment after it: what is composed at that moment is late.
        var state = met is not null ? met.Composed >= due ? OwedState.Late : OwedState.Met : now >= due ? OwedState.Overdue : OwedState.Open;
        return new Owed(rule.Pack, rule.Obligation, party, [], null, year, null, due, state, met?.Id, met?.Composed, null, []);
    }

    private Owed? OfBefore(Rule rule, ObligationStart.Before before, Notification sent)
    {
        if (!sent.Fields.TryGetValue(before.Field, out var text) || rule.Obligation.Within is not { } within)
            return null;
        if (!Times.TryParse(text, out var moment) && !DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
            return null;
        var author = Real(rule.Pack, sent.Author);
        // A date that the calendar cannot go back from is no date that anybody plans for.
        if (moment.Year is < 1900 or > 9000)
            return null;
        var due = Deadline.Before(moment, within, Data(rule.Pack, author));
        return new Owed(rule.Pack, rule.Obligation, author, [.. sent.To.Select(p => Real(rule.Pack, p)).Distinct()], sent.Id, null, null, due,
            sent.Composed > due ? OwedState.Late : OwedState.Met, sent.Id, sent.Composed, null, []);
    }

    private IReadOnlyList<string> Inadequate(Rule rule, Notification answer, PartyId[] to, DateTimeOffset now)
    {
        if (!_words.TryGetValue(answer.Id, out var words))
            return [];
        var last = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var word in words.Where(w => to.Contains(Real(rule.Pack, w.Author)) && w.Composed <= now).Order(Order))
        {
            foreach (var question in word.Words("adequate"))
                Say(question, good: true);
            foreach (var question in word.Words("not-adequate"))
                Say(question, good: false);
        }

        return [.. last.Where(w => !w.Value).Select(w => w.Key)];

        void Say(string question, bool good)
        {
            // "all" speaks of every question that was named before.
            if (All.Contains(question))
            {
                foreach (var named in last.Keys.ToArray())
                    last[named] = good;
            }

            last[question] = good;
        }
    }

    internal DateTimeOffset? LastWord(Owed owed) =>
        owed.MetBy is { } answer && _words.TryGetValue(answer, out var words) ? words.Where(w => w.Words("not-adequate").Count > 0).Min(w => (DateTimeOffset?)w.Composed) : null;

    private static DateTimeOffset? Received(Rule rule, Notification record, params PartyId[] parties)
    {
        DateTimeOffset? first = null;
        foreach (var (party, at) in record.Known)
        {
            if (parties.Contains(Real(rule.Pack, party)) && (first is null || at < first))
                first = at;
        }

        return first;
    }
}
