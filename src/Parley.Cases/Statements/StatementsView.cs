using Parley.Records;

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
        var said = Said.Of(file);
        var (asserted, denied) = LinkWords.Of(file);
        var links = new List<Link>(said.Proposals.Count + asserted.Count + denied.Count);
        foreach (var (key, why) in said.Proposals)
            links.Add(Link(key, why));
        foreach (var key in asserted.Keys.Concat(denied.Keys.Where(k => !asserted.ContainsKey(k))))
        {
            if (!said.Proposals.ContainsKey(key))
                links.Add(Link(key, null));
        }

        links.Sort(ByName);
        return new StatementsView(said.Statements, said.Acts, links);

        Link Link((string Type, string From, string To) key, string? why)
        {
            // A party's latest word on a link is its word, whichever way it went before.
            var (yes, no) = (asserted.GetValueOrDefault(key), denied.GetValueOrDefault(key));
            return new Link(key.Type, key.From, key.To, why, Latest(yes, no), Latest(no, yes));
        }
    }

    private static int ByName(Link a, Link b) =>
        string.CompareOrdinal(a.Type, b.Type) is not 0 and var type ? type : string.CompareOrdinal(a.From, b.From) is not 0 and var from ? from : string.CompareOrdinal(a.To, b.To);

    private static LinkWord[] Latest(Dictionary<PartyId, Entry>? words, Dictionary<PartyId, Entry>? others) => words is null
        ? []
        : [.. words.Where(w => others is null || !others.TryGetValue(w.Key, out var other) || other.CompareTo(w.Value) < 0).OrderBy(w => w.Key).Select(w => new LinkWord(w.Key, w.Value["reason"]!, w.Value))];

    private static Dictionary<(string Type, string From, string To), Dictionary<PartyId, Entry>> Words(CaseFile file, string form)
    {
        var words = new Dictionary<(string, string, string), Dictionary<PartyId, Entry>>();
        foreach (var entry in file.Of(form))
        {
            var key = (entry["type"]!, entry["from"]!, entry["to"]!);
            (words.TryGetValue(key, out var parties) ? parties : words[key] = [])[entry.Party] = entry;
        }

        return words;
    }

    /// <summary>Each party's latest word on each link.</summary>
    private sealed record LinkWords(Dictionary<(string Type, string From, string To), Dictionary<PartyId, Entry>> Asserted, Dictionary<(string Type, string From, string To), Dictionary<PartyId, Entry>> Denied)
    {
        private static readonly string[] LinkFamilies = ["link"];

        public static LinkWords Of(CaseFile file) => file.View(LinkFamilies, f => new LinkWords(Words(f, "link.assert"), Words(f, "link.dismiss")));
    }

    /// <summary>What was said and done, and what follows from it; links that people assert change nothing of it.</summary>
    private sealed record Said(IReadOnlyList<Statement> Statements, IReadOnlyList<PublicAct> Acts, Dictionary<(string Type, string From, string To), string> Proposals)
    {
        private static readonly string[] SaidFamilies = ["statement", "act"];

        public static Said Of(CaseFile file) => file.View(SaidFamilies, f =>
        {
            Statement[] statements = [.. f.Newest("statement").Select(e => e.Read(Statement.Of))];
            Array.Sort(statements, (a, b) => (a.Uttered?.From ?? a.Entry.Composed).CompareTo(b.Uttered?.From ?? b.Entry.Composed) is not 0 and var order ? order : Entry.ByTime(a.Entry, b.Entry));
            var acts = f.Latest("act").Select(e => e.Read(PublicAct.Of)).OrderBy(a => a.Date?.From ?? a.Entry.Composed).ThenBy(a => a.Entry).ToArray();
            return new Said(statements, acts, Cases.Statements.Proposals.Of(statements, acts).ToDictionary(p => (p.Type, p.From.ToString(), p.To.ToString()), p => p.Why));
        });
    }
}
