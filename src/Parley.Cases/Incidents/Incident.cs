using Parley.Cases.Accounts;
using Parley.Records;

namespace Parley.Cases.Incidents;

/// <summary>A step of the first hour that somebody says is done.</summary>
public sealed record StepDone(PartyId Party, string By, string At, string? Note, bool IsExercise);

/// <summary>A step of the first hour and who did it when; empty where nobody says that it is done.</summary>
public sealed record FirstHourStep(ChecklistStep Step, IReadOnlyList<StepDone> Done);

/// <summary>The incident itself: what it is called, the first words of each party, the accounts and what they come to.</summary>
public sealed record Incident(
    string Title, IncidentKind? Kind, IReadOnlyList<Entry> Opened, IReadOnlyList<Entry> Holding, IReadOnlyList<Entry> FirstReports,
    IReadOnlyList<Account> Accounts, IReadOnlyList<ComparedFact> Facts, IReadOnlyList<FirstHourStep> FirstHour)
{
    private static readonly string[] Families = ["incident"];

    /// <summary>The incident of a case.</summary>
    public static Incident Of(CaseFile file) => file.View(Families, Compute);

    /// <summary>The facts of one matter in a state.</summary>
    public IEnumerable<ComparedFact> In(FactState state, Matter matter) => Facts.Where(f => f.State == state && IncidentKind.MatterOf(f.Name) == matter);

    /// <summary>What was said about a point by whoever opened the case: the earliest value of that field.</summary>
    public string? Said(string field) => Opened.Select(e => e[field]).FirstOrDefault(v => v is not null);

    private static Incident Compute(CaseFile file)
    {
        var opened = About("incident.open");
        var kind = opened.Select(e => IncidentKind.Find(e["kind"])).FirstOrDefault(k => k is not null);
        var accounts = Account.Latest(file);
        var done = file.Of("incident.step").ToLookup(e => e["step"]!);
        return new Incident(
            opened.Select(e => e["title"]).FirstOrDefault() ?? file.Name, kind, opened, About("incident.holding"), About("incident.first-report"),
            accounts, Comparison.Of(accounts),
            // CAS-016
            [.. (kind?.Checklist ?? []).Select(step => new FirstHourStep(step, [.. done[step.Key].Select(e => new StepDone(e.Party, e["by"]!, e["at"]!, e["note"], e.IsExercise))]))]);

        Entry[] About(string form)
        {
            var entries = file.Of(form).Where(e => e.Subject == file.Subject).ToArray();
            Array.Sort(entries, Entry.ByTime);
            return entries;
        }
    }
}
