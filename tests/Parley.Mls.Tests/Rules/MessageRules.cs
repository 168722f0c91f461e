using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

public sealed class MessageRules
{
    [Fact]
    [Rule(20)]
    public void KeyPackage_ForAGroup_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.NotForGroup, party[0].TakeError(new KeyPackageMessage(party[1].NewKeyPackage().KeyPackage)));
    }

    [Fact]
    [Rule(21)]
    public void Message_OfAnotherGroup_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.GroupMatches, party[0].TakeError((PrivateMessage)party[1].Protect("x") with { GroupId = "other"u8.ToArray() }));
    }

    [Fact]
    [Rule(22)]
    [Rule(23)]
    public void Message_OfAnotherEpoch_IsRefused()
    {
        using var party = Party.Of(3);
        var old = party[2].Protect("x");
        var fresh = party[0].CommitAndMerge();
        var next = party[0].Protect("y");
        Broken(MlsRules.EpochFuture, party[1].TakeError(next));
        party[1].Take(fresh.Message);
        for (var i = 0; i < MlsLimits.Default.PastEpochs; i++)
        {
            Assert.IsType<ApplicationMessage>(party[1].TryReceive(old).Value);
            party[1].Take(party[0].CommitAndMerge().Message);
        }

        Broken(MlsRules.EpochPast, party[1].TakeError(old));
        party[1].Now += MlsLimits.Default.PastEpochAge + TimeSpan.FromSeconds(1);
        Broken(MlsRules.EpochPast, party[1].TakeError(next));
    }

    [Fact]
    [Rule(24)]
    public void Proposal_OfAPastEpoch_IsRefused()
    {
        using var party = Party.Of(3);
        var late = party[1].ProposeUpdate();
        party[2].Take(party[0].CommitAndMerge().Message);
        Broken(MlsRules.ProposalEpoch, party[2].TakeError(late));
    }

    [Fact]
    [Rule(25)]
    public void Application_InTheClear_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ApplicationEncrypted, party[0].TakeError(Public(party[1], ContentType.Application, [1, 7])));
    }

    [Fact]
    [Rule(26)]
    public void Sender_AtABlankLeaf_IsRefused()
    {
        using var party = Party.Of(3);
        var body = Tls.Encode(new Remove(new LeafIndex(1)).Write);
        Broken(MlsRules.SenderBlank, party[0].TakeError(Public(party[1], ContentType.Proposal, body, Sender.Member(new LeafIndex(3)))));
        Broken(MlsRules.SenderBlank, party[0].TakeError(WithSender(party[1], new SenderData(new LeafIndex(3), 0, 0))));
        Broken(MlsRules.SenderBlank, party[0].TakeError(WithSender(party[1], new SenderData(new LeafIndex(99), 0, 0))));
    }

    [Fact]
    [Rule(27)]
    public void MembershipTag_Changed_IsRefused()
    {
        using var party = Party.Of(2);
        var message = Propose(party[1], new Remove(new LeafIndex(0)));
        Broken(MlsRules.MembershipTag, party[0].TakeError(message with { MembershipTag = new byte[32] }));
    }

    [Fact]
    [Rule(28)]
    [Rule(29)]
    public void Ciphertext_Changed_IsRefused()
    {
        using var party = Party.Of(2);
        var message = (PrivateMessage)party[1].Protect("a long enough message that its sample leaves the end alone");
        Broken(MlsRules.SenderDataAuthentic, party[0].TakeError(message with { EncryptedSenderData = new byte[28] }));
        var changed = message.Ciphertext.ToArray();
        changed[^1] ^= 1;
        Broken(MlsRules.CiphertextAuthentic, party[0].TakeError(message with { Ciphertext = changed }));
        Broken(MlsRules.CiphertextAuthentic, party[0].TakeError(message with { AuthenticatedData = new byte[] { 1 } }));
        Assert.IsType<ApplicationMessage>(party[0].TryReceive(message).Value);
    }

    [Fact]
    [Rule(30)]
    public void Padding_NotZero_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.PaddingZero, party[0].TakeError(Private(party[1], 0, static plaintext => [.. plaintext, 0, 1])));
        Assert.IsType<ApplicationMessage>(party[0].TryReceive(Private(party[1], 0, static plaintext => [.. plaintext, 0, 0])).Value);
    }

    [Fact]
    [Rule(2)]
    public void Plaintext_Malformed_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.Truncated, party[0].TakeError(Private(party[1], 0, static _ => [9])));
    }

    [Fact]
    [Rule(31)]
    public void Signature_Changed_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ContentSignature, party[0].TakeError(Private(party[1], 0, static plaintext => [.. plaintext[..^1], (byte)(plaintext[^1] ^ 1)])));
    }

    [Fact]
    [Rule(32)]
    public void Message_Replayed_IsRefused()
    {
        using var party = Party.Of(2);
        var one = party[1].Protect("1");
        var two = party[1].Protect("2");
        Assert.Equal("2", party[0].Read(two));
        Assert.Equal("1", party[0].Read(one));
        Broken(MlsRules.GenerationUsed, party[0].TakeError(one));
        Broken(MlsRules.GenerationUsed, party[0].TakeError(two));
    }

    [Fact]
    [Rule(32)]
    public void SkippedKeys_BeyondTheLimit_AreGone()
    {
        using var party = Party.Of(2, client: Suite.Client(limits: new MlsLimits { SkippedKeys = 2, ForwardDistance = 5 }));
        var messages = Enumerable.Range(0, 5).Select(i => party[1].Protect($"{i}")).ToList();
        Assert.Equal("4", party[0].Read(messages[4]));
        Broken(MlsRules.GenerationUsed, party[0].TakeError(messages[1]));
        Assert.Equal("2", party[0].Read(messages[2]));
        Assert.Equal("3", party[0].Read(messages[3]));
    }

    [Fact]
    [Rule(33)]
    public void Generation_FarAhead_IsRefused()
    {
        using var party = Party.Of(2, client: Suite.Client(limits: new MlsLimits { ForwardDistance = 5 }));
        Broken(MlsRules.GenerationTooFar, party[0].TakeError(WithSender(party[1], new SenderData(party[1].Group.OwnLeaf, 6, 0))));
        Broken(MlsRules.GenerationTooFar, party[0].TakeError(WithSender(party[1], new SenderData(party[1].Group.OwnLeaf, uint.MaxValue, 0))));
    }

    [Fact]
    [Rule(34)]
    [Rule(35)]
    public void SecretTree_AtItsEnds_Refuses()
    {
        var suite = Suite.Crypto(1);
        using var tree = SecretTree.Create(Secret.Zero(32), 2);
        Broken(MlsRules.SenderUnknown, tree.Draw(suite, new LeafIndex(2), ContentType.Application, 0, MlsLimits.Default).Error);

        using var party = Party.Of(1);
        var state = party[0].Group.Save();
        party[0].Protect("x");
        var messages = party[0].Group.SaveMessages().ToArray();
        var at = messages.AsSpan().LastIndexOf(new byte[] { 0, 0, 0, 1, 0 });
        messages.AsSpan(at, 4).Fill(0xff);
        using var worn = Group.Load(party[0].Client, state with { Messages = messages }).Value;
        Broken(MlsRules.RatchetExhausted, worn.Protect("x"u8, party[0].Random).Error);
    }

    [Fact]
    [Rule(36)]
    public void OwnMessage_FromTheFuture_IsRefused()
    {
        using var party = Party.Of(2);
        var backup = party[0].Group.Save();
        var sent = party[0].Protect("sent after the backup");
        Assert.IsType<OwnMessage>(party[0].TryReceive(sent).Value);
        party[0].Move(Group.Load(party[0].Client, backup).Value);
        Broken(MlsRules.OwnFromFuture, party[0].TakeError(sent));
    }

    [Fact]
    [Rule(37)]
    [Rule(38)]
    public void ExternalSender_OutOfBounds_IsRefused()
    {
        using var service = new Member("service");
        using var party = Party.Of(2, extensions: [ExternalSender.ToExtension([new ExternalSender(service.Signature.PublicKey, service.Credential)])]);
        var update = Tls.Encode(new Update(party[1].Group.Tree[new LeafIndex(1)]!).Write);
        Broken(MlsRules.ExternalSenderContent, party[0].TakeError(Public(party[1], ContentType.Proposal, update, Sender.External(0))));
        Broken(MlsRules.ExternalSenderContent, party[0].TakeError(Public(party[1], ContentType.Commit, Tls.Encode(new Commit([], null).Write), Sender.External(0))));
        var remove = ExternalProposal.FromExternalSender(service.Client, party[0].Group.Context, 1, service.Signature, new Remove(new LeafIndex(1)), service.Random);
        Broken(MlsRules.ExternalSenderIndex, party[0].TakeError(remove));
        Assert.Throws<ArgumentException>(() => ExternalProposal.FromExternalSender(service.Client, party[0].Group.Context, 0, service.Signature, new ExternalInit(default), service.Random));
    }

    [Fact]
    [Rule(39)]
    [Rule(40)]
    public void NewMember_DoingMore_IsRefused()
    {
        using var party = Party.Of(2);
        var remove = Tls.Encode(new Remove(new LeafIndex(1)).Write);
        Broken(MlsRules.NewMemberProposalAdd, party[0].TakeError(Public(party[1], ContentType.Proposal, remove, Sender.NewMemberProposal)));
        Broken(MlsRules.NewMemberCommitOnly, party[0].TakeError(Public(party[1], ContentType.Proposal, remove, Sender.NewMemberCommit)));
    }

    [Fact]
    [Rule(41)]
    public void Message_TooLarge_IsRefused()
    {
        var small = Suite.Client(limits: new MlsLimits { MessageSize = 10 });
        using var party = Party.Of(2);
        var large = party[1].Protect(new string('x', 70_000));
        using var limited = Group.Load(small, party[0].Group.Save()).Value;
        Broken(MlsRules.MessageSize, limited.Receive(large, Suite.Now).Error);
        Broken(MlsRules.MessageSize, limited.Protect(new byte[11], party[0].Random).Error);
    }

    [Fact]
    [Rule(42)]
    public void Proposals_TooMany_AreRefused()
    {
        using var party = Party.Of(3, client: Suite.Client(limits: new MlsLimits { PendingProposals = 1 }));
        var one = party[1].ProposeUpdate();
        party[0].Take(one);
        Broken(MlsRules.TooManyProposals, party[0].TakeError(party[2].ProposeUpdate()));
        Broken(MlsRules.TooManyProposals, party[1].Group.ProposeUpdate(party[1].Random).Error);
    }

    [Fact]
    [Rule(43)]
    public void Application_WhileProposalsWait_IsRefused()
    {
        using var party = Party.Of(2);
        party[0].Take(party[1].ProposeUpdate());
        Broken(MlsRules.CommitFirst, party[0].Group.Protect([1], party[0].Random).Error);
        var eager = new Client(SodiumProvider.Instance, new TrustingService()) { SendsBeforeCommit = true };
        using var other = Group.Load(eager, party[0].Group.Save()).Value;
        Assert.True(other.Protect([1], party[0].Random).IsOk);
    }

    [Fact]
    [Rule(44)]
    [Rule(45)]
    public void Group_Closed_IsNotUsed()
    {
        using var party = Party.Of(3);
        party.Commit(0, new CommitOptions { Proposals = [new Remove(new LeafIndex(2))] });
        Broken(MlsRules.Removed, party[2].Group.ProposeUpdate(party[2].Random).Error);
        Broken(MlsRules.Removed, party[2].Group.Commit(party[2].Psks, party[2].Random, Suite.Now).Error);
        party.Commit(0, new CommitOptions { Proposals = [new ReInit("next"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(1), [])], WithoutPath = true });
        Broken(MlsRules.ReInitialised, party[1].Group.Protect([1], party[1].Random).Error);
        Broken(MlsRules.ReInitialised, party[1].TakeError(Propose(party[0], new Remove(new LeafIndex(1)))));
    }

    /// <summary>A PrivateMessage whose sender data the test chooses.</summary>
    private static PrivateMessage WithSender(Member member, SenderData sender) => Seal(member, sender, Signed(member).Plaintext);

    /// <summary>A PrivateMessage whose plaintext the test changes before it is encrypted.</summary>
    private static PrivateMessage Private(Member member, uint generation, Func<byte[], byte[]> change) =>
        Seal(member, new SenderData(member.Group.OwnLeaf, generation, 0), change(Signed(member).Plaintext));

    private static (AuthenticatedContent Content, byte[] Plaintext) Signed(Member member)
    {
        var group = member.Group;
        var content = FramedContent.Create(group.GroupId, group.Epoch, Sender.Member(group.OwnLeaf), default, ContentType.Application, [2, 7, 7]);
        var signed = AuthenticatedContent.Sign(group.Suite, WireFormat.PrivateMessage, content, group.Context.Encoded.Span, group.Signer.PrivateKey.Span, member.Random);
        return (signed, Tls.Encode((ref w) =>
        {
            w.Fixed([2, 7, 7]);
            signed.Auth.Write(ref w, ContentType.Application);
        }));
    }

    private static PrivateMessage Seal(Member member, SenderData sender, byte[] plaintext)
    {
        var (group, suite) = (member.Group, member.Group.Suite);
        using var stored = Tls.Decode(group.SaveMessages().ToArray(), StoredMessages.Read).Value.Current;
        using var key = stored.Draw(suite, group.OwnLeaf, ContentType.Application, 0, MlsLimits.Default).Value.Key;
        var aad = Tls.Encode((ref w) =>
        {
            w.Opaque(group.GroupId);
            w.U64(group.Epoch);
            w.U8(1);
        });
        var ciphertext = new byte[plaintext.Length + suite.TagSize];
        suite.Seal(key.Key.Span, key.Nonce.Span, [.. aad, 0], plaintext, ciphertext);
        var dataKey = new byte[suite.KeySize];
        var dataNonce = new byte[suite.NonceSize];
        MessageProtection.SenderDataKey(suite, group.Secrets.SenderData, ciphertext, dataKey, dataNonce);
        var encrypted = new byte[SenderData.Size + suite.TagSize];
        suite.Seal(dataKey, dataNonce, aad, Tls.Encode((ref w) => sender.Write(ref w)), encrypted);
        return new PrivateMessage(group.GroupId, group.Epoch, ContentType.Application, default, encrypted, ciphertext);
    }
}
