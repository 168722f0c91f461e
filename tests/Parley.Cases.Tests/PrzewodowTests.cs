using Parley.Cases.Accounts;
using Parley.Cases.Incidents;
using Parley.Cases.Inquiries;
using Parley.Cases.Statements;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

/// <summary>Przewodów by the same forms: requests without an answer, and no terms of reference.</summary>
public sealed class PrzewodowTests
{
    private static readonly CaseFile File = CaseLibrary.Of(Sample.Records("przewodow-2022")).Open("przewodow-2022")!;

    [Fact]
    public void Requests_AreUnanswered_AndNoTermsWereOffered()
    {
        var inquiry = Inquiry.Of(File);
        Assert.Equal(
            ["X-UA:access Requested", "X-UA:data Requested", "X-PL:assistance NoAnswer"],
            inquiry.Requests.Select(r => $"{r.Entry.Item} {r.StateAt(File.Entries[^1].Composed)}"));
        Assert.All(inquiry.Requests, r => Assert.Empty(r.Answers));
        Assert.Empty(inquiry.Terms.Parties);
        Assert.Null(inquiry.Terms.InForce);
        Assert.Empty(Attempts.Of(File));
    }

    [Fact]
    public void Object_IsDisputed_AndNoLinkIsProposedThatIsFalse()
    {
        Assert.Equal(FactState.Disputed, Incident.Of(File).Facts.Single(f => f.Name == "object").State);
        Assert.Equal(FactState.NotContested, Incident.Of(File).Facts.Single(f => f.Name == "casualties").State);
        Assert.Empty(StatementsView.Of(File).Links);
    }

    [Fact]
    public void ParallelCases_StandSideBySide()
    {
        var belarus = CaseLibrary.Of(Sample.Records("belarus-2022")).Open("belarus-2022")!;
        var brahmos = CaseLibrary.Of(Sample.Records("brahmos-2022")).Open("brahmos-2022")!;
        var points = ParallelCases.Of([belarus, File, brahmos], File.Entries[^1].Composed).ToDictionary(p => p.Name, p => p.Values);
        Assert.Equal("not used", points["hotline"][2]);
        Assert.Equal("asked for, none held", points["joint inquiry"][2]);
        Assert.Equal("no terms of reference", points["joint inquiry"][1]);
        Assert.Equal("3, of them 0 supplied and 3 without an answer known", points["requests"][1]);
        Assert.All(points.Values, p => Assert.Equal(3, p.Count));
    }
}
