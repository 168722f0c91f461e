using Parley.Cases.Statements;
using Parley.Cases.Tests.World;

namespace Parley.Cases.Tests;

public sealed class StatementTests
{
    private readonly Case _case = new();

    [Fact]
    public void Statement_ThatIsPersonal_IsNotTheStatesWord_CAS_020()
    {
        Say("a", "2031-05-01", "accident");
        Say("b", "2031-05-02", "deliberate", capacity: "personal");
        Assert.Empty(Links());
    }

    [Theory]
    [InlineData("accident", "accident (excluded)", "contradicts")] // CAS-022
    [InlineData("accident.misfire", "accident (unlikely); deliberate (likely)", "contradicts")] // CAS-022
    [InlineData("accident", "deliberate", "contradicts")] // CAS-022
    [InlineData("accident (possible); deliberate (possible)", "deliberate (likely)", "narrows")] // CAS-023
    [InlineData("accident.misfire (possible); deliberate (possible)", "deliberate (likely); accident (unlikely)", "narrows")] // CAS-023
    [InlineData("accident (possible)", "deliberate (possible)", "differs-in-emphasis")] // CAS-024
    [InlineData("accident", "accident", "repeats")] // CAS-025
    [InlineData("accident (likely)", "deliberate (possible)", "")]
    [InlineData("accident (possible)", "accident", "")]
    [InlineData("accident", "accident (possible); deliberate (possible)", "")]
    [InlineData("accident", "accidental", "contradicts")] // CAS-021: a code is inside another only up to a dot
    [InlineData("accident.misfire", "accident", "")] // CAS-021
    public void Link_BetweenTwoOfficialsOfOneState_FollowsFromTheirClaims(string first, string second, string expected)
    {
        Say("a", "2031-05-01", first);
        Say("b", "2031-05-02", second);
        Assert.Equal(expected, string.Join(' ', Links().Select(l => l.Type)));
    }

    [Fact]
    public void Link_BetweenStates_IsForTheAccounts()
    {
        Say("a", "2031-05-01", "accident");
        Say("b", "2031-05-02", "deliberate", state: "Other");
        Assert.Empty(Links());
    }

    [Fact]
    public void Link_ThatWouldNarrowBackwards_IsNotProposed_CAS_023()
    {
        Say("a", "2031-05-01", "deliberate (likely)");
        Say("b", "2031-05-02", "accident (possible); deliberate (possible)");
        Assert.Empty(Links());
    }

    [Fact]
    public void Link_OfOneOrganThatSaysOtherwiseLater_Corrects_CAS_026()
    {
        Say("a", "2031-05-01", "fell", organ: "Ministry");
        Say("b", "2031-05-02", "shot-down", organ: "Ministry");
        var link = Assert.Single(Links());
        Assert.Equal(("corrects", "AA:b", "AA:a"), (link.Type, link.From, link.To));
    }

    [Fact]
    public void Link_OfOneOrganThatTakesBack_Retracts_CAS_027()
    {
        Say("a", "2031-05-01", "fell", organ: "Ministry");
        Say("b", "2031-05-02", "fell (withdrawn)", organ: "Ministry");
        Assert.Equal("retracts", Assert.Single(Links()).Type);
    }

    [Fact]
    public void Link_OfAnOutletOrTwoDatesOfAnAct_IsASourceConflict_CAS_028()
    {
        Say("a", "2031-05-01", "2031-05-01");
        Say("b", "2031-05-02", "2031-04-30", state: "not stated", capacity: "unattributed");
        foreach (var (key, date) in new[] { ("x", "2001-04-16"), ("y", "2001-10-16"), ("z", "2001") })
            _case.Say(_case.A, "act", ("key", key), ("actor", "AA"), ("act", "conclusion"), ("instrument", "treaty"), ("date", date), ("source", "s"));
        Assert.Equal(["source-conflict AA:a AA:b", "source-conflict AA:x AA:y"], Links().Select(l => $"{l.Type} {l.From} {l.To}"));
    }

