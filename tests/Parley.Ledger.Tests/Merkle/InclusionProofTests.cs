using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;

namespace Parley.Ledger.Tests.Merkle;

public sealed class InclusionProofTests
{
    private const int Largest = 1000;
    private static readonly ReferenceTree Tree = ReferenceTree.OfNumbers(Largest);
    private static readonly MemoryTiles Tiles = MemoryTiles.Of(Largest);

    public static IEnumerable<(int Index, int Size)> Pairs() =>
        from size in Enumerable.Range(1, Largest)
        from index in Enumerable.Range(0, size)
        select (index, size);

    [Fact]
    public void LED004_EveryPlaceInEverySize_Verifies()
    {
        var proofs = 0;
        foreach (var (index, size) in Pairs())
        {
            var proof = new InclusionProof(new(index), new(size), Tree.Path(index, size));
            if (!proof.Verify(Tree.LeafAt(index), Tree.Root(size)))
                Assert.Fail($"{index} in {size}");
            proofs++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{proofs} inclusion proofs, every size up to {Largest}");
    }

    [Fact]
    public void ProofFromTiles_EqualsTheDefinition()
    {
        foreach (var (index, size) in Pairs().Where((_, at) => at % 101 == 0))
        {
            Assert.True(InclusionProof.TryBuild(Tiles, new(index), new(size), out var proof, out _));
            Assert.Equal(Tree.Path(index, size), proof.Hashes);
        }
    }

    [Theory]
    [InlineData(0, 1), InlineData(0, 2), InlineData(4, 5), InlineData(6, 7), InlineData(100, 129), InlineData(255, 256)]
    [InlineData(256, 257), InlineData(511, 700), InlineData(699, 700), InlineData(0, 1000), InlineData(999, 1000)]
    public void LED004_AnyChange_IsRejected(int index, int size)
    {
        var (leaf, root, path) = (Tree.LeafAt(index), Tree.Root(size), Tree.Path(index, size));
        Assert.True(Verify(path));
        foreach (var changed in Tampering.Of(path))
            Assert.False(Verify(changed));
        for (var bit = 0; bit < 256; bit++)
        {
            var proof = new InclusionProof(new(index), new(size), path);
            Assert.False(proof.Verify(new LeafHash(Tampering.Flip(leaf.ToArray(), bit)), root));
            Assert.False(proof.Verify(leaf, new TreeHash(Tampering.Flip(root.ToArray(), bit))));
        }

        for (var other = 0; other < size; other++)
            Assert.Equal(other == index, new InclusionProof(new(other), new(size), path).Verify(leaf, root));

        bool Verify(IReadOnlyList<TreeHash> hashes) => new InclusionProof(new(index), new(size), hashes).Verify(leaf, root);
    }

    [Fact]
    public void LED004_PlaceBeyondTheTree_IsRejected()
    {
        Assert.False(new InclusionProof(new(1), new(1), []).Verify(Tree.LeafAt(0), Tree.Root(1)));
        Assert.False(new InclusionProof(new(0), new(0), []).Verify(Tree.LeafAt(0), Tree.Root(1)));
        Assert.False(new InclusionProof(new(long.MaxValue), new(long.MaxValue), []).Verify(Tree.LeafAt(0), Tree.Root(1)));
    }

    [Fact]
    public void LED001_InnerNode_IsNoLeaf()
    {
        byte[] node = [.. Tree.LeafAt(0).ToArray(), .. Tree.LeafAt(1).ToArray()];
        Assert.NotEqual(Tree.Root(2).ToString(), LeafHash.Of(node).ToString());
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", LeafHash.Of([]).ToString());
    }

    [Fact]
    public void MissingTile_IsNamed()
    {
        var tiles = MemoryTiles.Of(700);
        tiles.Remove(0, 1);
        Assert.True(InclusionProof.TryBuild(tiles, new(5), new(256), out _, out _));
        Assert.False(InclusionProof.TryBuild(tiles, new(5), new(700), out var proof, out var missing));
        Assert.Null(proof);
        Assert.Equal(new TileAddress(1, 0, 2), missing);
    }

    [Fact]
    public void LargeTree_ReadsFewTiles()
    {
        var tiles = MemoryTiles.Of(70_000, 1000);
        tiles.Reads.Clear();
        Assert.True(InclusionProof.TryBuild(tiles, new(12_345), new(70_000), out var proof, out _));
        Assert.True(proof.Verify(MemoryTiles.ReferenceNumbers(12_346)[^1], tiles.State.Root));
        Assert.InRange(tiles.Reads.Count, 1, 6);
    }
}
