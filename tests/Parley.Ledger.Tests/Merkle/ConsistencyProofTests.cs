using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tests.Merkle;

public sealed class ConsistencyProofTests
{
    private const int Largest = 1000;
    private static readonly ReferenceTree Tree = ReferenceTree.OfNumbers(Largest);
    private static readonly MemoryTiles Tiles = MemoryTiles.Of(Largest);

    public static IEnumerable<(int From, int To)> Pairs() =>
        from to in Enumerable.Range(0, Largest + 1)
        from older in Enumerable.Range(0, to + 1)
        select (older, to);

    [Fact]
    public void LED005_EveryOlderSizeInEverySize_Verifies()
    {
        var proofs = 0;
        foreach (var (from, to) in Pairs())
        {
            var proof = new ConsistencyProof(new(from), new(to), Tree.Proof(from, to));
            if (!proof.Verify(Tree.Root(from), Tree.Root(to)))
                Assert.Fail($"{from} in {to}");
            proofs++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{proofs} consistency proofs, every size up to {Largest}");
    }

    [Fact]
    public void ProofFromTiles_EqualsTheDefinition()
    {
        foreach (var (from, to) in Pairs().Where((_, at) => at % 101 == 0))
        {
            Assert.True(ConsistencyProof.TryBuild(Tiles, new(from), new(to), out var proof, out _));
            Assert.Equal(Tree.Proof(from, to), proof.Hashes);
        }
    }

    [Theory]
    [InlineData(1, 2), InlineData(2, 3), InlineData(3, 7), InlineData(4, 7), InlineData(6, 7), InlineData(100, 129), InlineData(128, 256)]
    [InlineData(255, 256), InlineData(256, 257), InlineData(500, 700), InlineData(699, 700), InlineData(1, 1000), InlineData(999, 1000)]
    public void LED005_AnyChange_IsRejected(int from, int to)
    {
        var (older, newer, hashes) = (Tree.Root(from), Tree.Root(to), Tree.Proof(from, to));
        Assert.True(Verify(hashes, older, newer));
        foreach (var changed in Tampering.Of(hashes))
            Assert.False(Verify(changed, older, newer));
        for (var bit = 0; bit < 256; bit++)
        {
            Assert.False(Verify(hashes, new(Tampering.Flip(older.ToArray(), bit)), newer));
            Assert.False(Verify(hashes, older, new(Tampering.Flip(newer.ToArray(), bit))));
        }

        Assert.False(Verify(hashes, newer, older));
        Assert.False(new ConsistencyProof(new(to), new(from), hashes).Verify(newer, older));

        bool Verify(IReadOnlyList<TreeHash> proof, TreeHash fromRoot, TreeHash toRoot) =>
            new ConsistencyProof(new(from), new(to), proof).Verify(fromRoot, toRoot);
    }

    [Fact]
    public void LED005_ProofForASmallerTree_IsNotOneForALarger()
    {
        Assert.True(new ConsistencyProof(new(3), new(4), Tree.Proof(3, 4)).Verify(Tree.Root(3), Tree.Root(4)));
        Assert.False(new ConsistencyProof(new(3), new(8), Tree.Proof(3, 4)).Verify(Tree.Root(3), Tree.Root(4)));
        Assert.False(new ConsistencyProof(new(4), new(8), []).Verify(Tree.Root(4), Tree.Root(4)));
    }

    [Fact]
    public void LED006_EqualOrEmptyTrees_TakeNoProof()
    {
        Assert.True(new ConsistencyProof(new(7), new(7), []).Verify(Tree.Root(7), Tree.Root(7)));
        Assert.False(new ConsistencyProof(new(7), new(7), []).Verify(Tree.Root(7), Tree.Root(8)));
        Assert.False(new ConsistencyProof(new(7), new(7), [Tree.Root(7)]).Verify(Tree.Root(7), Tree.Root(7)));
        Assert.True(new ConsistencyProof(new(0), new(7), []).Verify(TreeHash.Empty, Tree.Root(7)));
        Assert.False(new ConsistencyProof(new(0), new(7), []).Verify(Tree.Root(1), Tree.Root(7)));
        Assert.False(new ConsistencyProof(new(0), new(7), [Tree.Root(7)]).Verify(TreeHash.Empty, Tree.Root(7)));
        Assert.False(new ConsistencyProof(new(3), new(7), []).Verify(Tree.Root(3), Tree.Root(7)));
    }
}
