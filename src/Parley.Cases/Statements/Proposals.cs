namespace Parley.Cases.Statements;

/// <summary>
/// The links that follow from claims. Between officials of one state, or between sources; what states dispute between them is for
/// their accounts. Of several statements that say the same, the first stands for all, so that one difference is proposed once.
/// </summary>
internal static class Proposals
{
    // Each position is compared with each. A hundred that differ are more than anybody will read; so many and no more are compared.
    private const int MostPositions = 100;

    /// <summary>The links of statements, which stand in the order of time, and of acts.</summary>
    public static IEnumerable<(string Type, ItemId From, ItemId To, string Why)> Of(IReadOnlyList<Statement> statements, IReadOnlyList<PublicAct> acts)
    {
        var found = new Dictionary<(string, ItemId, ItemId), string>();
        var official = statements.Where(s => s.IsOfficial).ToArray();
        foreach (var state in official.GroupBy(s => s.State, StringComparer.OrdinalIgnoreCase))
            BetweenOfficials([.. state], found);
        WithOutlets(official, [.. statements.Where(s => s.Capacity == "unattributed")], found);
        BetweenSources(acts, found);
        return found.Select(f => (f.Key.Item1, f.Key.Item2, f.Key.Item3, f.Value));
    }

    private static void BetweenOfficials(Statement[] statements, Dictionary<(string, ItemId, ItemId), string> found)
    {
        foreach (var field in statements.SelectMany(s => s.Claims.Select(c => (Statement: s, Claim: c))).GroupBy(x => (x.Statement.Entry.Subject, x.Claim.Field)))
        {
            var positions = new List<(Statement Statement, Claim Claim)>();
            var taken = new Dictionary<string, Statement>(StringComparer.Ordinal);
            foreach (var (statement, claim) in field)
            {
                // CAS-025
                if (taken.TryGetValue(claim.Key, out var first))
                {
                    Repeats(first, statement, field.Key.Field, found);
                    continue;
                }

                taken[claim.Key] = statement;
                if (positions.Count < MostPositions)
                    positions.Add((statement, claim));
            }

            for (var i = 0; i < positions.Count; i++)
            {
                for (var j = i + 1; j < positions.Count; j++)
                {
                    if (Between(positions[i].Statement, positions[i].Claim, positions[j].Statement, positions[j].Claim) is { } link)
                        found.TryAdd((link.Type, link.From.Item, link.To.Item), link.Why);
                }
            }
        }
    }

    /// <summary>What two claims of one state about one thing are to each other; <paramref name="a"/> is not certainly later than <paramref name="b"/>.</summary>
    private static (string Type, Statement From, Statement To, string Why)? Between(Statement a, Claim x, Statement b, Claim y)
    {
        // CAS-027
        if (SameVoice(a, b) && y.Alternatives.Any(w => w.Certainty == Certainty.Withdrawn && x.Open.Any(o => o.Covers(w))))
            return ("retracts", b, a, $"{x.Field}: what was said before is taken back");
        // CAS-022
        var against = x.Held.Any(h => y.Rejected.Any(r => r.Covers(h))) || y.Held.Any(h => x.Rejected.Any(r => r.Covers(h)));
        var apart = x.Alternatives is [{ Certainty: Certainty.Asserted } one] && y.Alternatives is [{ Certainty: Certainty.Asserted } other] && !one.Covers(other);
        // CAS-026
        if (apart && SameVoice(a, b) && a.Uttered is { } first && b.Uttered is { } second && first.IsBefore(second))
            return ("corrects", b, a, $"{x.Field}: '{y.Text}' in place of '{x.Text}'");
        if (against || apart)
            return ("contradicts", a, b, $"{x.Field}: '{x.Text}' and '{y.Text}'");
        // CAS-023
        if (Narrows(x, y) && !(b.Uttered is { } late && a.Uttered is { } early && late.IsBefore(early)))
            return ("narrows", a, b, $"{x.Field}: from '{x.Text}' to '{y.Text}'");
        if (Narrows(y, x) && !(a.Uttered is { } before && b.Uttered is { } after && before.IsBefore(after)))
            return ("narrows", b, a, $"{x.Field}: from '{y.Text}' to '{x.Text}'");
        // CAS-024
        if (!x.Held.Any() && !y.Held.Any() && x.Open.Any() && y.Open.Any() && !x.Open.Any(o => y.Open.Any(p => p.Covers(o)))
            && !x.Rejected.Any() && !y.Rejected.Any())
            return ("differs-in-emphasis", a, b, $"{x.Field}: '{x.Text}' and '{y.Text}', neither ruled out");
        return null;
    }

