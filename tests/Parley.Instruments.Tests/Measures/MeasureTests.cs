using Parley.Instruments.Measures;
using Parley.Records;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Measures;

/// <summary>INS-050, INS-051: what still works, by the parties' own last words.</summary>
public sealed class MeasureTests
{
    private readonly Told _told = new();

    [Fact]
    public void Measure_NobodySpeaksOf_IsNothingSaid() => Assert.Equal(MeasureState.NothingSaid, Status("2026-01-01T00:00Z").State);

    [Fact]
    public void Measure_WhereTheTwoDiffer_IsTheLessFavourable_AndBothAreShown()
    {
        Say("XA", "2026-01-01T00:00Z", "carried-out");
        Assert.True(Status("2026-01-02T00:00Z").Works);
        Say("XB", "2026-02-01T00:00Z", "impossible", ("why", "the crossing is closed"), ("resume-when", "the crossing opens"));
        var status = Status("2026-02-02T00:00Z");
        Assert.Equal((MeasureState.Impossible, false, "the crossing is closed", "the crossing opens"), (status.State, status.Works, status.Why, status.ResumeWhen));
        Assert.Equal(MeasureState.CarriedOut, status.Said[PartyId.Parse("XA")]);
        Assert.Equal(MeasureState.CarriedOut, Status("2026-01-15T00:00Z").State);
    }

    [Fact]
    public void Resumption_IsOneProposalAndOneAcceptanceOfTheOther()
    {
        Say("XB", "2026-01-01T00:00Z", "not-carried-out");
        var proposal = _told.By("XA", "measure.resume/1", Time("2026-03-01T00:00Z"), ("instrument", "border-incident"), ("measure", "visits"), ("with", "XB"));
        Assert.Equal("XA", Status("2026-03-02T00:00Z").Proposed!.Value);
        _told.By("XA", "measure.resume-accepted/1", Time("2026-03-03T00:00Z"), ("instrument", "border-incident"), ("measure", "visits"), ("with", "XB"), ("answers", proposal.Record.Id.ToString()));
        Assert.False(Status("2026-03-04T00:00Z").Works);
        _told.By("XB", "measure.resume-accepted/1", Time("2026-03-05T00:00Z"), ("instrument", "border-incident"), ("measure", "visits"), ("with", "XA"), ("answers", proposal.Record.Id.ToString()));
        var resumed = Status("2026-03-06T00:00Z");
        Assert.Equal((MeasureState.CarriedOut, (PartyId?)null), (resumed.State, resumed.Proposed));
    }

    [Theory]
    [InlineData("2026-01-31T12:00Z", MeasureState.NothingSaid)]
    [InlineData("2026-02-01T12:00Z", MeasureState.Substituted)]
    [InlineData("2026-03-01T12:00Z", MeasureState.NothingSaid)]
    public void Measure_OfAPeriod_CountsInItOnly(string at, MeasureState expected)
    {
        Say("XA", "2026-01-01T00:00Z", "substituted", ("substitute", "by video"), ("from", "2026-02-01"), ("until", "2026-02-28"));
        Assert.Equal(expected, Status(at).State);
    }

    [Fact]
    public void Measure_OfWhichOnlyTheOtherSpeaks_IsNotDeclared()
    {
        Say("XA", "2026-01-01T00:00Z", "not-carried-out", ("of", "XB"));
        var told = Status("2026-01-02T00:00Z");
        Assert.Equal((MeasureState.NotCarriedOut, "XB"), (told.State, Assert.Single(told.Undeclared).Value));
        Say("XB", "2026-01-03T00:00Z", "carried-out");
        Assert.Empty(Status("2026-01-04T00:00Z").Undeclared);
        Assert.True(Status("2026-01-04T00:00Z").Works);
    }

    [Fact]
    public void Measure_DoesNotDependOnTheOrderOfRecords()
    {
        Say("XA", "2026-01-01T00:00Z", "carried-out");
        Say("XB", "2026-01-02T00:00Z", "impossible");
        Say("XB", "2026-01-03T00:00Z", "carried-out");
        var pack = ShippedPacks.Shipped("border-incident");
        var reversed = MeasureView.Of(pack, _told.All.Reverse(), PartyId.Parse("XB"), PartyId.Parse("XA"), Time("2026-02-01T00:00Z"));
        Assert.True(reversed.Single(m => m.Measure.Id == "visits").Works);
        Assert.True(Status("2026-02-01T00:00Z").Works);
    }

    private void Say(string author, string at, string state, params (string, string)[] more) => _told.By(author, "measure.state/1", Time(at),
        [("instrument", "border-incident"), ("measure", "visits"), ("with", author == "XA" ? "XB" : "XA"), ("state", state), .. more]);

    private MeasureStatus Status(string at) =>
        MeasureView.Of(ShippedPacks.Shipped("border-incident"), _told.All, PartyId.Parse("XA"), PartyId.Parse("XB"), Time(at)).Single(m => m.Measure.Id == "visits");
}
