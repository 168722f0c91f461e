using NodaTime;
using Parley.Instruments.Acts;
using Parley.Instruments.Coverages;
using Parley.Records;

namespace Parley.Instruments.Tests.Coverages;

public sealed class CoverageTests
{
    private static readonly LocalDate Day = new(2022, 12, 29);
    private static readonly DateTimeOffset Known = new(2022, 12, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly Parley.Instruments.Packs.Pack[] Packs = [.. ShippedPacks.Names.Select(ShippedPacks.Shipped)];

    [Fact]
    public void Pair_HasTheInstrumentsOfWhichBothAreParties_AndTheChannelsThatAreKnown()
    {
        var channels = new Dictionary<string, IReadOnlyList<PartyId>> { ["line.one"] = [PartyId.Parse("X-BY"), PartyId.Parse("X-UA")], ["line.two"] = [PartyId.Parse("X-BY"), PartyId.Parse("X-PL")] };
        var pair = CoverageView.Of(Packs, [], channels, PartyId.Parse("BY"), PartyId.Parse("UA"), Day, Known);
        Assert.Equal([("belarus-ukraine-2001", ForceState.InForce), ("vienna-document-2011", ForceState.InForce)], pair.Instruments.Select(i => (i.Pack.Name, i.Force)));
        Assert.Equal(["line.one"], pair.Channels);
        Assert.Equal(ForceState.NotInForce, CoverageView.Of(Packs, [], channels, PartyId.Parse("BY"), PartyId.Parse("UA"), new LocalDate(2023, 2, 1), Known.AddYears(1)).Instruments[0].Force);
        // What is not known is not guessed.
        Assert.Contains(CoverageView.Of(Packs, [], channels, PartyId.Parse("BY"), PartyId.Parse("RU"), Day, Known).Instruments, i => i is { Pack.Name: "union-state", Force: ForceState.Unknown });
    }

    [Fact]
    public void Commitments_NameWhomTheyNameWithTheirConditions()
    {
        // INS-052
        var named = CoverageView.Commitments(Packs, [], PartyId.Parse("BY"), PartyId.Parse("PL"), Day, Known);
        Assert.Equal([("csto", "art-2", "BY"), ("csto", "art-4", "BY"), ("north-atlantic-treaty", "art-4", "PL"), ("north-atlantic-treaty", "art-5", "PL")],
            named.Select(n => (n.Pack.Name, n.Provision.Id, n.Party.Value)).Order());
        Assert.All(named, n => Assert.NotEmpty(n.Provision.Commitment!.Condition));
        var allies = named.First(n => n.Provision.Id == "art-5").Allies.Select(a => a.Value).ToArray();
        Assert.Equal(29, allies.Length);
        // Members of later years were not bound on that day.
        Assert.DoesNotContain("FI", allies);
        Assert.DoesNotContain("PL", allies);
        Assert.Empty(CoverageView.Commitments(Packs, [], PartyId.Parse("IN"), PartyId.Parse("PK"), Day, Known));
    }
}
