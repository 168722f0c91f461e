using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class SecretTreeVectors
{
    [Fact]
    public void SecretTree_AllLeavesAndGenerations_Agree()
    {
        var cases = VectorFile.Read("secret-tree.json");
        var keys = 0;
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var sender = c.GetProperty("sender_data");
            var key = new byte[suite.KeySize];
            var nonce = new byte[suite.NonceSize];
            MessageProtection.SenderDataKey(suite, Secret.Copy(sender.Hex("sender_data_secret")), sender.Hex("ciphertext"), key, nonce);
            Assert.Equal(sender.Hex("key"), key);
            Assert.Equal(sender.Hex("nonce"), nonce);

            var leaves = c.GetProperty("leaves").EnumerateArray().ToArray();
            var tree = SecretTree.Create(Secret.Copy(c.Hex("encryption_secret")), TreeMath.FullLeafCount((uint)leaves.Length));
            for (var i = 0u; i < leaves.Length; i++)
            {
                foreach (var g in leaves[i].EnumerateArray())
                {
                    foreach (var (type, name) in new[] { (ContentType.Proposal, "handshake"), (ContentType.Application, "application") })
                    {
                        var drawn = tree.Draw(suite, new LeafIndex(i), type, g.GetProperty("generation").GetUInt32(), MlsLimits.Default).Value;
                        Assert.Equal(g.Hex(name + "_key"), drawn.Key.Key.Span.ToArray());
                        Assert.Equal(g.Hex(name + "_nonce"), drawn.Key.Nonce.Span.ToArray());
                        tree = drawn.Next;
                        keys++;
                    }
                }
            }
        }

        VectorFile.Report("secret-tree.json", cases.Length, $"{keys} keys");
    }
}
