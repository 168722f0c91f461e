using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class TreeVectors
{
    [Fact]
    public void TreeOperations_AllCases_GiveTheTreeAfter()
    {
        var cases = VectorFile.Read("tree-operations.json");
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var tree = RatchetTree.Decode(c.Hex("tree_before")).Value;
            Assert.Equal(c.Hex("tree_hash_before"), tree.TreeHash(suite));
            var after = Tls.Decode(c.Hex("proposal"), Proposal.Read).Value switch
            {
                Add add => tree.Add(add.KeyPackage.LeafNode).Tree,
                Update update => tree.Update(new LeafIndex((uint)c.Int("proposal_sender")), update.LeafNode),
                Remove remove => tree.Remove(remove.Removed),
                var other => throw new InvalidOperationException(other.Type.ToString()),
            };
            Assert.Equal(c.Hex("tree_after"), after.Encode());
            Assert.Equal(c.Hex("tree_hash_after"), after.TreeHash(suite));
            Assert.Equal(c.Hex("tree_hash_before"), tree.TreeHash(suite));
        }

        VectorFile.Report("tree-operations.json", cases.Length);
    }

    [Fact]
    public void TreeValidation_AllTrees_AreValid()
    {
        var cases = VectorFile.Read("tree-validation.json");
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var tree = RatchetTree.Decode(c.Hex("tree")).Value;
            var resolutions = c.GetProperty("resolutions").EnumerateArray().ToArray();
            for (var node = 0u; node < resolutions.Length; node++)
            {
                Assert.Equal(resolutions[node].EnumerateArray().Select(static n => n.GetUInt32()), tree.Resolution(node));
                Assert.Equal(c.GetProperty("tree_hashes")[(int)node].Hex(), tree.TreeHash(suite, node));
            }

            Assert.Null(tree.CheckIntegrity(suite));
            foreach (var (index, leaf) in tree.Leaves())
            {
                Assert.True(LeafNodeDraft.Verify(suite, leaf, c.Hex("group_id"), index));
            }
        }

        VectorFile.Report("tree-validation.json", cases.Length);
    }
}
