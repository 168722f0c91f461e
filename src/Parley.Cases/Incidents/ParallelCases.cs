using Parley.Cases.Accounts;
using Parley.Cases.Demarches;
using Parley.Cases.Inquiries;
using Parley.Cases.Reports;

namespace Parley.Cases.Incidents;

/// <summary>A point on which cases are compared, and what each says on it; <c>–</c> where nobody says anything.</summary>
public sealed record ParallelPoint(string Name, IReadOnlyList<string> Values);

/// <summary>Cases side by side, point by point.</summary>
public static class ParallelCases
{
    private static readonly string[] FactPoints = ["date", "time", "country", "place", "object", "origin", "how-it-came-down", "casualties", "cause", "distance", "flight-time"];

    // CAS-018
    /// <summary>The points in their order; one value for each case.</summary>
    public static IReadOnlyList<ParallelPoint> Of(IReadOnlyList<CaseFile> files, DateTimeOffset now)
    {
        return
        [
            Point("what", f => Incident.Of(f).Title),
            .. FactPoints.Select(p => Point(p, f => Fact(f, p))),
            Point("first word", FirstWord),
            Point("first answer", f => Incident.Of(f).Said("first-answer")),
            Point("hotline", f => Incident.Of(f).Said("hotline")),
            Point("demands", f => Demarche.Of(f) is { Count: > 0 } d ? $"{d.Sum(x => x.Demands.Count)}, of them {d.Sum(x => x.Demands.Count(n => n.Replies.Any()))} with a reply" : null),
            Point("joint inquiry", f => Incident.Of(f).Said("joint-inquiry") ?? Terms(f)),
            Point("requests", f => Inquiry.Of(f).Requests is { Count: > 0 } r ? $"{r.Count}, of them {r.Count(x => x.StateAt(now) is RequestState.Supplied)} supplied and {r.Count(x => x.Answers.Count == 0)} without an answer known" : null),
            Point("report", f => ReportView.Of(f) is { Latest: { } text } view ? $"signed by {text.Signatures.Count}; {view.Dissents.Count} dissents" : null),
        ];

        ParallelPoint Point(string name, Func<CaseFile, string?> value) => new(name, [.. files.Select(f => value(f) ?? "–")]);
    }

    private static string? Fact(CaseFile file, string name) => Incident.Of(file).Facts.FirstOrDefault(f => f.Name == name) is not { } fact
        ? Incident.Of(file).Said(name)
        : fact.State == FactState.Agreed
            ? $"{fact.Stated.OrderBy(s => s.Key).First().Value} (agreed)"
            : string.Join("; ", fact.Stated.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"));

    private static string? FirstWord(CaseFile file) =>
        Incident.Of(file).Holding.Concat(Incident.Of(file).FirstReports).OrderBy(e => e.Composed).FirstOrDefault() is { } first
            ? $"{first.Party}, {Records.Text.Times.ToText(first.Composed)}"
            : null;

    private static string? Terms(CaseFile file) => Inquiry.Of(file).Terms switch
    {
        { InForce: not null } => "terms of reference in force",
        { Parties.Count: > 0 } terms => $"terms offered; {terms.Clauses.Count(c => c.State == ClauseState.Agreed)} of {TermsOfReference.Needed.Count} clauses agreed",
        _ => "no terms of reference",
    };
}
