using Parley.Ledger.Merkle;
using Parley.Ledger.Tests.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Tests;

public sealed class LedgerStateTests
{
    [Theory]
    [InlineData(1), InlineData(7), InlineData(255), InlineData(256), InlineData(257), InlineData(1000)]
    public void LED090_AnyBatching_GivesTheSameTilesAndRoot(int batch)
    {
        const int Count = 70_000;
        var tiles = MemoryTiles.Of(Count, batch == 1 ? 3 : batch);
        var range = new CompactRange();
        foreach (var leaf in MemoryTiles.ReferenceNumbers(Count))
            range.Append(leaf);
        Assert.Equal(range.Root(), tiles.State.Root);
        Assert.Equal(range.ToBytes(), tiles.State.Frontier.ToBytes());
        Assert.Equal(273 + 1, tiles.Full.Count);
        Assert.Equal([(0, 112), (1, 17), (2, 1)], tiles.State.PartialTiles().Select(tile => (tile.Address.Level, tile.Address.Width)));
    }

    [Fact]
    public void LED090_TileIsHandedOutOnce_WhenItIsFull()
    {
        var leaves = MemoryTiles.ReferenceNumbers(256);
        var before = LedgerState.Empty.Append(leaves.AsSpan(0, 255));
        Assert.Empty(before.FullTiles);
        var full = Assert.Single(before.State.Append(leaves[255]).FullTiles);
        Assert.Equal(new TileAddress(0, 0, 256), full.Address);
        Assert.Equal(ReferenceTree.OfNumbers(256).Root(256), full.Root());
        Assert.Equal(255, before.State.Size.Value);
    }

    [Fact]
    public void Append_ThatIsGivenUp_LeavesTheOldState()
    {
        var state = LedgerState.Empty.Append(MemoryTiles.ReferenceNumbers(300)).State;
        var root = state.Root;
        _ = state.Append(MemoryTiles.ReferenceNumbers(500));
        Assert.Equal(root, state.Root);
        Assert.Equal(300, state.Size.Value);
    }

    [Fact]
    public void Append_TwiceToOneState_GivesTwoLedgersAndDisturbsNeither()
    {
        var state = LedgerState.Empty.Append(MemoryTiles.ReferenceNumbers(300)).State;
        LeafHash[] one = [.. Enumerable.Range(0, 700).Select(i => LeafHash.Of([1, (byte)i, (byte)(i >> 8)]))];
        LeafHash[] other = [.. Enumerable.Range(0, 700).Select(i => LeafHash.Of([2, (byte)i, (byte)(i >> 8)]))];
        var (first, second) = (state.Append(one), state.Append(other));
        var alone = LedgerState.Empty.Append([.. MemoryTiles.ReferenceNumbers(300), .. other]);
        Assert.Equal(alone.State.Root, second.State.Root);
        Assert.Equal(alone.FullTiles.Skip(1).Select(t => t.ToBytes()), second.FullTiles.Select(t => t.ToBytes()));
        Assert.Equal(LedgerState.Empty.Append([.. MemoryTiles.ReferenceNumbers(300), .. one, .. one]).State.Root, first.State.Append(one).State.Root);
        Assert.Equal(alone.State.PartialTiles().Select(t => t.ToBytes()), second.State.PartialTiles().Select(t => t.ToBytes()));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(66_000)]
    public void Restored_FromTiles_GoesOnTheSame(int count)
    {
        var tiles = MemoryTiles.Of(count, 500);
        Assert.True(LedgerState.TryRestore(new(count), tiles, out var state, out _));
        Assert.Equal(tiles.State.Root, state.Root);
        var more = MemoryTiles.ReferenceNumbers(600);
        Assert.Equal(tiles.State.Append(more).State.Root, state.Append(more).State.Root);
    }

    [Fact]
    public void Restored_WithoutATile_NamesIt()
    {
        var tiles = MemoryTiles.Of(600);
        tiles.Remove(0, 1);
        Assert.False(LedgerState.TryRestore(new(600), tiles, out var state, out var missing));
        Assert.Null(state);
        Assert.Equal(new TileAddress(1, 0, 2), missing);
    }
}
