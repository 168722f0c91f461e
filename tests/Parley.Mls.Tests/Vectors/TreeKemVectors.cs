using System.Text.Json;
using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class TreeKemVectors
{
    [Fact]
    public void TreeKem_AllPaths_BothDirections()
    {
        var cases = VectorFile.Read("treekem.json");
        var paths = 0;
        foreach (var c in cases)
        {
            var suite = Suite.Crypto(c.Int("cipher_suite"));
            var tree = RatchetTree.Decode(c.Hex("ratchet_tree")).Value;
            var members = c.GetProperty("leaves_private").EnumerateArray().ToDictionary(
                static m => m.GetProperty("index").GetUInt32(), m => Keys(suite, tree, m));
            foreach (var p in c.GetProperty("update_paths").EnumerateArray())
            {
                Check(c, suite, tree, members, p);
                paths++;
            }
        }

        VectorFile.Report("treekem.json", cases.Length, $"{paths} paths");
    }

    private static (PathPrivateKeys Keys, byte[] Signature) Keys(SuiteCrypto suite, RatchetTree tree, JsonElement member)
    {
        var leaf = new LeafIndex(member.GetProperty("index").GetUInt32());
        var nodes = new List<(uint, Secret)>();
        foreach (var s in member.GetProperty("path_secrets").EnumerateArray())
        {
            var node = s.GetProperty("node").GetUInt32();
            using var secret = suite.DeriveSecret(Secret.Copy(s.Hex("path_secret")), "node"u8);
            var (privateKey, publicKey) = suite.DeriveKeyPair(secret.Span)!.Value;
            Assert.Equal(tree.EncryptionKey(node).ToArray(), publicKey);
            nodes.Add((node, privateKey));
        }

        Assert.Equal(tree[leaf]!.EncryptionKey.ToArray(), suite.HpkePublicKey(Suite.Key(member.Hex("encryption_priv"), suite.Id.Value)));
        return (PathPrivateKeys.ForLeaf(leaf, Secret.Copy(Suite.Key(member.Hex("encryption_priv"), suite.Id.Value))).With(tree, nodes), Suite.Key(member.Hex("signature_priv"), suite.Id.Value));
    }

    private static void Check(
        JsonElement c, SuiteCrypto suite, RatchetTree tree, Dictionary<uint, (PathPrivateKeys Keys, byte[] Signature)> members, JsonElement p)
    {
        var sender = new LeafIndex(p.GetProperty("sender").GetUInt32());
        var path = Tls.Decode(p.Hex("update_path"), UpdatePath.Read).Value;
        var merged = TreeKem.Merge(suite, tree, sender, path).Value;
        Assert.Equal(p.Hex("tree_hash_after"), merged.TreeHash(suite));
        Decrypt(merged, path, p.Hex("commit_secret"), p.GetProperty("path_secrets"));

        var random = new SeededRandomness(3);
        var secrets = PathSecrets.Derive(suite, Secret.Random(suite.HashSize, random), tree.FilteredDirectPath(sender).Select(static s => s.Node))!;
        var (_, leafKey) = suite.GenerateKeyPair(random);
        var old = tree[sender]!;
        var (own, leaf) = TreeKem.Refresh(suite, tree, sender, secrets, hash => new LeafNodeDraft(
            leafKey, old.SignatureKey, old.Credential, old.Capabilities, LeafNodeSource.Commit, null, hash, old.Extensions)
            .Sign(suite, members[sender.Value].Signature, c.Hex("group_id"), sender, random));
        var made = TreeKem.Encrypt(suite, own, sender, leaf, secrets, new HashSet<LeafIndex>(), Context(own).Encoded, random).Value;
        var received = TreeKem.Merge(suite, tree, sender, made).Value;
        Assert.Equal(own.TreeHash(suite), received.TreeHash(suite));
        Assert.Null(received.CheckIntegrity(suite));
        Decrypt(received, made, secrets.CommitSecret.Span.ToArray(), null);

        GroupContext Context(RatchetTree after) => GroupContext.Create(
            suite.Id, c.Hex("group_id"), c.GetProperty("epoch").GetUInt64(), after.TreeHash(suite), c.Hex("confirmed_transcript_hash"), []);

        void Decrypt(RatchetTree after, UpdatePath update, byte[] commitSecret, JsonElement? pathSecrets)
        {
            foreach (var (index, member) in members)
            {
                if (index == sender.Value)
                {
                    continue;
                }

                var result = TreeKem.Decrypt(suite, after, sender, update, member.Keys, new HashSet<LeafIndex>(), Context(after).Encoded.Span);
                Assert.True(result.IsOk, result.Error?.ToString());
                Assert.Equal(commitSecret, result.Value.CommitSecret.Span.ToArray());
                if (pathSecrets is { } expected)
                {
                    Assert.Equal(expected[(int)index].Hex(), result.Value.Nodes[0].PathSecret.Span.ToArray());
                }
            }
        }
    }
}
