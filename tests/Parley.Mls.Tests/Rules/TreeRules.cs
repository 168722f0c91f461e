using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

public sealed class TreeRules
{
    [Fact]
    [Rule(80)]
    [Rule(81)]
    public void Joiner_WithoutTheTree_Refuses()
    {
        using var party = Party.Of(3);
        using var newcomer = new Member("new");
        var commit = party[0].CommitAndMerge(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)], GroupInfo = new GroupInfoOptions { WithTree = false } });
        Broken(MlsRules.TreeGiven, newcomer.TryJoin(commit.Welcome!).Error);
        Broken(MlsRules.TreeHash, newcomer.TryJoin(commit.Welcome!, new JoinOptions { Tree = party[1].Group.Tree }).Error);
        newcomer.Join(commit.Welcome!, new JoinOptions { Tree = party[0].Group.Tree });
    }

    [Fact]
    [Rule(82)]
    public void ParentHash_NotLinked_IsRefused()
    {
        using var party = Party.Of(4);
        party.Commit(0);
        party.Commit(3);
        var tree = party[0].Group.Tree;
        var suite = party[0].Group.Suite;
        Assert.Null(tree.CheckIntegrity(suite));
        var encoded = tree.Encode();
        var key = tree.Parent(tree.RootIndex)!.EncryptionKey.Span;
        encoded[encoded.AsSpan().IndexOf(key)] ^= 1;
        Broken(MlsRules.ParentHashValid, Mls.Tree.RatchetTree.Decode(encoded).Value.CheckIntegrity(suite));

        // A leaf that did not commit under parents that it would have to have set.
        var path = tree.FilteredDirectPath(new LeafIndex(3));
        using var other = new Member("other");
        var replaced = tree.Merge(new LeafIndex(3), KeyPackage(other).LeafNode, path, [.. path.Select(p => tree.Parent(p.Node)!)]);
        Broken(MlsRules.ParentHashValid, replaced.CheckParentHashes(suite));
    }

    [Fact]
    [Rule(83)]
    [Rule(84)]
    public void UnmergedLeaves_Wrong_AreRefused()
    {
        using var party = Party.Of(4);
        party.Commit(0);
        party.Commit(2);
        var tree = party[0].Group.Tree;
        Broken(MlsRules.UnmergedLeafBelow, WithUnmerged(1, new LeafIndex(3)).CheckUnmergedLeaves());
        Broken(MlsRules.UnmergedLeafBelow, WithUnmerged(1, new LeafIndex(9)).CheckUnmergedLeaves());
        Broken(MlsRules.UnmergedLeafBetween, WithUnmerged(3, new LeafIndex(1)).CheckUnmergedLeaves());

        RatchetTree WithUnmerged(uint node, LeafIndex leaf)
        {
            var changed = tree.Parent(node)! with { UnmergedLeaves = [leaf] };
            var other = tree.Parent(node == 1 ? 3u : 1u)!;
            var path = new List<DirectPathNode> { new(1, 2), new(3, 5) };
            return tree.Merge(new LeafIndex(0), tree[new LeafIndex(0)]!, path, node == 1 ? [changed, other] : [other, changed]);
        }
    }

    [Fact]
    [Rule(85)]
    public void Tree_TooLarge_IsRefused()
    {
        using var party = Party.Of(2);
        var small = Suite.Client(limits: new MlsLimits { TreeSize = 2 });
        using var newcomer = new Member("new");
        party[0].Move(Group.Load(small, party[0].Group.Save()).Value);
        Broken(MlsRules.TreeSize, party[0].TakeError(Commit(party[1], new Add(newcomer.NewKeyPackage().KeyPackage))));
        Broken(MlsRules.TreeSize, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByValue(new Add(newcomer.NewKeyPackage().KeyPackage))], null))));
        var info = party[1].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[1].Random);
        var join = Group.JoinExternally(newcomer.Client, info, newcomer.Credential, newcomer.Signature, newcomer.Psks, Suite.Now, newcomer.Random).Value;
        Broken(MlsRules.TreeSize, party[0].TakeError(join.Message));
        using var large = Party.Of(3);
        var commit = large[0].Add(newcomer);
        Broken(MlsRules.TreeSize, Group.Join(small, commit.Welcome!.Welcome, newcomer.Bundle!, newcomer.Psks, Suite.Now).Error);
    }

    [Fact]
    [Rule(86)]
    [Rule(87)]
    [Rule(93)]
    public void Path_OfTheWrongShape_IsRefused()
    {
        using var party = Party.Of(4);
        Broken(MlsRules.PathLength, party[0].TakeError(Path(party[1], path: static p => p with { Nodes = p.Nodes[..1] })));
        Broken(MlsRules.PathCiphertexts, party[0].TakeError(Path(party[1], path: static p => p with { Nodes = [p.Nodes[0] with { EncryptedPathSecret = [] }, p.Nodes[1]] })));
        Broken(MlsRules.PathCiphertexts, party[0].TakeError(Path(party[1], path: static p => p with { Nodes = [p.Nodes[0], p.Nodes[1] with { EncryptedPathSecret = p.Nodes[1].EncryptedPathSecret.AddRange(p.Nodes[1].EncryptedPathSecret) }] })));
        Broken(MlsRules.CommitParentHash, party[0].TakeError(Path(party[1], static l => l with { ParentHash = new byte[32] })));
    }

    [Fact]
    [Rule(88)]
    public void Path_NotForThisMember_IsRefused()
    {
        using var party = Party.Of(2);
        var (suite, tree) = (party[0].Group.Suite, party[0].Group.Tree);
        var path = HonestPath(party[1]);
        var merged = TreeKem.Merge(suite, tree, new LeafIndex(1), path).Value;
        using var none = PathPrivateKeys.ForLeaf(new LeafIndex(1), Secret.Zero(32));
        Broken(MlsRules.PathNotForUs, TreeKem.Decrypt(suite, merged, new LeafIndex(1), path, none, new HashSet<LeafIndex>(), []).Error);
        using var empty = Tls.Decode(new byte[5], static (ref r) => PathPrivateKeys.Read(ref r)).Value;
        Broken(MlsRules.PathNotForUs, TreeKem.Decrypt(suite, merged, new LeafIndex(1), path, empty, new HashSet<LeafIndex>(), []).Error);
    }

    [Fact]
    [Rule(89)]
    public void PathSecret_NotDecrypting_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.PathSecretDecryption, party[0].TakeError(Path(party[1], path: static p => p with
        {
            Nodes = [p.Nodes[0] with { EncryptedPathSecret = [p.Nodes[0].EncryptedPathSecret[0] with { Ciphertext = new byte[48] }] }],
        })));
        Broken(MlsRules.PathSecretDecryption, party[0].TakeError(Path(party[1], path: static p => p with
        {
            Nodes = [p.Nodes[0] with { EncryptedPathSecret = [new HpkeCiphertext(new byte[3], new byte[4])] }],
        })));
    }

    [Fact]
    [Rule(90)]
    [Rule(91)]
    public void PathSecret_NotGivingTheKeys_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.PathSecretLength, party[0].TakeError(Path(party[1], nodes: static s => s.Nodes.Select(static n => n with { PathSecret = Secret.Zero(16) }))));
        Broken(MlsRules.PathPublicKey, party[0].TakeError(Path(party[1], nodes: static s => s.Nodes.Select(static n => n with { PathSecret = Secret.Zero(32) }))));
    }

    [Fact]
    [Rule(92)]
    public void PathKeys_NotNew_AreRefused()
    {
        using var party = Party.Of(4);
        party.Commit(2);
        var tree = party[0].Group.Tree;
        Broken(MlsRules.PathKeysNew, Keys(tree[new LeafIndex(3)]!.EncryptionKey));
        Broken(MlsRules.PathKeysNew, Keys(tree.Parent(5)!.EncryptionKey));
        Broken(MlsRules.PathKeysNew, party[0].TakeError(Path(party[1], nodes: static s => s.Nodes.Select(n => n with { PublicKey = s.Nodes[0].PublicKey }))));
        Broken(MlsRules.PathKeysNew, party[0].TakeError(Path(party[1], l => l with { EncryptionKey = tree[new LeafIndex(2)]!.EncryptionKey })));

        MlsError? Keys(ReadOnlyMemory<byte> key) => party[0].TakeError(Path(party[1], nodes: s => s.Nodes.Select((n, i) => i == 0 ? n with { PublicKey = key.ToArray() } : n)));
    }

    [Fact]
    [Rule(94)]
    public void KeyDerivation_FromTooLittle_Fails()
    {
        Assert.Null(PathSecrets.Derive(new SuiteCrypto(Suite.Crypto(1).Suite, ShortHash.Create()), Secret.Zero(8), [1u]));
    }

    [Fact]
    [Rule(95)]
    public void PublicKey_Unusable_IsRefused()
    {
        using var party = Party.Of(1);
        using var newcomer = new Member("new");
        var noInit = new CommitOptions { Proposals = [new Add(KeyPackage(newcomer, initKey: new byte[32]))] };
        Broken(MlsRules.PublicKeyUnusable, party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now, noInit).Error);
        var zero = KeyPackage(newcomer, static l => l with { EncryptionKey = new byte[32] });
        party[0].CommitAndMerge(new CommitOptions { Proposals = [new Add(zero)], WithoutPath = true });
        Broken(MlsRules.PublicKeyUnusable, party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now).Error);
        var info = GroupInfo.Sign(
            party[0].Group.Suite, party[0].Group.Context, [new Extension(ExtensionType.ExternalPub, new byte[] { 1, 7 }), new Extension(ExtensionType.RatchetTree, party[0].Group.Tree.Encode())],
            party[0].Group.ConfirmationTag, party[0].Group.OwnLeaf, party[0].Signature.PrivateKey.Span, party[0].Random);
        using var outsider = new Member("out");
        Broken(MlsRules.PublicKeyUnusable, Group.JoinExternally(outsider.Client, info, outsider.Credential, outsider.Signature, outsider.Psks, Suite.Now, outsider.Random).Error);
    }
}
