using System.Globalization;
using NodaTime;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Acts;

/// <summary>Computes force from acts. Nothing in it depends on the order in which the acts come.</summary>
public static class Force
{
    /// <summary>Whether the instrument binds at a day, from what was known to a party (nothing: to anybody) by a time.</summary>
    public static ForceStatus At(Pack pack, IEnumerable<Act> acts, LocalDate at, DateTimeOffset known, PartyId? to = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(acts);
        // INS-031: what was not known then does not count, however true it was.
        var visible = Merge(pack, acts.Where(a => a.IsKnown(known, to)));
        var parties = pack.Parties.Select(p => p.Id).ToArray();
        var each = parties.ToDictionary(p => p, p => Of(pack, visible, p, at));
        var overall = each.Count == 0 ? new Period(ForceState.Unknown, null, null, false) : Overall(each.Values.ToArray());
        return new ForceStatus(overall.State, overall.Since, overall.Until, overall.Suspended, Remarks(pack, visible, overall),
            each.Values.Distinct().Count() > 1 ? each.ToDictionary(e => e.Key, e => e.Value.State) : new Dictionary<PartyId, ForceState>(),
            visible);
    }

    /// <summary>Whether it binds one party at a day.</summary>
    public static ForceState For(Pack pack, IEnumerable<Act> acts, PartyId party, LocalDate at, DateTimeOffset known, PartyId? to = null)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(acts);
        return Of(pack, Merge(pack, acts.Where(a => a.IsKnown(known, to))), party, at).State;
    }

    /// <summary>The same act from several places is one act with all dates and sources; in the order of dates.</summary>
    internal static IReadOnlyList<Act> Merge(Pack pack, IEnumerable<Act> acts) =>
    [
        .. acts
            .Select(a => a.Parties.Count > 0 && pack.Parties.All(p => a.Parties.Contains(p.Id)) ? a with { Parties = [] } : a)
            .GroupBy(a => (a.Kind, Parties: string.Join(' ', a.Parties.Order()), a.Effective, Day: a.Kind is ActKind.Signature or ActKind.EntryIntoForce ? null : a.Earliest))
            .Select(g => g.First() with
            {
                Parties = [.. g.First().Parties.Order()],
                Dates = [.. g.SelectMany(a => a.Dates).GroupBy(d => d.Date).OrderBy(d => d.Key).Select(d => new ActDate(d.Key, string.Join("; ", d.Select(x => x.Source).Distinct().Order(StringComparer.Ordinal))))],
                Known = g.Min(a => a.Known),
                Sources = [.. g.SelectMany(a => a.Sources).Distinct().Order(StringComparer.Ordinal)],
                Record = g.Select(a => a.Record).OfType<Digest>().Order().Cast<Digest?>().FirstOrDefault(),
                Note = g.Select(a => a.Note).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault(),
                KnownTo = null,
            })
            .OrderBy(a => a.Earliest ?? a.Effective ?? LocalDate.MaxIsoValue).ThenBy(a => a.Kind).ThenBy(a => string.Join(' ', a.Parties), StringComparer.Ordinal),
    ];

    private static Period Overall(Period[] each)
    {
        if (each.Distinct().Count() == 1)
            return each[0];
        var bound = each.Where(p => p.State == ForceState.InForce).ToArray();
        // INS-032: an agreement of many goes on between those that it binds.
        if (bound.Length >= 2)
            return new Period(ForceState.InForce, bound.Min(p => p.Since), bound.All(p => p.Until is not null) ? bound.Max(p => p.Until) : null, false);
        if (each.Any(p => p.State == ForceState.Disputed))
            return new Period(ForceState.Disputed, null, null, false);
        return each.Any(p => p.State == ForceState.Unknown) ? new Period(ForceState.Unknown, null, null, false) : each.OrderByDescending(p => p.Since).First();
    }

    /// <summary>1. when it began; 2. each period until its end; 3. revival by all.</summary>
    private static Period Of(Pack pack, IReadOnlyList<Act> acts, PartyId party, LocalDate at)
    {
        // 1.
        if (Began(pack, acts, party) is not var (first, last))
            return new Period(ForceState.Unknown, null, null, false);
        if (at < first)
            return new Period(ForceState.NotInForce, null, null, false);
        if (at < last)
            return new Period(ForceState.Unknown, first, null, false);

        // 2.
        var since = last;
        while (true)
        {
            var end = End(pack, acts, party, since);
            if (end is null || at < end.From)
                return new Period(ForceState.InForce, since, end?.From, false);
            // INS-033: while the parties' dates differ, or one of them objects, it is disputed and nobody's view wins.
            if (at < end.To || end.Objected)
                return new Period(ForceState.Disputed, since, end.From, false);
            if (end.Lifted is { } lifted && lifted <= at)
            {
                since = lifted;
                continue;
            }

            // 3. INS-034: every party's consent, or it stays as it is.
            var consents = pack.Parties.Select(p => acts
                .Where(a => a.Kind == ActKind.ConsentToRevive && a.Parties.Contains(p.Id) && a.Latest >= end.From).Select(a => a.Effective ?? a.Latest).Min()).ToArray();
            if (consents.Length == 0 || consents.Any(c => c is null) || consents.Max() > at)
                return new Period(ForceState.NotInForce, end.From, end.From, end.Suspended);
            since = consents.Max()!.Value;
        }
    }

    private static (LocalDate First, LocalDate Last)? Began(Pack pack, IReadOnlyList<Act> acts, PartyId party)
    {
        var stated = acts.Where(a => a.Kind == ActKind.EntryIntoForce && a.IsOf(party) && a.Dates.Count > 0).OrderBy(a => a.Earliest).FirstOrDefault();
        var own = acts.Where(a => a.Kind == ActKind.Ratification && a.IsOf(party)).Select(a => a.Latest).Min();
        return pack.Force.Begins switch
        {
            ForceBegins.Signature => acts.Where(a => a.Kind == ActKind.Signature && a.IsOf(party) && a.Dates.Count > 0).OrderBy(a => a.Earliest).FirstOrDefault() is { } signed
                ? (signed.Effective ?? signed.Earliest!.Value, signed.Effective ?? signed.Latest!.Value)
                : null,
            ForceBegins.AllRatified when stated is null => pack.Parties.Select(p => acts.Where(a => a.Kind == ActKind.Ratification && a.IsOf(p.Id)).Select(a => a.Latest).Min()).ToArray() is { Length: > 0 } all
                && all.All(d => d is not null) ? (all.Max()!.Value, all.Max()!.Value) : null,
            ForceBegins.OwnRatification => stated is not null && own is { } ratified
                ? (LocalDate.Max(stated.Earliest!.Value, ratified), LocalDate.Max(stated.Latest!.Value, ratified))
                : null,
            _ => stated is null ? null : (stated.Earliest!.Value, stated.Latest!.Value),
        };
    }

    /// <summary>The first end after a day. An internal decision to leave is none, and a notice that nobody is known to have received is none.</summary>
    // INS-035
    private static Ending? End(Pack pack, IReadOnlyList<Act> acts, PartyId party, LocalDate since)
    {
        // Between two, one that leaves leaves the other alone.
        bool Binds(Act act) => act.IsOf(party) || pack.Parties.Count == 2;
        bool Revoked(Act act, LocalDate effect) => acts.Any(r => r.Kind == ActKind.Revocation && r.Parties.SequenceEqual(act.Parties) && r.Latest >= (act.Earliest ?? LocalDate.MinIsoValue) && r.Latest < effect);

        var ends = new List<(LocalDate Day, Act Act)>();
        foreach (var act in acts.Where(Binds))
        {
            var effect = act.Kind switch
            {
                ActKind.LossOfForce => act.Effective ?? act.Earliest,
                ActKind.NoticeReceived => act.Effective ?? (pack.Force.NoticeMonths is { } months && act.Latest is { } received ? received.PlusMonths(months) : null),
                ActKind.Suspension => act.Effective ?? act.Earliest,
                _ => null,
            };
            // INS-036: a notice is taken back before its effect, or not at all.
            if (effect is { } day && day > since && !(act.Kind == ActKind.NoticeReceived && Revoked(act, day)))
                ends.Add((day, act));
        }

        if (ends.Count == 0)
            return null;
        var (from, first) = ends.OrderBy(e => e.Day).ThenBy(e => e.Act.Kind).First();
        var to = ends.Where(e => e.Act.Kind == ActKind.LossOfForce && first.Kind == ActKind.LossOfForce).Select(e => e.Day).DefaultIfEmpty(from).Max();
        var objected = acts.Any(o => o.Kind == ActKind.Objection && o.Parties.Count > 0 && !o.Parties.SequenceEqual(first.Parties) && (o.Latest is null || o.Latest >= (first.Earliest ?? LocalDate.MinIsoValue)));
        var lifted = first.Kind == ActKind.Suspension ? acts.Where(r => r.Kind == ActKind.Revocation && r.Parties.SequenceEqual(first.Parties) && r.Latest >= from).Select(r => r.Effective ?? r.Latest).Min() : null;
        return new Ending(from, to, objected, first.Kind == ActKind.Suspension, lifted);
    }

    private static List<string> Remarks(Pack pack, IReadOnlyList<Act> acts, Period period)
    {
        var remarks = new List<string>();
        foreach (var decision in acts.Where(a => a.Kind == ActKind.InternalDecision))
        {
            var later = acts.Where(a => a.Parties.SequenceEqual(decision.Parties)).ToArray();
            var notice = later.Any(a => a.Kind is ActKind.NoticeSent or ActKind.NoticeReceived);
            var end = period.Until is not null;
            remarks.Add($"internal decision to leave: {Who(decision)}, {When(decision)}{(notice, end) switch { (true, true) => "", (true, false) => "; end date not known", (false, true) => "; when notice was given is not known", _ => "; notice and end date not known" }}");
        }

        foreach (var sent in acts.Where(a => a.Kind == ActKind.NoticeSent && !acts.Any(r => r.Kind == ActKind.NoticeReceived && r.Parties.SequenceEqual(a.Parties))))
            remarks.Add($"notice sent: {Who(sent)}, {When(sent)}; its receipt is not known, and it counts from its receipt");
        foreach (var act in acts.Where(a => a.Kind is ActKind.NoticeReceived or ActKind.Objection or ActKind.Revocation or ActKind.Reservation or ActKind.Amendment or ActKind.Suspension or ActKind.LossOfForce))
            remarks.Add($"{ActNames.InWords(act.Kind)}: {Who(act)}, {When(act)}{(act.Kind == ActKind.LossOfForce ? ", as it states" : "")}{(act.Effective is { } from && act.Kind != ActKind.LossOfForce ? $", with effect from {Iso(from)}" : "")}");
        foreach (var act in acts.Where(a => a.Dates.Select(d => d.Date).Distinct().Count() > 1))
            remarks.Add($"sources differ on the date of the {ActNames.InWords(act.Kind)}: {string.Join(", or ", act.Dates.Select(d => $"{Iso(d.Date)} ({d.Source})"))}");
        if (!pack.TextIsPublic)
            remarks.Add("the text is not public, and nothing is said here about what stands in it");
        return remarks;

        static string Who(Act act) => act.Parties.Count == 0 ? "the parties" : string.Join(" and ", act.Parties);
        static string When(Act act) => act.Kind == ActKind.LossOfForce && act.Effective is { } end ? Iso(end)
            : act.Dates.Count == 0 ? "date not known" : string.Join(" or ", act.Dates.Select(d => Iso(d.Date)).Distinct());
    }

    private static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Period(ForceState State, LocalDate? Since, LocalDate? Until, bool Suspended);

    private sealed record Ending(LocalDate From, LocalDate To, bool Objected, bool Suspended, LocalDate? Lifted);
}
