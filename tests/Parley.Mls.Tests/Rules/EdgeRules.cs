using System.Runtime.InteropServices;
using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

/// <summary>Limits at their very edge, and what is accepted right beside what a rule refuses.</summary>
public sealed class EdgeRules
{
    [Fact]
    [Rule(7)]
    public void Field_AsLongAsItsKindMayBe_IsRead()
    {
        Assert.True(Tls.Decode(new byte[] { 2, 7, 7 }, static (ref r) => (object)r.Opaque(2)).IsOk);
        Assert.True(Tls.Decode(new byte[] { 2, 7, 7 }, static (ref r) => (object)r.List(static (ref x) => x.U8(), 2)).IsOk);
        Broken(MlsRules.FieldTooLong, Tls.Decode(new byte[] { 2, 7, 7 }, static (ref r) => (object)r.Opaque(1)).Error);
        Broken(MlsRules.FieldTooLong, Tls.Decode(new byte[] { 2, 7, 7 }, static (ref r) => (object)r.List(static (ref x) => x.U8(), 1)).Error);
    }

    [Fact]
    public void Reader_AfterAFault_YieldsZeroes()
    {
        var reader = new TlsReader(new byte[] { 7, 7, 7 });
        reader.Fail(MlsRules.Malformed);
        Assert.Equal(0, reader.U8());
        Assert.Empty(reader.Opaque().ToArray());
        Broken(MlsRules.Malformed, reader.Fault!.Broken());
    }

    [Fact]
    public void Reader_OfASecret_LeavesNoneBehind()
    {
        byte[] input = [3, 7, 7, 7, 9];
        var reader = new TlsReader(input);
        using var secret = reader.Secret(3);
        Assert.Equal([7, 7, 7], secret.Span.ToArray());
        Assert.Equal([3, 0, 0, 0, 9], input);
    }

    [Fact]
    [Rule(11)]
    public void UnmergedLeaves_InOrder_AreReadAndNoneTwice()
    {
        Assert.True(Tls.Decode(new byte[] { 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2 }, ParentNode.Read).IsOk);
        Broken(MlsRules.UnmergedLeavesOrder, Tls.Decode(new byte[] { 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 1 }, ParentNode.Read).Error);
    }

