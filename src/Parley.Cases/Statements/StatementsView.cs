namespace Parley.Cases.Statements;

/// <summary>The statements and acts of a case and the links between them.</summary>
public sealed record StatementsView(IReadOnlyList<Statement> Statements, IReadOnlyList<PublicAct> Acts, IReadOnlyList<Link> Links)
{
    private static readonly string[] Families = ["statement", "act", "link"];

    /// <summary>The newest version of each, statements and acts in the order of time.</summary>
    public static StatementsView Of(CaseFile file) => file.View(Families, Compute);

    /// <summary>The acts that stand before the incident without being part of it.</summary>
    public IEnumerable<PublicAct> Backdrop => Acts.Where(a => a.NotDisclosed.Count + a.Declared.Count + a.Participants.Count + a.Inferences.Count > 0);

    private static StatementsView Compute(CaseFile file)
    {
        var statements = file.Latest("statement").Select(Statement.Of).OrderBy(s => s.Uttered?.From ?? s.Entry.Composed).ThenBy(s => s.Entry.Composed).ThenBy(s => s.Entry).ToArray();
        var acts = file.Latest("act").Select(PublicAct.Of).OrderBy(a => a.Date?.From ?? a.Entry.Composed).ThenBy(a => a.Entry).ToArray();
        var proposals = Proposals.Of(statements, acts).ToDictionary(p => (p.Type, From: p.From.ToString(), To: p.To.ToString()), p => p.Why);
        var asserted = Words("link.assert");
        var denied = Words("link.dismiss");

        // A party's latest word on a link is its word, whichever way it went before.
        var keys = proposals.Keys.Concat(asserted.Keys).Concat(denied.Keys).Distinct();
        var links = keys.Select(key =>
        {
            var (yes, no) = (asserted.GetValueOrDefault(key, []), denied.GetValueOrDefault(key, []));
            return new Link(key.Type, key.From, key.To, proposals.GetValueOrDefault(key),
                [.. yes.Where(y => !no.Any(n => n.Party == y.Party && n.Entry.CompareTo(y.Entry) > 0))],
                [.. no.Where(n => !yes.Any(y => y.Party == n.Party && y.Entry.CompareTo(n.Entry) > 0))]);
        });
        return new StatementsView(statements, acts,
            [.. links.OrderBy(l => l.Type, StringComparer.Ordinal).ThenBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.To, StringComparer.Ordinal)]);

        Dictionary<(string Type, string From, string To), LinkWord[]> Words(string form) => file.Of(form)
            .GroupBy(e => (e["type"]!, e["from"]!, e["to"]!))
            .ToDictionary(g => g.Key, g => g.GroupBy(e => e.Party).OrderBy(p => p.Key).Select(p => p.Last()).Select(e => new LinkWord(e.Party, e["reason"]!, e)).ToArray());
    }
}
