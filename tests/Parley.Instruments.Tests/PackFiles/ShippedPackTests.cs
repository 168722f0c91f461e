using NodaTime;
using NodaTime.Text;
using Parley.Instruments.Acts;
using Parley.Instruments.Packs;
using Parley.Records;

namespace Parley.Instruments.Tests.PackFiles;

public sealed class ShippedPackTests
{
    public static TheoryData<string> Names => [.. ShippedPacks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Pack_ThatShips_HasNoFault(string name)
    {
        var pack = PackReader.Read(ShippedPacks.Bytes(name), out var faults);
        Assert.Empty(faults);
        Assert.Equal(name, pack!.Name);
        Assert.All(pack.Provisions, p => Assert.NotEmpty(p.Sources));
    }

    [Fact]
    public void Packs_ThatTheProjectPromises_AreThere() => Assert.Superset(new HashSet<string>
    {
        "belarus-ukraine-2001", "belarus-russia-1997", "north-atlantic-treaty", "csto", "union-state", "hcoc", "incsea", "india-pakistan-1988",
    }, ShippedPacks.Names.ToHashSet());

    [Theory]
    [InlineData("PL", "1999-03-12")]
    [InlineData("SI", "2004-03-29")]
    [InlineData("HR", "2009-04-01")]
    [InlineData("ME", "2017-06-05")]
    [InlineData("MK", "2020-03-27")]
    [InlineData("FI", "2023-04-04")]
    [InlineData("SE", "2024-03-07")]
    public void NorthAtlanticTreaty_BindsAMemberFromTheDayOfItsAccession(string party, string day)
    {
        var (pack, from, known) = (ShippedPacks.Shipped("north-atlantic-treaty"), LocalDatePattern.Iso.Parse(day).Value, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(ForceState.InForce, Force.For(pack, pack.Acts, PartyId.Parse(party), from, known));
        Assert.Equal(ForceState.NotInForce, Force.For(pack, pack.Acts, PartyId.Parse(party), from.PlusDays(-1), known));
    }

    [Fact]
    public void Hcoc_OfAStateWhoseDayWasNotRead_SaysThatItIsNotKnown()
    {
        var (pack, day, known) = (ShippedPacks.Shipped("hcoc"), new LocalDate(2024, 12, 1), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(ForceState.Unknown, Force.For(pack, pack.Acts, PartyId.Parse("BY"), day, known));
        Assert.Equal(ForceState.InForce, Force.For(pack, pack.Acts, PartyId.Parse("RU"), day, known));
    }

    [Fact]
    public void Forms_OfAllPacks_HaveEachAnIdOfItsOwn()
    {
        var ids = ShippedPacks.Names.SelectMany(n => ShippedPacks.Shipped(n).Forms.Select(f => f.Id)).ToArray();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void TextThatIsNotPublic_IsSaidToBe_AndClaimsAboutItAreAttributed()
    {
        var pack = ShippedPacks.Shipped("belarus-russia-1997");
        Assert.False(pack.TextIsPublic);
        Assert.Empty(pack.Provisions);
        Assert.All(pack.Claims, c => Assert.False(string.IsNullOrWhiteSpace(c.By)));
        Assert.NotEmpty(pack.Claims);
    }
}