    [Fact]
    [Rule(83)]
    [Rule(84)]
    public void UnmergedLeaves_AtEachParentOfAMember_AreRight()
    {
        using var party = Party.Of(7);
        party.Commit(0);
        party.Commit(0, new CommitOptions { Proposals = [new Remove(new LeafIndex(3))] });
        using var newcomer = new Member("new");
        var suite = party[0].Group.Suite;
        var blank = party[0].Group.Tree;
        party[0].CommitAndMerge(new CommitOptions { Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)], WithoutPath = true });
        var tree = party[0].Group.Tree;
        Assert.Equal([new LeafIndex(3)], tree.Parent(3)!.UnmergedLeaves);
        Assert.Equal([new LeafIndex(3)], tree.Parent(7)!.UnmergedLeaves);
        Assert.Null(tree.CheckIntegrity(suite));

        // The same list at a tree where nobody stands at that leaf.
        var path = blank.FilteredDirectPath(new LeafIndex(0));
        var haunted = blank.Merge(new LeafIndex(0), blank[new LeafIndex(0)]!, path, [.. path.Select(p => tree.Parent(p.Node)!)]);
        Broken(MlsRules.UnmergedLeafBelow, haunted.CheckUnmergedLeaves());
    }

    [Fact]
    public void RatchetTree_Read_DoesNotKeepTheMessageThatItCameIn()
    {
        using var party = Party.Of(2);
        var tree = Mls.Tree.RatchetTree.Decode(party[0].Group.Tree.Encode()).Value;
        var leaf = tree[new LeafIndex(1)]!.Encoded;
        Assert.True(MemoryMarshal.TryGetArray(leaf, out var held));
        Assert.Equal(leaf.Length, held.Array!.Length);
    }

    [Fact]
    [Rule(17)]
    public void StoredSecretTree_DeeperThanATreeCanBe_IsRefused()
    {
        Assert.True(Tls.Decode(Nested(32), SecretTree.Read).IsOk);
        Broken(MlsRules.StateMalformed, Tls.Decode(Nested(33), SecretTree.Read).Error);

        static byte[] Nested(int depth) => [0, 0, 0, 1, .. Enumerable.Repeat((byte)1, depth), 0, 0, .. Enumerable.Repeat(new byte[] { 0, 0 }, depth).SelectMany(static b => b)];
    }

    [Fact]
    [Rule(17)]
    public void StoredParts_OfOneEpochOnlyInPart_AreRefused()
    {
        var client = Suite.Client(limits: new MlsLimits { PastEpochs = 1 });
        using var party = Party.Of(1, client: client);
        party[0].CommitAndMerge();
        var one = party[0].Group.Save();
        using (var aged = party[0].Group.WithoutExpired(Suite.Now.AddDays(9)))
        {
            Broken(MlsRules.StateMalformed, Group.Load(client, one with { Messages = aged.SaveMessages() }).Error);
        }

        party[0].CommitAndMerge();
        Broken(MlsRules.StateMalformed, Group.Load(client, one with { Messages = party[0].Group.SaveMessages() }).Error);
    }

    [Fact]
    [Rule(15)]
    public void StoredState_WithAMalformedExtension_IsRefused()
    {
        using var party = Party.Of(1, extensions: [new RequiredCapabilities([], [], []).ToExtension()]);
        var saved = party[0].Group.Save();
        var epoch = saved.Epoch.ToArray();
        epoch[epoch.AsSpan().IndexOf(new byte[] { 0, 3, 3, 0, 0, 0 }) + 3] = 9;
        Broken(MlsRules.ExtensionMalformed, Group.Load(party[0].Client, saved with { Epoch = epoch }).Error);
    }

    [Fact]
    [Rule(85)]
    public void Tree_AsLargeAsTheLimit_IsAccepted()
    {
        var client = Suite.Client(limits: new MlsLimits { TreeSize = 4 });
        using var party = Party.Of(3, client: client);
        using var outsider = new Member("x", client: client);
        var info = party[0].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[0].Random);
        var join = Group.JoinExternally(client, info, outsider.Credential, outsider.Signature, outsider.Psks, Suite.Now, outsider.Random).Value;
        outsider.Move(join.Group);
        party.Everyone(0, join.Message);
        party[0].Take(join.Message);
        party.AssertAgree();
        Assert.Equal(4u, party[0].Group.Tree.Members);
    }

    [Fact]
    public void Group_Founded_ChecksItsFounder()
    {
        var service = new TrustingService();
        using var founder = new Member("a", client: Suite.Client(service));
        using var own = founder.NewKeyPackage();
        Assert.True(Found(new byte[WireLimits.Name], own).IsOk);
        Assert.Throws<ArgumentException>(() => Found(new byte[WireLimits.Name + 1], own));
        Broken(MlsRules.LifetimeNow, Found(new byte[1], founder.NewKeyPackage(lifetime: new Lifetime(1, 2))).Error);
        service.Refused.Add("service");
        var sender = ExternalSender.ToExtension([new ExternalSender(founder.Signature.PublicKey, new BasicCredential("service"u8.ToArray()))]);
        Broken(MlsRules.CredentialRefused, Found(new byte[1], own, sender).Error);

        MlsResult<Group> Found(byte[] id, KeyPackageBundle bundle, params Extension[] extensions) =>
            Group.Create(founder.Client, id, bundle, [.. extensions], Suite.Now, founder.Random);
    }

    [Fact]
    [Rule(41)]
    public void Message_AsLargeAsTheLimit_IsSentAndLookedAt()
    {
        using var party = Party.Of(2, client: Suite.Client(limits: new MlsLimits { MessageSize = 5 }));
        Assert.Equal("12345", party[1].Read(party[0].Protect("12345")));
        Broken(MlsRules.SenderDataAuthentic, party[1].TakeError(Sized(5 + (1 << 16))));
        Broken(MlsRules.MessageSize, party[1].TakeError(Sized(6 + (1 << 16))));

        Broken(MlsRules.MessageSize, party[1].TakeError(Sized(5 + (1 << 16)) with { AuthenticatedData = new byte[1] }));
        var proposal = Tls.Encode(new Remove(new LeafIndex(1)).Write);
        var content = FramedContent.Create(party[0].Group.GroupId, party[0].Group.Epoch, Sender.Member(new LeafIndex(0)), default, ContentType.Proposal, proposal);
        var room = 5 + (1 << 16) - content.Encoded.Length - 3;
        Broken(MlsRules.MembershipTag, party[1].TakeError(Open(room)));
        Broken(MlsRules.MessageSize, party[1].TakeError(Open(room + 1)));

        PrivateMessage Sized(int size) => new(party[0].Group.GroupId, party[0].Group.Epoch, ContentType.Application, default, new byte[28], new byte[size]);

        // Three more bytes for the length of the data in the clear.
        PublicMessage Open(int size) => new(
            FramedContent.Create(party[0].Group.GroupId, party[0].Group.Epoch, Sender.Member(new LeafIndex(0)), new byte[size], ContentType.Proposal, proposal),
            new FramedContentAuthData(default, default),
            new byte[32]);
    }

    [Fact]
    public void Message_Padded_HidesTheLengthOfItsContent()
    {
        using var party = Party.Of(2);
        var options = new MessageOptions { PadTo = 256 };
        var (one, two) = (party[0].Protect("1", options), party[0].Protect(new string('2', 100), options));
        Assert.Equal(one.Encode().Length, two.Encode().Length);
        Assert.Equal("1", party[1].Read(one));
        Assert.Equal(new string('2', 100), party[1].Read(two));
        Assert.NotEqual(party[0].Protect("1").Encode().Length, party[0].Protect("12").Encode().Length);
    }

    [Fact]
    public void Proposal_Sent_IsFramedAsWished()
    {
        using var party = Party.Of(2);
        Assert.IsType<PrivateMessage>(party[0].Propose(new Remove(new LeafIndex(1))));
        Assert.IsType<PublicMessage>(party[0].Propose(new Remove(new LeafIndex(1)), new MessageOptions { Public = true }));
    }

    [Fact]
    public void PublicProposal_ComingBackOrTwice_IsKnownAgain()
    {
        using var party = Party.Of(2);
        var message = party[0].Propose(new Remove(new LeafIndex(1)), new MessageOptions { Public = true });
        var own = Assert.IsType<OwnMessage>(party[0].TryReceive(message).Value);
        Assert.Equal(ContentType.Proposal, own.ContentType);
        party[1].Take(message);
        party[1].Take(message);
        Assert.Single(party[1].Group.PendingProposals);
    }

    [Fact]
    [Rule(23)]
    public void PastEpoch_AtTheEndOfItsTime_IsReadAndNoLonger()
    {
        using var party = Party.Of(2);
        var (first, second) = (party[1].Protect("1"), party[1].Protect("2"));
        party.Commit(0);
        party[0].Now += MlsLimits.Default.PastEpochAge;
        Assert.Equal("1", party[0].Read(first));
        party[0].Now += TimeSpan.FromTicks(1);
        Broken(MlsRules.EpochPast, party[0].TakeError(second));
    }

    [Fact]
    [Rule(23)]
    public void Removed_KeepingNoPastEpoch_ReadsNothing()
    {
        using var party = Party.Of(3, client: Suite.Client(limits: new MlsLimits { PastEpochs = 0 }));
        var late = party[1].Protect("late");
        party.Commit(0, new CommitOptions { Proposals = [new Remove(new LeafIndex(2))] });
        Broken(MlsRules.EpochPast, party[2].TakeError(late));
    }

    [Fact]
    public void Commit_OfAPastEpoch_IsAFork()
    {
        using var party = Party.Of(3);
        var other = party[1].Commit(new CommitOptions { Message = new MessageOptions { Public = true } });
        var hidden = party[2].Commit();
        party.Commit(0);
        foreach (var (message, sender) in new[] { (other.Message, 1u), (hidden.Message, 2u) })
        {
            var seen = Assert.IsType<PastCommit>(party[0].TryReceive(message).Value);
            Assert.True(seen.IsFork);
            Assert.Equal(Sender.Member(new LeafIndex(sender)), seen.Sender);
        }
    }

    [Fact]
    [Rule(45)]
    public void Group_ClosedByAReInit_HasNoBranches()
    {
        using var party = Party.Of(1);
        party[0].CommitAndMerge(new CommitOptions { Proposals = [new ReInit("next"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(1), [])], WithoutPath = true });
        Broken(MlsRules.ReInitialised, party[0].Group.Branch("b"u8.ToArray(), party[0].NewKeyPackage(), [], Suite.Now, party[0].Random).Error);
    }

    [Fact]
    [Rule(32)]
    [Rule(33)]
    public void Ratchet_AtItsLimits_KeepsTheLatest()
    {
        using var party = Party.Of(2, client: Suite.Client(limits: new MlsLimits { SkippedKeys = 2, ForwardDistance = 5 }));
        var messages = Enumerable.Range(0, 11).Select(i => party[1].Protect($"{i}")).ToList();
        Assert.Equal("2", party[0].Read(messages[2]));
        Assert.Equal("4", party[0].Read(messages[4]));
        Broken(MlsRules.GenerationUsed, party[0].TakeError(messages[0]));
        Assert.Equal("1", party[0].Read(messages[1]));
        Assert.Equal("3", party[0].Read(messages[3]));
        Assert.Equal("10", party[0].Read(messages[10]));

        // The last generation of all is never drawn, or the count would begin again.
        using var worn = Tls.Decode((byte[])[32, .. new byte[32], 0xff, 0xff, 0xff, 0xff, 0], HashRatchet.Read).Value;
        Broken(MlsRules.GenerationTooFar, worn.Draw(party[0].Group.Suite, uint.MaxValue, MlsLimits.Default).Error);
    }

    [Fact]
    [Rule(15)]
    public void ContextExtensions_Malformed_AreRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ExtensionMalformed, party[0].TakeError(Commit(party[1], new GroupContextExtensions([new Extension(ExtensionType.RequiredCapabilities, new byte[] { 9 })]))));
    }

    [Fact]
    public void Credential_ThatFollowsAnother_IsAccepted()
    {
        using var party = Party.Of(2);
        var renamed = party.Commit(1, new CommitOptions { Leaf = new LeafNodeChanges { Credential = new BasicCredential("b2"u8.ToArray()) } });
        Assert.Equal("b2"u8.ToArray(), ((BasicCredential)renamed.Staged.NextTree[new LeafIndex(1)]!.Credential).Identity.ToArray());
        party.AssertAgree();
    }

    [Fact]
    [Rule(52)]
    public void ExternalSender_ThatStays_IsNotAskedForAgain()
    {
        var service = new TrustingService();
        using var known = new Member("known");
        using var other = new Member("other");
        var extension = ExternalSender.ToExtension([new ExternalSender(known.Signature.PublicKey, known.Credential)]);
        using var party = Party.Of(2, client: Suite.Client(service), extensions: [extension]);
        service.Refused.Add("known");
        party.Commit(1, new CommitOptions { Proposals = [new GroupContextExtensions([extension])] });
        var rekeyed = ExternalSender.ToExtension([new ExternalSender(other.Signature.PublicKey, known.Credential)]);
        Broken(MlsRules.CredentialRefused, party[0].TakeError(Commit(party[1], new GroupContextExtensions([rekeyed]))));
    }

    [Fact]
    [Rule(57)]
    [Rule(61)]
    public void Leaf_MeetingEveryDemand_IsAccepted()
    {
        using var party = Party.Of(1, client: Suite.Client(limits: new MlsLimits { Lifetime = TimeSpan.FromDays(31) }), extensions: [new RequiredCapabilities([], [], [CredentialType.X509]).ToExtension()]);
        using var newcomer = new Member("new");
        Assert.Null(Proposed(static l => l with { Lifetime = Lifetime.Around(Suite.Now, TimeSpan.Zero, TimeSpan.FromDays(31)) }));
        Broken(MlsRules.LifetimeTooLong, Proposed(static l => l with { Lifetime = Lifetime.Around(Suite.Now, TimeSpan.Zero, TimeSpan.FromSeconds((31 * 86_400) + 1)) }));
        Broken(MlsRules.LeafRequiredCapabilities, Proposed(static l => l with { Capabilities = l.Capabilities with { Credentials = [CredentialType.Basic] } }));
        Assert.Null(Proposed(static l => l with
        {
            Lifetime = Lifetime.Around(Suite.Now, TimeSpan.Zero, TimeSpan.FromDays(1)),
            Extensions = [new Extension((ExtensionType)0xF123, default)],
            Capabilities = l.Capabilities with { Extensions = [(ExtensionType)0xF123] },
        }));

        MlsError? Proposed(Func<LeafNodeDraft, LeafNodeDraft> leaf) => party[0].Group.Propose(new Add(KeyPackage(newcomer, leaf)), Suite.Now, party[0].Random).Error;
    }

    [Fact]
    [Rule(62)]
    public void Lifetime_PastButReceivedByALaxClient_IsLetThrough()
    {
        using var party = Party.Of(2, client: Suite.Client(limits: new MlsLimits { CheckReceivedLifetimes = false }));
        using var newcomer = new Member("new");
        var expired = KeyPackage(newcomer, static l => l with { Lifetime = Lifetime.Around(Suite.Now.AddDays(-9), TimeSpan.Zero, TimeSpan.FromDays(1)) });

        // The rest of the forged commit is wrong too, and is what is refused.
        Broken(MlsRules.ConfirmationTag, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByValue(new Add(expired))], null))));
    }

    /// <summary>What others would refuse is not sent.</summary>
    [Fact]
    [Rule(52)]
    [Rule(65)]
    [Rule(102)]
    [Rule(116)]
    public void Commit_ThatOthersWouldRefuse_IsNotMade()
    {
        var service = new Distinct();
        service.Refused.Add("mallory");
        using var party = Party.Of(2, client: Suite.Client(service));
        Broken(MlsRules.CommitterRemove, Made(new Remove(new LeafIndex(0))));
        Broken(MlsRules.PskKnown, Made(party[0].Group.ExternalPsk("k"u8.ToArray(), party[0].Random)));
        Broken(MlsRules.SignatureKeyUnique, Made(new Add(KeyPackage(party[1]))));
        var mallory = new CommitOptions { Leaf = new LeafNodeChanges { Credential = new BasicCredential("mallory"u8.ToArray()) } };
        Broken(MlsRules.CredentialRefused, party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now, mallory).Error);
        Assert.IsType<PrivateMessage>(party[0].Commit().Message);

        MlsError? Made(Proposal proposal) => party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now, new CommitOptions { Proposals = [proposal] }).Error;
    }

    [Fact]
    public void SignatureKey_Changed_SignsFromThePathOn()
    {
        using var party = Party.Of(2);
        using var key = SignatureKeyPair.Generate(party[0].Client, Suite.One, party[0].Random);
        using var newcomer = new Member("new");
        var leaf = new LeafNodeChanges { SignatureKey = key };

        // Without a path there is no new leaf, so the old key goes on.
        party.Commit(0, new CommitOptions { Leaf = leaf, WithoutPath = true, Proposals = [new Add(newcomer.NewKeyPackage().KeyPackage)] });
        Assert.Equal("old", party[1].Read(party[0].Protect("old")));
        party.Commit(0, new CommitOptions { Leaf = leaf });
        Assert.Equal("new", party[1].Read(party[0].Protect("new")));
        Assert.Equal(key.PublicKey.ToArray(), party[1].Group.Tree[new LeafIndex(0)]!.SignatureKey.ToArray());
    }

    [Fact]
    [Rule(35)]
    public void Handshake_WithItsRatchetWorn_IsNotSent()
    {
        using var party = Party.Of(1);
        var change = new GroupContextExtensions([]);
        party[0].Propose(change);
        var saved = party[0].Group.Save();
        var messages = saved.Messages.ToArray();
        messages.AsSpan(messages.AsSpan().IndexOf(new byte[] { 0, 0, 0, 1, 0 }), 4).Fill(0xff);
        using var worn = Group.Load(party[0].Client, saved with { Messages = messages }).Value;
        Broken(MlsRules.RatchetExhausted, worn.Propose(change, Suite.Now, party[0].Random).Error);
        Broken(MlsRules.RatchetExhausted, worn.Commit(party[0].Psks, party[0].Random, Suite.Now).Error);
    }

    [Fact]
    [Rule(94)]
    public void Path_FromTooLittle_IsNotMade()
    {
        using var party = Party.Of(2);
        var group = party[0].Group;
        var suite = new SuiteCrypto(group.CipherSuite, ShortHash.Create());
        var applied = AppliedProposals.Apply(GroupRules.Create(party[0].Client, group.Suite, group.GroupId, []).Value, group.Tree, [], LeafOrigin.Sent, Suite.Now).Value;
        Broken(MlsRules.KeyDerivation, OutgoingPath.Create(
            suite, applied, group.OwnLeaf, group.Context, group.Signer, key => LeafNodeChanges.Next(group.Tree[group.OwnLeaf]!, key, group.Signer, LeafNodeSource.Commit, null), party[0].Random).Error);
    }

    private sealed class Distinct : TrustingService
    {
        public override bool IsSameClient(LeafNode one, LeafNode other) => false;
    }

    [Fact]
    [Rule(64)]
    public void Keys_OfMoreThanAFewLeaves_AreFoundAgain()
    {
        var keys = new KeySet();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(keys.Add(BitConverter.GetBytes(i), (uint)i));
            Assert.False(keys.Add(BitConverter.GetBytes(i / 2), 7));
            Assert.Equal((uint)i, keys.Find(BitConverter.GetBytes(i)));
            Assert.Null(keys.Find(BitConverter.GetBytes(i + 1)));
        }
    }
}
