using Parley.Cases.Accounts;
using Parley.Simulator;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cases.Tests;

public sealed class ComparisonTests
{
    private const string Subject = "incident/BY-2022-0007";
    private static readonly ChannelId Channel = new("test.line", Digest.Of("policy"u8));
    private static readonly DateTimeOffset Now = new(2022, 12, 29, 7, 0, 0, TimeSpan.Zero);
    private readonly TestParty _by = new("BY"), _ua = new("UA"), _pl = new("PL");

    [Fact]
    public void Fact_StatedTheSameByTwo_Agreed() =>
        Assert.Equal(FactState.Agreed, State("object", Of(_by, 1, ("object", "a missile")), Of(_ua, 1, ("object", "A missile"))));

    [Fact]
    public void Fact_StatedDifferently_Disputed() =>
        Assert.Equal(FactState.Disputed, State("object", Of(_by, 1, ("object", "a missile")), Of(_ua, 1, ("object", "a drone"))));

    [Fact]
    public void Fact_OnePairApart_Disputed()
    {
        // Each is near the next; the first and the last are apart.
        var state = State("time",
            Of(_by, 1, ("time", "2022-12-29T07:00:00Z ±5 min")), Of(_pl, 1, ("time", "2022-12-29T07:08:00Z ±5 min")), Of(_ua, 1, ("time", "2022-12-29T07:16:00Z ±5 min")));
        Assert.Equal(FactState.Disputed, state);
    }

    [Fact]
    public void Fact_LeftOutByTheOther_NotContestedAndNeverAgreed()
    {
        Assert.Equal(FactState.NotContested, State("damage", Of(_by, 1, ("damage", "none")), Of(_ua, 1, ("object", "a missile"))));
        Assert.Equal(FactState.NotContested, State("damage", Of(_by, 1, ("damage", "none")), Of(_ua, 1, ("damage", "  "))));
    }

    [Fact]
    public void Fact_AgreedByTwoAndLeftOutByAThird_IsSaidOfTheTwoOnly()
    {
        var fact = Compare(Of(_by, 1, ("object", "a missile")), Of(_ua, 1, ("object", "a missile")), Of(_pl, 1, ("damage", "none"))).Single(f => f.Name == "object");
        Assert.Equal(FactState.Agreed, fact.State);
        Assert.Equal(["BY", "UA"], fact.Stated.Keys.Select(p => p.Value));
    }

    [Fact]
    public void Fact_NobodyElseGaveAnAccount_OneSided() =>
        Assert.Equal(FactState.OneSided, State("object", Of(_by, 1, ("object", "a missile"))));

    [Fact]
    public void Account_LatestVersionOfEachParty_WhateverTheOrderOfArrival()
    {
        var (first, second) = (Of(_by, 1, ("object", "a missile")), Of(_by, 2, ("object", "a drone")));
        Assert.Equal("a drone", Account.Latest([second, first], Subject).Single().Facts["object"]);
        Assert.Equal(second.Id, Account.Latest([first, second], Subject).Single().Record);
        var restored = Of(_by, 1, 2, ("object", "restored"));
        Assert.Equal("restored", Account.Latest([second, restored, first], Subject).Single().Facts["object"]);
    }

    [Fact]
    public void Fact_WithdrawnInALaterVersion_IsNoLongerStated()
    {
        var facts = Compare(Of(_by, 1, ("object", "a missile"), ("damage", "none")), Of(_by, 2, ("object", "a missile")), Of(_ua, 1, ("object", "a missile")));
        Assert.Equal("object", Assert.Single(facts).Name);
    }

    [Fact]
    public void Account_OfAnotherSubjectOrForm_DoesNotCount()
    {
        var other = Make(_ua, 1, 1, "incident/BY-2022-0008", Account.Form, ("object", "x"));
        var message = Make(_ua, 2, 1, Subject, FormId.Parse("message/1"), ("object", "x"));
        Assert.Empty(Account.Latest([other, message], Subject));
        Assert.Null(Account.Of(message));
        Assert.Null(Account.Of(Make(_ua, 1, 1, null, Account.Form, ("object", "x"))));
    }

    [Fact]
    public void Comparison_OfNothing_IsEmpty() => Assert.Empty(Comparison.Of([]));

    [Fact]
    public void Comparison_OneFieldChanged_ChangesTheResult()
    {
        Record[] Both(string fell) => [Of(_by, 1, ("fell", "52.1 N 25.4 E WGS84 ±5 km")), Of(_ua, 1, ("fell", fell))];
        Assert.Equal(FactState.Agreed, State("fell", Both("52.12 N 25.4 E WGS84")));
        Assert.Equal(FactState.Disputed, State("fell", Both("53.12 N 25.4 E WGS84")));
    }

    private static FactState State(string fact, params Record[] records) => Compare(records).Single(f => f.Name == fact).State;

    private static IReadOnlyList<ComparedFact> Compare(params Record[] records) => Comparison.Of(Account.Latest(records, Subject));

    private static Record Of(TestParty party, long number, params (string Name, string Value)[] facts) => Of(party, number, 1, facts);

    private static Record Of(TestParty party, long number, long incarnation, params (string Name, string Value)[] facts) =>
        Make(party, number, incarnation, Subject, Account.Form, facts);

    private static Record Make(TestParty party, long number, long incarnation, string? subject, FormId form, params (string Name, string Value)[] facts) =>
        party.Number(
            party.Say(Channel, [party.Desk], "", Now, c => c with { Subject = subject, Form = form }, [.. facts.Select(f => new Field($"fact.{f.Name}", f.Value))]),
            number, number > 1 ? Digest.Of("before"u8) : null, incarnation);
}
