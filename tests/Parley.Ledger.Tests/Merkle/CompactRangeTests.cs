using Parley.Ledger.Merkle;

namespace Parley.Ledger.Tests.Merkle;

public sealed class CompactRangeTests
{
    private static readonly ReferenceTree Tree = ReferenceTree.OfNumbers(600);

    [Fact]
    public void LED002_EveryAppend_GivesTheRootOfTheDefinition()
    {
        var range = new CompactRange();
        for (var size = 0; size < 600; size++)
        {
            Assert.Equal(Tree.Root(size), range.Root());
            Assert.Equal(int.PopCount(size), range.Roots.Length);
            range.Append(Tree.LeafAt(size));
        }
    }

    [Fact]
    public void LED003_EmptyTree_HasTheHashOfNothing()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new CompactRange().Root().ToString());
        Assert.Equal(TreeHash.Empty, LedgerState.Empty.Root);
    }

    [Fact]
    public void LED091_WrittenAndRead_GoesOnTheSame()
    {
        var range = new CompactRange();
        for (var size = 0; size < 300; size++)
        {
            var bytes = range.ToBytes();
            Assert.True(CompactRange.TryParse(bytes, out var again));
            Assert.Equal(range.Root(), again.Root());
            Assert.Equal(bytes, again.ToBytes());
            Assert.False(CompactRange.TryParse(bytes.AsSpan(1), out _));
            Assert.False(CompactRange.TryParse([.. bytes, 0], out _));
            range.Append(Tree.LeafAt(size));
        }

        Assert.False(CompactRange.TryParse([0xff, .. range.ToBytes().AsSpan(1)], out _));
        Assert.False(CompactRange.TryParse([], out _));
    }

    [Fact]
    public void Subtree_WhereItDoesNotFit_Throws()
    {
        var range = new CompactRange();
        range.Append(Tree.LeafAt(0));
        Assert.Throws<InvalidOperationException>(() => range.Append(TreeHash.Empty, 1));
        Assert.Throws<InvalidOperationException>(() => range.Append(TreeHash.Empty, 63));
    }
}
