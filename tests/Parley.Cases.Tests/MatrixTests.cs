using CsCheck;
using Parley.Cases.Hypotheses;
using Parley.Cases.Tests.World;
using Parley.Simulator;

namespace Parley.Cases.Tests;

public sealed class MatrixTests
{
    private readonly Case _case = new();

    // The published values of PARC's ACH, and the corners that follow from them.
    [Theory]
    [InlineData("II", Grade.High, Grade.High, -4)] // CAS-063
    [InlineData("II", Grade.Medium, Grade.Low, -1.41421356)]
    [InlineData("II", Grade.Medium, Grade.Medium, -2)]
    [InlineData("I", Grade.Medium, Grade.Medium, -1)]
    [InlineData("I", Grade.Low, Grade.Low, -0.5)]
    [InlineData("I", Grade.Low, Grade.High, -1)]
    [InlineData("I", Grade.High, Grade.Medium, -1.41421356)]
    [InlineData("N", Grade.High, Grade.High, 0)]
    [InlineData("C", Grade.High, Grade.High, 0)]
    [InlineData("CC", Grade.High, Grade.High, 0)]
    [InlineData("NA", Grade.High, Grade.High, 0)]
    public void Inconsistency_OfPARC_HasThePublishedValues(string rating, Grade credibility, Grade relevance, double expected)
    {
        var sheet = RatingSheet.Parse("AA/first", $"rate e h {rating}").OrThrow();
        Assert.Equal(expected, Inconsistency.Of(sheet.Ratings[("e", "h")], credibility, relevance), 8);
    }