    [Fact]
    public void Repetition_OfOneClaimBesideAnotherThatDiffers_IsNone_CAS_025()
    {
        _case.Say(_case.A, "statement", [.. Fields("a", "2031-05-01", "accident"), ("claim.harm", "none")]);
        _case.Say(_case.A, "statement", [.. Fields("b", "2031-05-02", "accident"), ("claim.harm", "two hurt")]);
        Assert.Equal("contradicts", Assert.Single(Links()).Type);
    }

    [Fact]
    public void Link_IsEachPartysLatestWord_CAS_029()
    {
        Say("a", "2031-05-01", "accident");
        Say("b", "2031-05-02", "deliberate");
        (string, string)[] link = [("type", "contradicts"), ("from", "AA:a"), ("to", "AA:b"), ("reason", "r")];
        Assert.Equal(LinkState.Proposed, Links().Single().State);
        _case.Say(_case.A, "link.assert", link);
        Assert.Equal(LinkState.Asserted, Links().Single().State);
        _case.Say(_case.B, "link.dismiss", link);
        Assert.Equal(LinkState.Disputed, Links().Single().State);
        _case.Say(_case.A, "link.dismiss", link);
        Assert.Equal(LinkState.Dismissed, Links().Single().State);
        _case.Say(_case.C, "link.assert", ("type", "repeats"), ("from", "AA:b"), ("to", "AA:a"), ("reason", "seen by a person only"));
        Assert.Contains(Links(), l => l is { Type: "repeats", Proposal: null, State: LinkState.Asserted });
    }

    [Fact]
    public void Link_BetweenIncidents_IsAssertedByAPerson_CAS_029()
    {
        _case.Say(_case.A, "link.assert", ("type", "parallel"), ("from", Case.Subject), ("to", "incident/other-2030"), ("reason", "the same kind of object"));
        Assert.Equal(("parallel", LinkState.Asserted), (Links().Single().Type, Links().Single().State));
        Assert.Equal("CAS-004", _case.RuleOf(_case.Say(_case.A, "link.assert", ("type", "parallel"), ("from", "something"), ("to", "incident/x"), ("reason", "r"))));
    }

    [Fact]
    public void Claim_OfVeryManyAlternatives_IsOneText_CAS_021()
    {
        Assert.Equal(32, Claim.Read("cause", string.Join(';', Enumerable.Range(0, 32))).Alternatives.Count);
        Assert.Single(Claim.Read("cause", string.Join(';', Enumerable.Range(0, 33))).Alternatives);
    }

    [Fact]
    public void Links_OfVeryManyPositions_AreBounded_CAS_021()
    {
        for (var i = 0; i < 150; i++)
            Say($"s{i}", "2031-05-01", $"cause-{i}");
        Assert.Equal(100 * 99 / 2, Links().Count);
    }

    [Fact]
    public void Statement_WithTranslation_NamesItsTranslator()
    {
        var statement = Statement.Of(new Entry(_case.Say(_case.A, "statement",
            [.. Fields("a", "2031-05-01", "accident"), ("text", "Гэта аварыя."), ("translation.en", "It is an accident."), ("translation.en.translator", "AA/translator-2"), ("capture.1", "sha256 aa, example.org")])));
        Assert.Equal(new Translation("en", "It is an accident.", "AA/translator-2"), Assert.Single(statement.Translations));
        Assert.Single(statement.Captures);
    }

    private IReadOnlyList<Link> Links() => StatementsView.Of(_case.File).Links;

    private void Say(string key, string uttered, string cause, string state = "Home", string capacity = "official", string? organ = null) =>
        _case.Say(_case.A, "statement", [.. Fields(key, uttered, cause, state, capacity), .. organ is null ? Array.Empty<(string, string)>() : [("organ", organ)]]);

    private static (string, string)[] Fields(string key, string uttered, string cause, string state = "Home", string capacity = "official") =>
        [("key", key), ("speaker", key), ("state", state), ("capacity", capacity), ("uttered", uttered), ("source", "s"), ("claim.cause", cause)];
}
