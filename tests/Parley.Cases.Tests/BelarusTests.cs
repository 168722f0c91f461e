using Parley.Cases.Accounts;
using Parley.Cases.Demarches;
using Parley.Cases.Hypotheses;
using Parley.Cases.Incidents;
using Parley.Cases.Inquiries;
using Parley.Cases.Reports;
using Parley.Cases.Statements;
using Parley.Cases.Tests.World;
using YamlDotNet.Serialization;

namespace Parley.Cases.Tests;

/// <summary>The case of 29 December 2022 against the expectation that was written by hand before the code.</summary>
public sealed class BelarusTests
{
    private static readonly CaseFile File = CaseLibrary.Of(Sample.Records("belarus-2022")).Open("belarus-2022")!;
    private static readonly Dictionary<object, object> Expected = new DeserializerBuilder().Build()
        .Deserialize<Dictionary<object, object>>(System.IO.File.ReadAllText(Path.Combine(Sample.Root, "tests", "Parley.Cases.Tests", "Expected", "belarus-2022.yaml")));

    [Fact]
    public void Links_FromClaimsAlone_AreTheExpectedOnesAndNothingFalse()
    {
        var expected = Items(Expected["links"]).Select(l => $"{l["type"]} {l["from"]} {l["to"]}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, StatementsView.Of(File).Links.Where(l => l.Proposal is not null).Select(l => $"{l.Type} {l.From} {l.To}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Links_ThatAPersonConfirmed_AreAsserted()
    {
        var links = StatementsView.Of(File).Links;
        Assert.Equal(5, links.Count(l => l.State == LinkState.Asserted));
        Assert.Equal("repeats", Assert.Single(links, l => l.State == LinkState.Proposed).Type);
    }

    [Theory]
    [InlineData("agreed", FactState.Agreed)]
    [InlineData("disputed", FactState.Disputed)]
    [InlineData("not-contested", FactState.NotContested)]
    [InlineData("one-sided", FactState.OneSided)]
    public void Facts_ByState_AreTheExpectedOnes(string name, FactState state) =>
        Assert.Equal(Words(Map(Expected["facts"])[name]).Order(StringComparer.Ordinal), Incident.Of(File).Facts.Where(f => f.State == state).Select(f => f.Name));

    [Fact]
    public void Facts_WhoAndWhy_AreApartFromWhetherItHappened() =>
        Assert.Equal(Words(Expected["inquiry-matters"]).Order(StringComparer.Ordinal), Incident.Of(File).Facts.Where(f => IncidentKind.MatterOf(f.Name) == Matter.Inquiry).Select(f => f.Name));

    [Fact]
    public void Demands_WithReactionsAndReplies_AreTheExpectedOnes()
    {
        var demarche = Assert.Single(Demarche.Of(File));
        Assert.Equal(
            Items(Expected["demands"]).Select(d => $"{d["number"]}: {d["reactions"]} {d["conditions"]} {d["replies"]} {d["satisfied"]}"),
            demarche.Demands.Select(d => $"{d.Number}: {d.Reactions.Count} {d.Reactions.Sum(r => r.Conditions.Count)} {d.Replies.Count()} {d.Satisfied ?? "not stated"}"));
        Assert.Null(demarche.Deadline);
        Assert.All(demarche.Demands, d => Assert.False(demarche.IsLate(d, demarche.Note.Composed.AddYears(1))));
        Assert.Equal(10, demarche.DaysElapsed(demarche.Note.Composed.AddDays(10.5)));
    }

    [Fact]
    public void Hypotheses_HeldBySomebody_StandBesideTheUnforeseen()
    {
        var matrix = Matrix.Of(File);
        Assert.Equal(Items(Expected["hypotheses"]).Select(h => (string)h["key"]), matrix.Hypotheses.Select(h => h.Name));
        Assert.Equal(Items(Expected["relations"]).Select(r => $"{r["type"]} {r["from"]} {r["to"]}"), matrix.Relations.Select(r => $"{r.Type} {r.From} {r.To}"));
        Assert.All(matrix.Raters, r => Assert.True(r is { Revealed: true, Blind: true, IsExercise: true }));
        Assert.NotEmpty(matrix.Cells);
    }

    [Fact]
    public void Inquiry_NoneWasHeld_NothingIsInForceAndNothingReported()
    {
        Assert.Null(Inquiry.Of(File).Terms.InForce);
        Assert.Null(ReportView.Of(File).Latest);
    }

    [Fact]
    public void Backdrop_DisclosedAndNotAndInferred_AreApart() =>
        Assert.Equal(
            Items(Expected["backdrop"]).Select(b => $"{b["key"]} {b["date"]} {b["not-disclosed"]} {b["inferences"]}"),
            StatementsView.Of(File).Backdrop.Select(a => $"{a.Entry.Item} {a.DateText} {a.NotDisclosed.Count} {a.Inferences.Count}"));

    [Fact]
    public void Case_AsItStands_HoldsNoAttempt() => Assert.Empty(Attempts.Of(File));

    [Fact]
    public void Case_OfTheExercise_IsAnotherCase()
    {
        var exercise = CaseLibrary.Of(Sample.Records("belarus-2022")).Open("X-BY-2022-0001")!;
        Assert.All(exercise.Entries, e => Assert.True(e.IsExercise));
        Assert.Empty(Attempts.Of(exercise));
        var seat = Inquiry.Of(exercise).Terms.Clauses.Single(c => c.Name == "seat");
        Assert.Equal(ClauseState.Countered, seat.State);
        Assert.Single(Incident.Of(exercise).FirstHour.Single(s => s.Step.Key == "cordon").Done);
    }

    private static IEnumerable<Dictionary<object, object>> Items(object value) => ((List<object>)value).Cast<Dictionary<object, object>>();

    private static Dictionary<object, object> Map(object value) => (Dictionary<object, object>)value;

    private static IEnumerable<string> Words(object value) => ((List<object>)value).Cast<string>();
}
