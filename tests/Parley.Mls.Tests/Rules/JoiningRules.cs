using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

public sealed class JoiningRules
{
    [Fact]
    [Rule(140)]
    [Rule(141)]
    [Rule(142)]
    public void Welcome_NotForUs_IsRefused()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        var welcome = party[0].Add(newcomer).Welcome!.Welcome;
        Broken(MlsRules.WelcomeCipherSuite, Join(newcomer, welcome with { CipherSuite = new CipherSuiteId(3) }).Error);
        Broken(MlsRules.WelcomeForUs, Join(newcomer, welcome with { Secrets = [] }).Error);
        var garbled = welcome.Secrets[0] with { Secrets = welcome.Secrets[0].Secrets with { Ciphertext = new byte[60] } };
        Broken(MlsRules.WelcomeSecretsDecryption, Join(newcomer, welcome with { Secrets = [garbled] }).Error);
        Broken(MlsRules.WelcomeSecretsDecryption, Join(newcomer, welcome with { EncryptedGroupInfo = new byte[99] }).Error);
        Assert.True(Join(newcomer, welcome).IsOk);
    }

    [Fact]
    [Rule(143)]
    [Rule(144)]
    [Rule(145)]
    [Rule(115)]
    public void WelcomeSecrets_Wrong_AreRefused()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        var commit = party[0].Commit(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)] });
        var next = commit.Staged.Merge();
        var psk = new ResumptionPskId(ResumptionPskUsage.Branch, "g"u8.ToArray(), 1, new byte[32]);
        Broken(MlsRules.WelcomeInfoDecryption, Reseal(static s => s with { JoinerSecret = new byte[32] }));
        Broken(MlsRules.WelcomeOneFounding, Reseal(s => s with { Psks = [psk, psk] }));
        Broken(MlsRules.PskNonce, Reseal(static s => s with { Psks = [new ExternalPskId(default, default)] }));
        Broken(MlsRules.PskKnown, Reseal(static s => s with { Psks = [new ExternalPskId(default, new byte[32])] }));
        Broken(MlsRules.WelcomePathSecret, Reseal(static s => s with { PathSecret = new byte[32] }));
        Broken(MlsRules.PathSecretLength, Reseal(static s => s with { PathSecret = new byte[31] }));

        MlsError? Reseal(Func<GroupSecrets, GroupSecrets> change)
        {
            var suite = next.Suite;
            var welcome = commit.Welcome!.Welcome;
            using var opened = suite.DecryptWithLabel(newcomer.Bundle!.InitKey, "Welcome"u8, welcome.EncryptedGroupInfo.Span, welcome.Secrets[0].Secrets)!;
            var secrets = change(Tls.Decode(opened.Span.ToArray(), GroupSecrets.Read).Value);
            var sealedAgain = suite.EncryptWithLabel(newcomer.Bundle.KeyPackage.InitKey.Span, "Welcome"u8, welcome.EncryptedGroupInfo.Span, Tls.Encode(secrets.Write), newcomer.Random)!;
            return Join(newcomer, welcome with { Secrets = [welcome.Secrets[0] with { Secrets = sealedAgain }] }).Error;
        }
    }

    [Fact]
    [Rule(119)]
    [Rule(145)]
    public void Welcome_WithAForgedGroupInfo_IsRefused()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        var commit = party[0].Commit(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)] });
        var next = commit.Staged.Merge();
        var suite = next.Suite;
        var welcome = commit.Welcome!.Welcome;
        using var opened = suite.DecryptWithLabel(newcomer.Bundle!.InitKey, "Welcome"u8, welcome.EncryptedGroupInfo.Span, welcome.Secrets[0].Secrets)!;
        var secrets = opened.Span.ToArray();

        Assert.Null(Forged(next.ConfirmationTag, new LeafIndex(0), party[0]));
        Broken(MlsRules.ConfirmationTag, Forged(new byte[32], new LeafIndex(0), party[0]));

        // Signed by the joiner's own leaf, which shares no ancestor with itself.
        Broken(MlsRules.WelcomePathSecret, Forged(next.ConfirmationTag, new LeafIndex(2), newcomer));

        MlsError? Forged(ReadOnlyMemory<byte> tag, LeafIndex signer, Member member)
        {
            var info = GroupInfo.Sign(suite, next.Context, [new Extension(ExtensionType.RatchetTree, next.Tree.Encode())], tag, signer, member.Signature.PrivateKey.Span, member.Random);
            var read = Tls.Decode(secrets, GroupSecrets.Read).Value;
            using var memberSecret = EpochSecrets.Member(suite, read.JoinerSecret.Span, Secret.Zero(32));
            using var welcomeSecret = EpochSecrets.Welcome(suite, memberSecret);
            var encrypted = new byte[info.Encoded.Length + suite.TagSize];
            suite.Seal(
                suite.ExpandWithLabel(welcomeSecret.Span, "key"u8, [], suite.KeySize).Span,
                suite.ExpandWithLabel(welcomeSecret.Span, "nonce"u8, [], suite.NonceSize).Span,
                [],
                info.Encoded.Span,
                encrypted);
            var entry = suite.EncryptWithLabel(newcomer.Bundle.KeyPackage.InitKey.Span, "Welcome"u8, encrypted, secrets, member.Random)!;
            return Join(newcomer, new Welcome(suite.Id, [welcome.Secrets[0] with { Secrets = entry }], encrypted)).Error;
        }
    }

    [Fact]
    [Rule(146)]
    [Rule(147)]
    [Rule(148)]
    [Rule(149)]
    [Rule(14)]
    [Rule(119)]
    public void GroupInfo_Wrong_IsRefused()
    {
        using var party = Party.Of(3);
        var group = party[0].Group;
        using var newcomer = new Member("new");
        Broken(MlsRules.GroupInfoCipherSuite, Check(Context(suite: 3)));
        Broken(MlsRules.GroupInfoSigner, Check(group.Context, signer: 3));
        Broken(MlsRules.GroupInfoSigner, Check(group.Context, signer: 300));
        Broken(MlsRules.GroupInfoSignature, Check(group.Context, signer: 1));
        Broken(MlsRules.GroupExtensionSupported, Check(Context(extensions: [new Extension((ExtensionType)0xF00D, default)])));
        Broken(MlsRules.MessageVersion, Check(Tls.Decode((byte[])[0, 2, .. group.Context.Encoded[2..].Span], GroupContext.Read).Value));

        GroupContext Context(ushort suite = 1, ImmutableArray<Extension>? extensions = null) =>
            GroupContext.Create(new CipherSuiteId(suite), group.GroupId, group.Epoch, group.Context.TreeHash, group.Context.ConfirmedTranscriptHash, extensions ?? []);

        MlsError? Check(GroupContext context, uint signer = 0)
        {
            var info = GroupInfo.Sign(group.Suite, context, [], group.ConfirmationTag, new LeafIndex(signer), party[0].Signature.PrivateKey.Span, party[0].Random);
            return JoinValidation.Check(newcomer.Client, group.Suite, info, group.Tree, Suite.Now).Error;
        }
    }

    [Fact]
    [Rule(150)]
    [Rule(152)]
    public void ExternalJoin_NotPossible_IsRefused()
    {
        using var party = Party.Of(2);
        using var outsider = new Member("x");
        Broken(MlsRules.ExternalPub, Join(GroupInfoOptions.Default, ExternalJoinOptions.Default));
        Broken(MlsRules.GroupIdUnique, Join(new GroupInfoOptions { WithExternalKey = true }, new ExternalJoinOptions { IsMemberOf = static _ => true }));
        var malformed = new GroupInfoOptions { Extensions = [new Extension(ExtensionType.ExternalPub, new byte[] { 9 })] };
        Broken(MlsRules.ExternalPub, Join(malformed, ExternalJoinOptions.Default));
        using var newcomer = new Member("new");
        var welcome = party[0].Add(newcomer).Welcome!;
        Broken(MlsRules.GroupIdUnique, newcomer.TryJoin(welcome, new JoinOptions { IsMemberOf = static id => id.Span.SequenceEqual("group"u8) }).Error);

        MlsError? Join(GroupInfoOptions info, ExternalJoinOptions options) => Group.JoinExternally(
            outsider.Client, party[0].Group.GroupInfo(info, party[0].Random), outsider.Credential, outsider.Signature, outsider.Psks, Suite.Now, outsider.Random, options).Error;
    }

    [Fact]
    [Rule(151)]
    public void Leaf_NotInTheTree_IsRefused()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        var bundle = newcomer.NewKeyPackage();
        var welcome = party[0].CommitAndMerge(new CommitOptions { Proposals = [new Add(bundle.KeyPackage)] }).Welcome!.Welcome;

        // The same init key over another leaf: the Welcome's reference is made to fit.
        var other = newcomer.NewKeyPackage();
        var changed = new KeyPackageBundle(other.KeyPackage, bundle.InitKey.Share(), other.EncryptionKey, newcomer.Signature);
        var entry = welcome.Secrets[0] with { NewMember = other.KeyPackage.Reference(party[0].Group.Suite) };
        Broken(MlsRules.OwnLeafInTree, Group.Join(newcomer.Client, welcome with { Secrets = [entry] }, changed, newcomer.Psks, Suite.Now).Error);
    }

    [Fact]
    [Rule(153)]
    [Rule(154)]
    [Rule(155)]
    [Rule(158)]
    [Rule(159)]
    public void Branch_NotOfItsOrigin_IsRefused()
    {
        var client = Suite.Client(new ByName());
        using var party = Party.Of(3, client: client);
        using var stranger = new Member("stranger", client: client);
        var welcome = Found(party[1].NewKeyPackage().KeyPackage);
        party[1].Psks.Resumption[("group", party[0].Group.Epoch)] = party[0].Group.ResumptionPskOf(party[0].Group.Epoch)!;
        Broken(MlsRules.FoundingOrigin, party[1].TryJoin(welcome).Error);
        using var plain = Party.Of(1, client: client);
        Broken(MlsRules.FoundingPsk, party[1].TryJoin(plain[0].Add(party[1]).Welcome!, new JoinOptions { Origin = party[1].Group }).Error);
        welcome = Found(party[1].NewKeyPackage().KeyPackage, stranger.NewKeyPackage().KeyPackage);
        Broken(MlsRules.BranchMembers, party[1].TryJoin(welcome, new JoinOptions { Origin = party[1].Group }).Error);
        Broken(MlsRules.BranchParameters, party[0].Group.Branch("b"u8.ToArray(), new Member("a", 3, client).NewKeyPackage(), [], Suite.Now, party[0].Random).Error);
        Broken(MlsRules.FoundingEpoch, CheckFounding(ResumptionPskUsage.Branch, party[0].Group, 2));
        Broken(MlsRules.FoundingOrigin, CheckFounding(ResumptionPskUsage.Branch, party[0].Group, 1, pskEpoch: party[0].Group.Epoch + 1));
        using var chacha = Party.Of(1, 3, client);
        Broken(MlsRules.BranchParameters, CheckFounding(ResumptionPskUsage.Branch, chacha[0].Group, 1));

        MlsMessage Found(params KeyPackage[] members) => party[0].Group.Branch(
            "branch"u8.ToArray(), new Member("a", client: client, seed: 77).NewKeyPackage(), members, Suite.Now, party[0].Random).Value.Welcome!;
    }

    [Fact]
    [Rule(156)]
    [Rule(157)]
    public void ReInitialisation_NotAsAnnounced_IsRefused()
    {
        var client = Suite.Client(new ByName());
        using var party = Party.Of(2, client: client);
        party.Commit(0, new CommitOptions { Proposals = [new ReInit("next"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(1), [])], WithoutPath = true });
        Broken(MlsRules.ReInitParameters, party[0].Group.ReInitialise(new Member("a", 3, client).NewKeyPackage(), [], Suite.Now, party[0].Random).Error);
        using var other = Party.Of(2, client: client);
        Broken(MlsRules.ReInitParameters, CheckFounding(ResumptionPskUsage.ReInit, other[0].Group, 1));

        // Only one of the two old members is in the new group.
        Broken(MlsRules.ReInitMembers, CheckFounding(ResumptionPskUsage.ReInit, party[0].Group, 1, "next"));
    }

    [Fact]
    [Rule(154)]
    [Rule(156)]
    [Rule(158)]
    public void Successor_WithOneThingChanged_IsRefused()
    {
        var client = Suite.Client(new ByName());
        using var party = Party.Of(1, client: client);
        using var closed = Party.Of(1, client: client);
        var extensions = ImmutableArray.Create(new RequiredCapabilities([], [], []).ToExtension());
        closed.Commit(0, new CommitOptions { Proposals = [new ReInit("next"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(1), extensions)], WithoutPath = true });
        Assert.Null(ReInit());
        Broken(MlsRules.ReInitParameters, ReInit(id: "other"));
        Broken(MlsRules.ReInitParameters, ReInit(version: 2));
        Broken(MlsRules.ReInitParameters, ReInit(suite: 3));
        Broken(MlsRules.ReInitParameters, ReInit(list: []));
        Broken(MlsRules.FoundingOrigin, ReInit(origin: "elsewhere"));
        Assert.Null(Branch());
        Broken(MlsRules.BranchParameters, Branch(version: 2));
        Broken(MlsRules.BranchParameters, Branch(suite: 3));

        MlsError? ReInit(string id = "next", byte version = 1, ushort suite = 1, ImmutableArray<Extension>? list = null, string origin = "group") =>
            Check(ResumptionPskUsage.ReInit, closed[0].Group, id, version, suite, list ?? extensions, origin);

        MlsError? Branch(byte version = 1, ushort suite = 1) => Check(ResumptionPskUsage.Branch, party[0].Group, "branch", version, suite, [], "group");

        static MlsError? Check(ResumptionPskUsage usage, Group origin, string id, byte version, ushort suite, ImmutableArray<Extension> list, string named)
        {
            var encoded = GroupContext.Create(new CipherSuiteId(suite), System.Text.Encoding.UTF8.GetBytes(id), 1, origin.Context.TreeHash, default, list).Encoded.ToArray();
            encoded[1] = version;
            var context = Tls.Decode(encoded, GroupContext.Read).Value;
            var info = GroupInfo.Sign(origin.Suite, context, [], origin.ConfirmationTag, origin.OwnLeaf, origin.Signer.PrivateKey.Span, new SeededRandomness(1));
            var rules = GroupRules.Create(origin.Client, origin.Suite, origin.GroupId, []).Value;
            var psks = ImmutableArray.Create<PreSharedKeyId>(new ResumptionPskId(usage, System.Text.Encoding.UTF8.GetBytes(named), origin.Epoch, new byte[32]));
            return Founding.CheckJoin(info, psks, new JoinValidation.Joined(rules, origin.Tree), origin);
        }
    }

    [Fact]
    [Rule(2)]
    public void Welcome_WithGarbageInside_IsRefused()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        var commit = party[0].Commit(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)] });
        var suite = party[0].Group.Suite;
        var welcome = commit.Welcome!.Welcome;
        var entry = suite.EncryptWithLabel(newcomer.Bundle!.KeyPackage.InitKey.Span, "Welcome"u8, welcome.EncryptedGroupInfo.Span, [9], newcomer.Random)!;
        Broken(MlsRules.Truncated, Join(newcomer, welcome with { Secrets = [welcome.Secrets[0] with { Secrets = entry }] }).Error);

        using var opened = suite.DecryptWithLabel(newcomer.Bundle.InitKey, "Welcome"u8, welcome.EncryptedGroupInfo.Span, welcome.Secrets[0].Secrets)!;
        var secrets = opened.Span.ToArray();
        using var member = EpochSecrets.Member(suite, Tls.Decode(secrets, GroupSecrets.Read).Value.JoinerSecret.Span, Secret.Zero(32));
        using var welcomeSecret = EpochSecrets.Welcome(suite, member);
        var encrypted = new byte[1 + suite.TagSize];
        suite.Seal(suite.ExpandWithLabel(welcomeSecret.Span, "key"u8, [], suite.KeySize).Span, suite.ExpandWithLabel(welcomeSecret.Span, "nonce"u8, [], suite.NonceSize).Span, [], [9], encrypted);
        entry = suite.EncryptWithLabel(newcomer.Bundle.KeyPackage.InitKey.Span, "Welcome"u8, encrypted, secrets, newcomer.Random)!;
        Broken(MlsRules.Truncated, Join(newcomer, new Welcome(suite.Id, [welcome.Secrets[0] with { Secrets = entry }], encrypted)).Error);
    }

    [Fact]
    public void Welcome_OfACommitWithoutAPath_IsTaken()
    {
        using var party = Party.Of(2);
        using var newcomer = new Member("new");
        var commit = party[0].CommitAndMerge(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)], WithoutPath = true });
        newcomer.Join(commit.Welcome!);
        Assert.Equal(party[0].Group.EpochAuthenticator.ToArray(), newcomer.Group.EpochAuthenticator.ToArray());
        Assert.Null(party[0].Commit().Welcome);
    }

    /// <summary>Each of a joiner's checks stands in the way, not only the function that it calls.</summary>
    [Fact]
    [Rule(15)]
    [Rule(52)]
    [Rule(82)]
    public void Joiner_OfAWrongGroup_Refuses()
    {
        using var party = Party.Of(4);
        party.Commit(0);
        using var newcomer = new Member("new");
        var tree = party[0].Group.Tree;
        var sender = ExternalSender.ToExtension([new ExternalSender(newcomer.Signature.PublicKey, newcomer.Credential)]);
        var service = new TrustingService();
        var client = Suite.Client(service, new MlsLimits { TreeSize = 4 });
        Assert.Null(Check(tree, []));
        Broken(MlsRules.ExtensionMalformed, Check(tree, [new Extension(ExtensionType.RequiredCapabilities, new byte[] { 9 })]));
        var damaged = tree.Encode();
        damaged[damaged.AsSpan().IndexOf(tree.Parent(tree.RootIndex)!.EncryptionKey.Span)] ^= 1;
        Broken(MlsRules.ParentHashValid, Check(Mls.Tree.RatchetTree.Decode(damaged).Value, []));
        service.Refused.Add("new");
        Assert.Null(Check(tree, []));
        Broken(MlsRules.CredentialRefused, Check(tree, [sender]));
        service.Refused.Add("b");
        Broken(MlsRules.CredentialRefused, Check(tree, []));
        service.Refused.Clear();

        // Leaves of key packages that have expired since they were added.
        Assert.Null(Check(tree, [], Suite.Now.AddDays(1000)));

        MlsError? Check(RatchetTree given, ImmutableArray<Extension> extensions, DateTimeOffset? now = null)
        {
            var group = party[0].Group;
            var context = GroupContext.Create(group.Suite.Id, group.GroupId, group.Epoch, given.TreeHash(group.Suite), group.Context.ConfirmedTranscriptHash, extensions);
            var info = GroupInfo.Sign(group.Suite, context, [], group.ConfirmationTag, group.OwnLeaf, party[0].Signature.PrivateKey.Span, party[0].Random);
            return JoinValidation.Check(client, group.Suite, info, given, now ?? Suite.Now).Error;
        }
    }

    [Fact]
    [Rule(52)]
    [Rule(54)]
    [Rule(65)]
    [Rule(81)]
    [Rule(95)]
    [Rule(116)]
    public void ExternalJoin_ThatTheGroupWouldRefuse_IsNotMade()
    {
        var service = new TrustingService();
        using var party = Party.Of(3);
        using var outsider = new Member("x", client: Suite.Client(service));
        var old = party[0].Group.Tree;
        party.Commit(0);
        Assert.Null(Join());
        Broken(MlsRules.TreeHash, Join(new ExternalJoinOptions { Tree = old }));
        Broken(MlsRules.PskKnown, Join(new ExternalJoinOptions { Psks = ["k"u8.ToArray()] }));
        Broken(MlsRules.SignatureKeyUnique, Join(signer: party[1].Signature));
        service.RefuseSuccessors = true;
        Broken(MlsRules.CredentialSuccessor, Join(new ExternalJoinOptions { Replaces = new LeafIndex(1) }));
        service.Refused.Add("x");
        Broken(MlsRules.CredentialRefused, Join());
        service.Refused.Clear();
        using var unusable = new Member("unusable");
        party[0].CommitAndMerge(new CommitOptions { Proposals = [new Add(KeyPackage(unusable, static l => l with { EncryptionKey = new byte[32] }))], WithoutPath = true });
        Broken(MlsRules.PublicKeyUnusable, Join());

        MlsError? Join(ExternalJoinOptions? options = null, SignatureKeyPair? signer = null) => Group.JoinExternally(
            outsider.Client, party[0].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[0].Random),
            outsider.Credential, signer ?? outsider.Signature, outsider.Psks, Suite.Now, outsider.Random, options).Error;
    }

    private static MlsError? CheckFounding(ResumptionPskUsage usage, Group origin, ulong epoch, string id = "other", ulong? pskEpoch = null)
    {
        var client = origin.Client;
        using var party = Party.Of(1, client: client);
        var group = party[0].Group;
        var context = GroupContext.Create(group.CipherSuite.Id, System.Text.Encoding.UTF8.GetBytes(id), epoch, group.Context.TreeHash, default, []);
        var info = GroupInfo.Sign(group.Suite, context, [], group.ConfirmationTag, group.OwnLeaf, party[0].Signature.PrivateKey.Span, party[0].Random);
        var rules = GroupRules.Create(client, group.Suite, group.GroupId, []).Value;
        var psks = ImmutableArray.Create<PreSharedKeyId>(new ResumptionPskId(usage, origin.GroupId, pskEpoch ?? origin.Epoch, new byte[32]));
        return Founding.CheckJoin(info, psks, new JoinValidation.Joined(rules, group.Tree), origin);
    }

    private static MlsResult<Group> Join(Member member, Welcome welcome) => Group.Join(member.Client, welcome, member.Bundle!, member.Psks, Suite.Now);

    private sealed class ByName : TrustingService
    {
        public override bool IsSameClient(LeafNode one, LeafNode other) => one.Credential.Same(other.Credential);
    }
}
