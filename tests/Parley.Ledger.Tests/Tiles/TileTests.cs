using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tests.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Tests.Tiles;

public sealed class TileTests
{
    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/3/x001/x234/067", 3, 1_234_067, 256)]
    [InlineData("tile/0/x001/000.p/1", 0, 1000, 1)]
    [InlineData("tile/7/000.p/127", 7, 0, 127)]
    public void LED011_Path_IsWrittenAndRead(string path, int level, long index, int width)
    {
        Assert.Equal(path, new TileAddress(level, index, width).ToString());
        Assert.True(TilePath.TryParse(path, out var tile, out var entries));
        Assert.Equal(new TileAddress(level, index, width), tile);
        Assert.False(entries);
    }

    [Fact]
    public void LED011_EntriesPath_IsWrittenAndRead()
    {
        Assert.Equal("tile/entries/x001/234.p/9", TilePath.FormatEntries(new(0, 1234, 9)));
        Assert.True(TilePath.TryParse("tile/entries/x001/234.p/9", out var tile, out var entries));
        Assert.True(entries);
        Assert.Equal(new TileAddress(0, 1234, 9), tile);
        Assert.Throws<ArgumentException>(() => TilePath.FormatEntries(new(1, 0, 9)));
    }

    [Theory]
    [InlineData(""), InlineData("tile"), InlineData("tile/0"), InlineData("tile/0/"), InlineData("tile/0/0"), InlineData("tile/0/0000")]
    [InlineData("tile/00/000"), InlineData("tile/8/000"), InlineData("tile/-1/000"), InlineData("tile/0/x000/001"), InlineData("tile/0/x001")]
    [InlineData("tile/0/001/000"), InlineData("tile/0/x001/x000"), InlineData("tile/0/000.p/0"), InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01"), InlineData("tile/0/000.p/"), InlineData("tile/0/000.p/1/1"), InlineData("tile/0/+01"), InlineData("tile/0/ 01")]
    [InlineData("tile/0/000/"), InlineData("/tile/0/000"), InlineData("tile/7/x001/000"), InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/../0/000"), InlineData("tile/entries/000.p/300"), InlineData("TILE/0/000")]
    public void LED011_OtherSpelling_IsRefused(string path) => Assert.False(TilePath.TryParse(path, out _, out _));

    [Fact]
    public void LED010_TilesOfATree_AreAsWideAsTheTreeHasThem()
    {
        var tiles = TileAddress.AllOf(new(70_000)).ToList();
        Assert.Equal(273 + 1 + 1 + 1 + 1, tiles.Count);
        Assert.Equal(["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"], tiles.Where(tile => !tile.IsFull).Select(tile => tile.ToString()));
        Assert.Equal(["tile/0/000", "tile/1/000.p/1"], TileAddress.AllOf(new(256)).Select(tile => tile.ToString()));
        Assert.Empty(TileAddress.AllOf(TreeSize.Zero));
        Assert.Equal(127, TileAddress.Of(new(long.MaxValue), 7, 0).Width);
    }

    [Fact]
    public void LED010_TornTile_IsRefused()
    {
        var bytes = MemoryTiles.Of(256).Full[(0, 0)].ToBytes();
        Assert.Equal(HashTile.FullSize, bytes.Length);
        Assert.True(HashTile.TryParse(new(0, 0, 256), bytes, out var tile));
        Assert.Equal(bytes, tile.ToBytes());
        foreach (var length in new[] { 0, 1, 31, 32, 8160, 8191 })
            Assert.False(HashTile.TryParse(new(0, 0, 256), bytes.AsSpan(0, length), out _));
        Assert.False(HashTile.TryParse(new(0, 0, 255), bytes, out _));
        Assert.False(HashTile.TryParse(new(0, 0, 256), [.. bytes, 0], out _));
    }

    [Fact]
    public void LED012_PartialTile_HasNoRoot()
    {
        Assert.True(HashTile.TryParse(new(0, 0, 128), new byte[128 * 32], out var tile));
        Assert.Throws<InvalidOperationException>(() => tile.Root());
        Assert.Equal(ReferenceTree.OfNumbers(256).Root(256), MemoryTiles.Of(256).Full[(0, 0)].Root());
    }

    [Fact]
    public void LED013_Bundle_HoldsExactlyItsEntries()
    {
        var commitments = Enumerable.Range(0, 256).Select(n => new EntryCommitment(MemoryTiles.ReferenceNumbers(256)[n].AsSpan())).ToArray();
        foreach (var width in new[] { 1, 2, 255, 256 })
        {
            var bytes = EntryBundle.Of(commitments.AsSpan(0, width)).ToBytes();
            var bundle = EntryBundle.Parse(bytes, width).OrThrow();
            Assert.Equal(commitments[..width], bundle.Commitments().OrThrow());
            Assert.Equal(commitments[..width].Select(one => one.Leaf), bundle.Leaves());
            Assert.Equal("LED-013", EntryBundle.Parse(bytes.AsSpan(0, bytes.Length - 1), width).Fault!.Rule);
            Assert.Equal("LED-013", EntryBundle.Parse([.. bytes, 0], width).Fault!.Rule);
            if (width > 1)
                Assert.Equal("LED-013", EntryBundle.Parse(bytes, width - 1).Fault!.Rule);
        }

        Assert.Throws<ArgumentException>(() => EntryBundle.Of([]));
    }

    [Fact]
    public void LED023_EntryThatIsNoCommitment_IsNamed()
    {
        byte[] bytes = [0, 2, 7, 7];
        Assert.Equal("LED-023", EntryBundle.Parse(bytes, 1).OrThrow().Commitments().Fault!.Rule);
        Assert.Single(EntryBundle.Parse([0, 0], 1).OrThrow().Entries);
    }
}
