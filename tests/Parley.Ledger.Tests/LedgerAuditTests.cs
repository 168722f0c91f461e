using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Tests;

public sealed class LedgerAuditTests
{
    private const int Count = 66_000;
    private static readonly MemoryTiles Tiles = MemoryTiles.Of(Count, 600);
    private static readonly LeafHash[] Leaves = MemoryTiles.ReferenceNumbers(Count);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(256), InlineData(700), InlineData(Count)]
    public void LED092_SoundLedger_HasNoFinding(int size) =>
        Assert.Null(LedgerAudit.Check(Leaves.Take(size), MemoryTiles.Of(size), new(size), MemoryTiles.Of(size).State.Root));

    [Fact]
    public void LED092_ChangedEntry_IsFoundWhereItStands()
    {
        var leaves = (LeafHash[])Leaves.Clone();
        leaves[1000] = leaves[0];
        Assert.Contains("tile/0/003 differs from the entries at hash 232", Check(leaves, Tiles));
    }

    [Fact]
    public void LED092_MissingOrAddedEntry_IsNamed()
    {
        Assert.Contains("entry 65999 is missing", Check(Leaves[..^1], Tiles));
        Assert.Contains("more entries", Check([.. Leaves, Leaves[0]], Tiles));
    }

    [Fact]
    public void LED092_MissingTile_IsNamed()
    {
        var tiles = MemoryTiles.Of(600);
        Assert.Contains("tile/0/001 is missing or torn", LedgerAudit.Check(Leaves.Take(600), new Without(tiles, new(0, 1, 256)), new(600), tiles.State.Root)!.Detail);
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(255), InlineData(256), InlineData(257), InlineData(1000), InlineData(Count)]
    public void LED092_BundlesOfAnyLength_AreTheSameLedger(int length)
    {
        Assert.Null(LedgerAudit.CheckBundles(Leaves.Chunk(length), Tiles, new(Count), Tiles.State.Root));
        Assert.Contains("is missing", LedgerAudit.CheckBundles(Leaves[..^1].Chunk(length), Tiles, new(Count), Tiles.State.Root)!.Detail);
        Assert.Contains("more entries", LedgerAudit.CheckBundles(Leaves.Append(Leaves[0]).Chunk(length), Tiles, new(Count), Tiles.State.Root)!.Detail);
    }

    [Fact]
    public void LED092_OtherRoot_IsNamed() =>
        Assert.Contains("the checkpoint says", LedgerAudit.Check(Leaves, Tiles, new(Count), TreeHash.Empty)!.Detail);

    private static string Check(IEnumerable<LeafHash> leaves, ITileReader tiles) =>
        LedgerAudit.Check(leaves, tiles, new(Count), Tiles.State.Root)!.ToString();

    private sealed class Without(ITileReader tiles, TileAddress missing) : ITileReader
    {
        public bool TryRead(TileAddress tile, Span<TreeHash> hashes) => tile != missing && tiles.TryRead(tile, hashes);
    }
}
