using Parley.Records;

namespace Parley.Cases.Prevention;

/// <summary>How far a measure against recurrence has come.</summary>
public enum MeasureState
{
    /// <summary>Proposed, and its owner has not agreed.</summary>
    Proposed,

    /// <summary>Rejected by its owner.</summary>
    Rejected,

    /// <summary>Agreed by its owner, and not done.</summary>
    Agreed,

    /// <summary>Agreed, not done, and its day has passed.</summary>
    Overdue,

    /// <summary>Done by its owner's word.</summary>
    Done,

    /// <summary>Done, and another party confirms it.</summary>
    Confirmed,

    /// <summary>Done by its owner's word, and another party does not confirm it.</summary>
    NotConfirmed,
}

/// <summary>A measure that is to keep such an incident from happening again. Open ones outlive the report.</summary>
/// <param name="Entry">The record that states it.</param>
/// <param name="Text">The words.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="Owner">Who is to carry it out.</param>
/// <param name="Due">By when.</param>
/// <param name="AgreedBy">Who stands behind it, the proposer with them.</param>
/// <param name="RejectedBy">Who rejects it.</param>
/// <param name="Done">The owner's word that it is done.</param>
/// <param name="Confirmations">Each other party's latest word on that.</param>
public sealed record Measure(
    Entry Entry, string Text, PartyId ProposedBy, PartyId Owner, StatedTime? Due, IReadOnlyList<PartyId> AgreedBy, IReadOnlyList<PartyId> RejectedBy,
    Entry? Done, IReadOnlyDictionary<PartyId, bool> Confirmations)
{
    private static readonly string[] Families = ["measure"];

    private sealed record All(IReadOnlyList<Measure> Measures, IReadOnlyList<Attempt> Attempts);

    /// <summary>The measures of a case, in the order of their days.</summary>
    public static IReadOnlyList<Measure> Of(CaseFile file) => file.View(Families, Compute).Measures;

    internal static IReadOnlyList<Attempt> Attempts(CaseFile file) => file.View(Families, Compute).Attempts;

    // CAS-080
    /// <summary>How far it has come at a time.</summary>
    public MeasureState StateAt(DateTimeOffset now) => this switch
    {
        { Done: not null } when Confirmations.Values.Contains(false) => MeasureState.NotConfirmed,
        { Done: not null } when Confirmations.Count > 0 => MeasureState.Confirmed,
        { Done: not null } => MeasureState.Done,
        _ when RejectedBy.Contains(Owner) => MeasureState.Rejected,
        _ when !AgreedBy.Contains(Owner) => MeasureState.Proposed,
        // CAS-081
        { Due: { } due } when now > due.Until => MeasureState.Overdue,
        _ => MeasureState.Agreed,
    };

    private static All Compute(CaseFile file)
    {
        var attempts = new List<Attempt>();
        var proposals = file.Latest("measure.proposal").Where(e => PartyId.TryParse(e["owner"]!, out _)).ToDictionary(e => e.Item);
        var (answers, done, confirmations) = (By("measure.answer"), By("measure.done"), By("measure.confirmation"));
        attempts.AddRange(done.SelectMany(d => d).Where(d => proposals[d.Reference("measure")!]["owner"] != d.Party.Value).Select(d => new Attempt(d, "CAS-080", "only its owner says that a measure is done")));
        attempts.AddRange(confirmations.SelectMany(c => c).Where(c => proposals[c.Reference("measure")!]["owner"] == c.Party.Value).Select(c => new Attempt(c, "CAS-080", "the owner does not confirm its own measure")));
        return new All([.. proposals.Values.Select(Of).OrderBy(m => m.Due?.From ?? DateTimeOffset.MaxValue).ThenBy(m => m.Entry.Item)], attempts);

        ILookup<ItemId, Entry> By(string form)
        {
            var (known, unknown) = (file.Of(form).Where(e => proposals.ContainsKey(e.Reference("measure")!)), file.Of(form).Where(e => !proposals.ContainsKey(e.Reference("measure")!)));
            attempts.AddRange(unknown.Select(e => new Attempt(e, "CAS-080", $"there is no measure {e.Reference("measure")}")));
            return known.ToLookup(e => e.Reference("measure")!);
        }

        Measure Of(Entry entry)
        {
            var owner = PartyId.Parse(entry["owner"]!);
            var said = answers[entry.Item].GroupBy(e => e.Party).ToDictionary(g => g.Key, g => g.Last()["verdict"] == "agreed");
            said.TryAdd(entry.Party, true);
            return new Measure(entry, entry["text"]!, entry.Party, owner, StatedTime.Read(entry["due"]),
                [.. said.Where(s => s.Value).Select(s => s.Key).Order()], [.. said.Where(s => !s.Value).Select(s => s.Key).Order()],
                done[entry.Item].LastOrDefault(d => d.Party == owner),
                confirmations[entry.Item].Where(c => c.Party != owner).GroupBy(c => c.Party).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Last()["verdict"] == "confirmed"));
        }
    }
}
