using Parley.Instruments.Packs;

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