    [Fact]
    public void Unforeseen_AlwaysStandsBesideTheOthers_CAS_060()
    {
        _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "drone"));
        Assert.Equal("unforeseen", Assert.Single(Matrix.Of(_case.File).Hypotheses).Name);
    }

    [Fact]
    public void Relation_ToNoHypothesis_IsAnAttempt_CAS_061()
    {
        Prepare();
        Assert.Equal("CAS-061", _case.RuleOf(_case.Say(_case.A, "hypothesis.relation", ("type", "excludes"), ("from", "AA:h1"), ("to", "AA:h9"), ("reason", "r"))));
        Assert.Equal("CAS-061", _case.RuleOf(_case.Say(_case.A, "hypothesis.relation", ("type", "excludes"), ("from", "AA:h1"), ("to", "AA:h1"), ("reason", "r"))));
        Assert.Null(_case.RuleOf(_case.Say(_case.A, "hypothesis.relation", ("type", "compatible"), ("from", "AA:h1"), ("to", "AA:h2"), ("reason", "r"))));
    }

    [Theory]
    [InlineData("rate e h III", 1)] // CAS-062
    [InlineData("rate e h C\nrate e h I", 2)]
    [InlineData("weigh e High", 1)]
    [InlineData("weigh e 2 2", 1)]
    [InlineData("weigh e High Low\nweigh e Low Low", 2)]
    [InlineData("nonsense", 1)]
    [InlineData("rate e h C 0", 1)] // CAS-068
    [InlineData("rate e h C 1.01", 1)]
    [InlineData("rate e h C NaN", 1)]
    public void Sheet_ThatDoesNotRead_SaysInWhichLine(string sheet, int line)
    {
        Assert.False(RatingSheet.Parse("AA/first", sheet).Try(out _, out var fault));
        Assert.Equal(line, fault.Line);
    }

    [Fact]
    public void Sheet_OfWhatIsNotInTheCase_IsAnAttempt_CAS_062()
    {
        Prepare();
        Assert.Equal("CAS-062", _case.RuleOf(Rate(_case.A, "rate AA:e9 AA:h1 C")));
        Assert.Empty(Matrix.Of(_case.File).Cells);
    }

    [Fact]
    public void Sheet_ThatWasNotCommittedTo_IsAnAttempt_CAS_064()
    {
        Prepare();
        var salt = new byte[32];
        _case.Say(_case.A, "rating.commitment", ("rater", "AA/first"), ("commitment", RatingSheet.Commitment(salt, "rate AA:e1 AA:h1 C").ToString()));
        Assert.Equal("CAS-064", _case.RuleOf(Show(_case.A, salt, "rate AA:e1 AA:h1 II")));
        Assert.False(Matrix.Of(_case.File).Raters.Single().Revealed);
        Assert.Null(_case.RuleOf(Show(_case.A, salt, "rate AA:e1 AA:h1 C")));
        // Shown first, committed to afterwards.
        Show(_case.B, salt, "rate AA:e1 AA:h1 N");
        _case.Say(_case.B, "rating.commitment", ("rater", "BB/first"), ("commitment", RatingSheet.Commitment(salt, "rate AA:e1 AA:h1 N").ToString()));
        Assert.Equal("CAS-064", Assert.Single(Attempts.Of(_case.File), a => a.Entry.Author.Value == "BB").Rule);
    }

    [Fact]
    public void Rater_WhoHadReadAnothersSheet_IsNotBlind_CAS_064()
    {
        Prepare();
        Rate(_case.A, "rate AA:e1 AA:h1 C");
        Rate(_case.B, "rate AA:e1 AA:h1 I");
        Assert.Equal([true, false], Matrix.Of(_case.File).Raters.Select(r => r.Blind));
        _case.Unseen.UnionWith(["AA", "BB"]);
        Rate(_case.C, "rate AA:e1 AA:h1 I");
        Assert.Equal([true, false, true], Matrix.Of(_case.File).Raters.Select(r => r.Blind));
    }

    [Fact]
    public void Rating_BySomebodyNotAdmitted_IsAnAttempt_CAS_065()
    {
        _case.AgreeTerms();
        Prepare();
        Assert.Equal("CAS-065", _case.RuleOf(Rate(_case.A, "rate AA:e1 AA:h1 C")));
        const string About = "inquiry/test-2031";
        _case.SayAbout(About, _case.A, "inquiry.member", ("key", "m"), ("officer", "AA/first"), ("role", "rater"));
        _case.SayAbout(About, _case.B, "inquiry.admission", ("member", "AA:m"), ("verdict", "accepted"));
        Assert.Null(_case.RuleOf(Rate(_case.A, "rate AA:e1 AA:h1 C")));
    }

    [Fact]
    public void Rating_InTheNameOfSomebodyWhoDidNotSign_IsAnAttempt_CAS_065()
    {
        Prepare();
        Assert.Equal("CAS-065", _case.RuleOf(_case.Say(_case.A, "rating.commitment", ("rater", "AA/absent"), ("commitment", "00"))));
        Assert.Equal("CAS-065", _case.RuleOf(_case.Say(_case.A, "rating.commitment", ("rater", "BB/first"), ("commitment", "00"))));
    }

    [Fact]
    public void Evidence_OfOneOrigin_CountsOnce_CAS_066()
    {
        Prepare();
        Rate(_case.A, "rate AA:e1 AA:h1 II\nrate AA:e2 AA:h1 I\nrate AA:e3 AA:h1 I\nrate AA:e3 AA:h2 N");
        var order = Matrix.Of(_case.File).Parties.Single().Order;
        Assert.Equal([("AA:h2", 0.0), ("AA:h1", -3.0)], order);
    }

    [Theory]
    [InlineData(new[] { Rating.Consistent, Rating.Consistent, Rating.Consistent }, 0)] // CAS-067
    [InlineData(new[] { Rating.VeryConsistent, Rating.VeryInconsistent }, 4)]
    [InlineData(new[] { Rating.Consistent, Rating.NotApplicable }, 0)]
    [InlineData(new[] { Rating.Neutral, Rating.Inconsistent, Rating.Consistent }, 2)]
    public void Diagnosticity_IsTheDistanceBetweenBestAndWorst(Rating[] ratings, int expected) => Assert.Equal(expected, Inconsistency.Diagnosticity(ratings));

    [Theory]
    [InlineData(1, "no support for one over the other")] // CAS-068
    [InlineData(2, "weak support")]
    [InlineData(0.5, "weak support")]
    [InlineData(9.99, "weak support")]
    [InlineData(10, "moderate support")]
    [InlineData(100, "moderately strong support")]
    [InlineData(1000, "strong support")]
    [InlineData(10_000, "very strong support")]
    [InlineData(1e6, "extremely strong support")]
    public void Ratio_HasWordsBesideIt(double ratio, string words) => Assert.Equal(words, Inconsistency.Words(ratio));

    [Fact]
    public void Ratio_OfTwoProbabilities_IsPerRaterAndPiece_CAS_068()
    {
        Prepare();
        Rate(_case.A, "rate AA:e1 AA:h1 C 0.9\nrate AA:e1 AA:h2 I 0.03");
        var ratio = Assert.Single(Matrix.Of(_case.File).Ratios);
        Assert.Equal((30, "moderate support", "AA:h1", "AA:h2"), (Math.Round(ratio.Ratio, 9), ratio.Words, ratio.Over, ratio.Under));
    }

    [Fact]
    public void Sensitivity_NamesWhatTheOrderHangsOn_CAS_069()
    {
        Prepare();
        Rate(_case.A, "rate AA:e1 AA:h1 II\nrate AA:e1 AA:h2 N\nrate AA:e3 AA:h1 N\nrate AA:e3 AA:h2 I");
        // Without the origin of e1, h1 is at 0 and h2 at -1; without e3, the order stays.
        Assert.Equal(["one camera"], Matrix.Of(_case.File).Parties.Single().Critical);
    }

    [Fact]
    public void Disagreement_OfRaters_StandsFirst_AndNothingIsAddedUpOverParties()
    {
        Prepare();
        Rate(_case.A, "rate AA:e1 AA:h1 C\nrate AA:e3 AA:h1 CC");
        Rate(_case.B, "rate AA:e1 AA:h1 C\nrate AA:e3 AA:h1 II");
        var matrix = Matrix.Of(_case.File);
        Assert.Equal([("AA:e3", 4), ("AA:e1", 0)], matrix.Cells.Select(c => (c.Evidence, c.Spread)));
        Assert.Equal(["AA", "BB"], matrix.Parties.Select(p => p.Party.Value));
    }

    [Fact]
    public void Sheet_OfAnyText_IsReadOrRefused_AndNeverThrows() =>
        Gen.String.Sample(text => { _ = RatingSheet.Parse("AA/first", "rate " + text); }, iter: 2000);

    private void Prepare()
    {
        _case.Say(_case.A, "incident.open", ("title", "t"), ("kind", "drone"));
        _case.Say(_case.A, "hypothesis", ("key", "h1"), ("text", "one"));
        _case.Say(_case.A, "hypothesis", ("key", "h2"), ("text", "two"));
        _case.Say(_case.A, "evidence.item", ("key", "e1"), ("title", "film"), ("origin", "one camera"));
        _case.Say(_case.A, "evidence.item", ("key", "e2"), ("title", "still of the film"), ("origin", "one camera"));
        _case.Say(_case.A, "evidence.item", ("key", "e3"), ("title", "debris"), ("origin", "the field"));
    }

    private Record Rate(TestParty party, string sheet)
    {
        var salt = new byte[32];
        _case.Say(party, "rating.commitment", ("rater", $"{party.Id}/first"), ("commitment", RatingSheet.Commitment(salt, sheet).ToString()));
        return Show(party, salt, sheet);
    }

    private Record Show(TestParty party, byte[] salt, string sheet) =>
        _case.Say(party, "rating.sheet", ("rater", $"{party.Id}/first"), ("salt", Convert.ToHexStringLower(salt)), ("sheet", sheet));
}
