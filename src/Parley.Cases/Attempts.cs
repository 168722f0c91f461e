using Parley.Cases.Demarches;
using Parley.Cases.Evidence;
using Parley.Cases.Hypotheses;
using Parley.Cases.Inquiries;
using Parley.Cases.Prevention;
using Parley.Cases.Reports;

namespace Parley.Cases;

/// <summary>All that counts for nothing in a case, each with its reason.</summary>
public static class Attempts
{
    /// <summary>The attempts of a case in the order of time, one for each record and rule.</summary>
    public static IReadOnlyList<Attempt> Of(CaseFile file) =>
    [
        .. file.Entries.Where(e => e.Attempt is not null).Select(e => e.Attempt!)
            .Concat(Demarche.Attempts(file))
            .Concat(Inquiry.Of(file).Attempts)
            .Concat(EvidenceView.Of(file).Attempts)
            .Concat(Matrix.Of(file).Attempts)
            .Concat(ReportView.Of(file).Attempts)
            .Concat(Measure.Attempts(file))
            .DistinctBy(a => (a.Entry.Record.Id, a.Rule))
            .OrderBy(a => a.Entry.Composed).ThenBy(a => a.Entry).ThenBy(a => a.Rule, StringComparer.Ordinal),
    ];

    /// <summary>Why a record would count for nothing if it were said now; nothing where it would count.</summary>
    public static Attempt? WouldBe(CaseFile file, Entry entry) => Of(file.With(entry)).FirstOrDefault(a => a.Entry.Record.Id == entry.Record.Id);
}
