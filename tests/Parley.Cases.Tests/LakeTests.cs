using Parley.Cases.Accounts;
using Parley.Cases.Demarches;
using Parley.Cases.Evidence;
using Parley.Cases.Hypotheses;
using Parley.Cases.Incidents;
using Parley.Cases.Inquiries;
using Parley.Cases.Prevention;
using Parley.Cases.Reports;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

/// <summary>The fictional case that goes the whole way: terms, evidence, ratings, a report with a dissent, measures.</summary>
public sealed class LakeTests
{
    private static readonly CaseFile File = CaseLibrary.Of(Sample.Records("lake-2031")).Open("lake-2031")!;
    private static readonly DateTimeOffset End = File.Entries[^1].Composed;

    [Fact]
    public void Demarche_WithADeadline_IsAnsweredToTwoOfThree_AndTheThirdIsLate()
    {
        var demarche = Assert.Single(Demarche.Of(File));
        Assert.Equal(["yes", "in part", null], demarche.Demands.Select(d => d.Satisfied));
        Assert.Equal([1, 1, 0], demarche.Demands.Select(d => d.Replies.Count()));
        Assert.Equal([false, false, true], demarche.Demands.Select(d => demarche.IsLate(d, End)));
    }

    [Fact]
    public void Terms_AreInForce_OverTheTextWithBothCounters()
    {
        var terms = Inquiry.Of(File).Terms;
        Assert.Equal(terms.Text, terms.InForce);
        Assert.Equal(["X-ARD", "X-MOR"], terms.Signatures.Select(s => s.Party.Value));
        Assert.Equal("Ferry Island, at the Commission", terms.Clauses.Single(c => c.Name == "seat").Agreed);
        Assert.Equal([true, true, true, false], Inquiry.Of(File).Members.Select(m => m.IsAdmitted));
    }

    [Fact]
    public void Requests_AreInEachState() => Assert.Equal(
        [RequestState.Supplied, RequestState.Unusable, RequestState.NotRecorded, RequestState.NoAnswer, RequestState.Refused],
        Inquiry.Of(File).Requests.Select(r => r.StateAt(End)));

    [Fact]
    public void Evidence_IsSplit_AndAWorkingCopyStaysApart()
    {
        var items = EvidenceView.Of(File).Items.ToDictionary(i => i.Item.ToString());
        Assert.Equal(["harbour police of Tessel West", "laboratory of Morvane"], items["X-ARD:wreck"].Holders);
        Assert.Equal("X-ARD:card", items["X-MOR:card-copy"].CopyOf?.ToString());
        Assert.Equal(items["X-ARD:film"].Origin, items["X-ARD:still"].Origin);
    }

    [Fact]
    public void Attempts_AreTheThreeThatTheSampleMakes() => Assert.Equal(
        ["CAS-043 X-MOR", "CAS-051 X-MOR", "CAS-065 X-MOR"],
        Attempts.Of(File).Select(a => $"{a.Rule} {a.Entry.Party}"));

    [Fact]
    public void Matrix_IsPerParty_AndNamesWhatItHangsOn()
    {
        var matrix = Matrix.Of(File);
        Assert.Equal(["X-ARD", "X-MOR"], matrix.Parties.Select(p => p.Party.Value));
        Assert.All(matrix.Raters, r => Assert.True(r is { Revealed: true, Blind: true }));
        Assert.NotEmpty(matrix.Ratios);
        Assert.All(matrix.Parties, p => Assert.Equal("X-ARD:purpose", p.Order[^1].Hypothesis));
    }

    [Fact]
    public void Report_IsSignedByBothOverTheSameBytes_WithADissent()
    {
        var report = ReportView.Of(File);
        Assert.True(report.IsSignedByAll);
        Assert.Equal(ReportDocument.TextToSign(File), report.Latest!.Text);
        Assert.Equal("X-MOR/expert-1", Assert.Single(report.Dissents)["by"]);
        Assert.Single(report.NonCooperation);
    }

    [Fact]
    public void Measures_OneIsConfirmedAndOneOverdue_AndThatOneStaysOnTheCalendar()
    {
        Assert.Equal([MeasureState.Confirmed, MeasureState.Overdue], Measure.Of(File).Select(m => m.StateAt(End)));
        Assert.Contains(CaseCalendar.Of(File, End), c => c is { What: "measure", IsOverdue: true });
    }

    [Fact]
    public void Account_OfTwoVersions_KeepsTheOlder()
    {
        Assert.Equal(2, Account.Versions(File, Incident.Of(File).Accounts[0].Party).Count);
        Assert.Equal(FactState.Disputed, Incident.Of(File).Facts.Single(f => f.Name == "cause").State);
        Assert.Equal(FactState.Agreed, Incident.Of(File).Facts.Single(f => f.Name == "time").State);
    }
}