    /// <summary>Several on the table before, and afterwards one of them held with nothing new beside it.</summary>
    private static bool Narrows(Claim wide, Claim narrow) =>
        wide.Open.Count() > 1
        && narrow.Held.Any()
        && narrow.Open.All(n => wide.Open.Any(w => w.Covers(n)))
        && wide.Open.Any(w => !narrow.Open.Any(n => n.Covers(w)));

    private static void Repeats(Statement first, Statement again, string field, Dictionary<(string, ItemId, ItemId), string> found)
    {
        // One word in common makes no repetition where the two differ in another.
        if (first.Item != again.Item && !again.Claims.Any(c => first.Claims.Any(f => f.Field == c.Field && !f.IsSameAs(c))))
            found.TryAdd(("repeats", first.Item, again.Item), $"{field}: the same again");
    }

    private static void WithOutlets(Statement[] official, Statement[] outlets, Dictionary<(string, ItemId, ItemId), string> found)
    {
        if (outlets.Length == 0)
            return;
        // CAS-028
        var first = new Dictionary<(string, string, string), (Statement Statement, Claim Claim)>();
        foreach (var (statement, claim) in official.SelectMany(s => s.Claims.Select(c => (s, c))))
        {
            if (claim.Alternatives is [{ Certainty: Certainty.Asserted }])
                first.TryAdd((statement.Entry.Subject, claim.Field, claim.Text), (statement, claim));
        }

        var compared = first.GroupBy(f => (f.Key.Item1, f.Key.Item2)).ToDictionary(g => g.Key, g => g.Take(MostPositions).Select(f => f.Value).ToArray());
        foreach (var outlet in outlets.Take(MostPositions))
        {
            foreach (var claim in outlet.Claims.Where(c => c.Alternatives is [{ Certainty: Certainty.Asserted }]))
            {
                foreach (var said in compared.GetValueOrDefault((outlet.Entry.Subject, claim.Field), []))
                {
                    if (!said.Claim.Alternatives[0].Covers(claim.Alternatives[0]))
                        found.TryAdd(("source-conflict", said.Statement.Item, outlet.Item), $"{claim.Field}: '{said.Claim.Text}' and '{claim.Text}'");
                }
            }
        }
    }

    private static void BetweenSources(IReadOnlyList<PublicAct> acts, Dictionary<(string, ItemId, ItemId), string> found)
    {
        foreach (var same in acts.Where(a => a.Instrument is not null && a.Date is not null).GroupBy(a => (a.Entry.Subject, a.Instrument, a.Act)))
        {
            var dated = same.OrderBy(a => a.Date!.From).ThenBy(a => a.Entry.Item).DistinctBy(a => a.Date!.From).ToArray();
            for (var i = 0; i + 1 < dated.Length; i++)
            {
                if (dated[i].Date!.IsBefore(dated[i + 1].Date!))
                    found.TryAdd(("source-conflict", dated[i].Entry.Item, dated[i + 1].Entry.Item), $"{same.Key.Act} of {same.Key.Instrument}: {dated[i].DateText} and {dated[i + 1].DateText}");
            }
        }
    }

    private static bool SameVoice(Statement a, Statement b) =>
        a.Organ is not null && string.Equals(a.Organ, b.Organ, StringComparison.OrdinalIgnoreCase);
}
