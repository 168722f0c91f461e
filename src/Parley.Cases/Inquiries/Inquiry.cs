using Parley.Records;

namespace Parley.Cases.Inquiries;

/// <summary>A right of a party in an inquiry, as in the investigation of accidents, and what became of it.</summary>
public sealed record RightUse(string Right, PartyId Party, IReadOnlyList<Entry> Moves);

/// <summary>A joint inquiry: its terms, who takes part, rights and requests.</summary>
public sealed record Inquiry(
    TermsOfReference Terms, IReadOnlyList<Member> Members, IReadOnlyList<RightUse> Rights, IReadOnlyList<Request> Requests, IReadOnlyList<Attempt> Attempts)
{
    private static readonly string[] Families = ["inquiry"];

    /// <summary>The rights, in the order of ICAO Annex 13, 5.25.</summary>
    public static IReadOnlyList<string> AllRights { get; } = ["visit", "examine", "witness", "copies", "read-outs", "submissions"];

    /// <summary>The inquiry of a case.</summary>
    public static Inquiry Of(CaseFile file) => file.View(Families, Compute);

    // CAS-044
    /// <summary>Whether an officer may act in the inquiry: under terms in force he has been admitted; without any, nobody admits anybody.</summary>
    public bool Admits(string officer) => Terms.InForce is null || Members.Any(m => m.IsAdmitted && m.Officer == officer);

    private static Inquiry Compute(CaseFile file)
    {
        var attempts = new List<Attempt>();
        var entries = new[] { "inquiry.offer", "inquiry.counter", "inquiry.accept", "inquiry.sign" }.SelectMany(file.Of).ToArray();
        var terms = TermsOfReference.Of(entries, attempts);
        return new Inquiry(terms, ReadMembers(file, terms, attempts), ReadRights(file), ReadRequests(file, attempts), attempts);
    }

    private static Member[] ReadMembers(CaseFile file, TermsOfReference terms, List<Attempt> attempts)
    {
        var named = file.Latest("inquiry.member").ToDictionary(e => e.Item);
        var verdicts = new Dictionary<ItemId, Dictionary<PartyId, (string, string?)>>();
        foreach (var verdict in file.Of("inquiry.admission"))
        {
            var about = verdict.Reference("member")!;
            if (!named.TryGetValue(about, out var member))
                attempts.Add(new Attempt(verdict, "CAS-044", $"nobody has named {about}"));
            else if (verdict.Party == member.Party)
                attempts.Add(new Attempt(verdict, "CAS-044", "a party does not admit whom it named itself"));
            else
                (verdicts.TryGetValue(about, out var others) ? others : verdicts[about] = [])[verdict.Party] = (verdict["verdict"]!, verdict["reason"]);
        }

        return
        [
            .. named.Values.OrderBy(e => e.Item).Select(e =>
            {
                var said = verdicts.GetValueOrDefault(e.Item, []);
                var others = terms.Parties.Where(p => p != e.Party).ToArray();
                var own = e["officer"]!.StartsWith($"{e.Party}/", StringComparison.Ordinal);
                return new Member(e, e["officer"]!, e["role"]!, said, own && others.Length > 0 && others.All(p => said.TryGetValue(p, out var v) && v.Item1 == "accepted"));
            }),
        ];
    }

    private static RightUse[] ReadRights(CaseFile file) =>
    [
        .. file.Of("inquiry.right").GroupBy(e => (Right: e["right"]!, Holder: e["holder"] is { } holder && PartyId.TryParse(holder, out var p) ? p : e.Party))
            .OrderBy(g => AllRights.ToList().IndexOf(g.Key.Right)).ThenBy(g => g.Key.Holder)
            .Select(g => new RightUse(g.Key.Right, g.Key.Holder, [.. g.OrderBy(e => e.Composed).ThenBy(e => e)])),
    ];

    private static Request[] ReadRequests(CaseFile file, List<Attempt> attempts)
    {
        var requests = file.Latest("inquiry.request").Where(e => PartyId.TryParse(e["to"]!, out _)).ToDictionary(e => e.Item);
        var answers = new Dictionary<ItemId, List<Entry>>();
        foreach (var answer in file.Of("inquiry.response"))
        {
            var about = answer.Reference("request")!;
            if (!requests.TryGetValue(about, out var request))
                attempts.Add(new Attempt(answer, "CAS-045", $"there is no request {about}"));
            // CAS-045: that it cannot be used is for the asker to say; all else for the party that was asked.
            else if (answer.Party.Value != (answer["state"] == "unusable" ? request.Party.Value : request["to"]))
                attempts.Add(new Attempt(answer, "CAS-045", $"{answer.Party} cannot say that it is '{answer["state"]}'"));
            else
                (answers.TryGetValue(about, out var list) ? list : answers[about] = []).Add(answer);
        }

        return
        [
            .. requests.Values.OrderBy(e => e.Composed).ThenBy(e => e).Select(e => new Request(
                e, e.Party, PartyId.Parse(e["to"]!), e["asks"]!, StatedTime.Read(e["due"]), [.. answers.GetValueOrDefault(e.Item, []).OrderBy(a => a.Composed).ThenBy(a => a)])),
        ];
    }
}
