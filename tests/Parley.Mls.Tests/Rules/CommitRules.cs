using Parley.Mls.Tests.Support;
using static Parley.Mls.Tests.Support.Forge;

namespace Parley.Mls.Tests.Rules;

public sealed class CommitRules
{
    [Fact]
    [Rule(100)]
    public void Reference_Unknown_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ProposalUnknown, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByReference(new byte[32])], HonestPath(party[1])))));
    }

    [Fact]
    [Rule(101)]
    public void Committer_WithItsOwnUpdate_IsRefused()
    {
        using var party = Party.Of(3);
        var update = party[1].ProposeUpdate();
        party[0].Take(update);
        var reference = party[0].Group.PendingProposals[0].Reference;
        Broken(MlsRules.CommitterUpdate, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByReference(reference)], HonestPath(party[1])))));
        Broken(MlsRules.CommitterUpdate, party[0].TakeError(Commit(party[1], new Update(party[1].Group.Tree[new LeafIndex(1)]!))));
        Assert.Empty(party[1].Commit().Staged.Changes);
    }

    [Fact]
    [Rule(102)]
    [Rule(103)]
    public void Remove_OfTheCommitterOrNobody_IsRefused()
    {
        using var party = Party.Of(3);
        Broken(MlsRules.CommitterRemove, party[0].TakeError(Commit(party[1], new Remove(new LeafIndex(1)))));
        Broken(MlsRules.RemoveBlank, party[0].TakeError(Commit(party[1], new Remove(new LeafIndex(3)))));
        Broken(MlsRules.RemoveBlank, party[0].TakeError(Commit(party[1], new Remove(new LeafIndex(300)))));
        using var outsider = new Member("x");
        Broken(MlsRules.RemoveBlank, External(party[0], outsider, new LeafIndex(3)).Error);
    }

    [Fact]
    [Rule(104)]
    public void Leaf_ChangedTwice_IsRefused()
    {
        using var party = Party.Of(4);
        Broken(MlsRules.SameLeafTwice, party[0].TakeError(Commit(party[1], new Remove(new LeafIndex(2)), new Remove(new LeafIndex(2)))));
        var update = party[2].ProposeUpdate();
        party[0].Take(update);
        party[1].Take(update);
        var reference = ProposalOrRef.ByReference(party[0].Group.PendingProposals[0].Reference);
        Broken(MlsRules.SameLeafTwice, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByValue(new Remove(new LeafIndex(2))), reference], HonestPath(party[1])))));

        // A committer prefers the Remove, and of two Updates the later.
        party[1].Take(party[2].ProposeUpdate());
        Assert.Equal(party[1].Group.PendingProposals[1], Assert.Single(party[1].Commit().Staged.Changes));
        Assert.IsType<Remove>(Assert.Single(party[1].Commit(new CommitOptions { Proposals = [new Remove(new LeafIndex(2))] }).Staged.Changes).Proposal);
    }

    [Fact]
    [Rule(105)]
    [Rule(106)]
    public void Client_AddedAgain_IsRefused()
    {
        using var party = Party.Of(3);
        using var twin = new Member("twin");
        Broken(MlsRules.SameClientTwice, party[0].TakeError(Commit(party[1], new Add(KeyPackage(twin)), new Add(KeyPackage(twin)))));
        Broken(MlsRules.ClientAlreadyMember, party[0].TakeError(Commit(party[1], new Add(KeyPackage(party[2])))));

        // Unless the same commit removes it.
        var commit = party[1].Commit(new CommitOptions { Proposals = [new Remove(new LeafIndex(2)), new Add(party[2].NewKeyPackage().KeyPackage)] });
        Assert.Null(party[0].TryReceive(commit.Message).Value is CommitMessage message ? message.Stage(party[0].Psks, Suite.Now).Error : null);
    }

    [Fact]
    [Rule(107)]
    [Rule(114)]
    [Rule(115)]
    [Rule(116)]
    public void Psk_Wrong_IsRefused()
    {
        using var party = Party.Of(2);
        var nonce = new byte[32];
        var psk = new PreSharedKey(new ExternalPskId("k"u8.ToArray(), nonce));
        Broken(MlsRules.PskKnown, party[0].TakeError(Commit(party[1], psk)));
        Broken(MlsRules.PskKnown, party[0].TakeError(Commit(party[1], new PreSharedKey(new ResumptionPskId(ResumptionPskUsage.Application, "group"u8.ToArray(), 99, nonce)))));
        Broken(MlsRules.SamePskTwice, party[0].TakeError(Commit(party[1], psk, psk)));
        Broken(MlsRules.PskNonce, party[0].TakeError(Commit(party[1], new PreSharedKey(new ExternalPskId("k"u8.ToArray(), new byte[31])))));
        foreach (var usage in new[] { ResumptionPskUsage.ReInit, ResumptionPskUsage.Branch })
        {
            Broken(MlsRules.PskUsage, party[0].TakeError(Commit(party[1], new PreSharedKey(new ResumptionPskId(usage, "group"u8.ToArray(), 1, nonce)))));
        }

        using var outsider = new Member("x");
        outsider.Psks.External["k"] = [1];
        var external = ExternalCommit(party[0], outsider, psk, psk);
        Broken(MlsRules.SamePskTwice, party[0].TakeError(external));
    }

    [Fact]
    [Rule(108)]
    public void ContextExtensions_Twice_AreRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.TwoContextExtensions, party[0].TakeError(Commit(party[1], new GroupContextExtensions([]), new GroupContextExtensions([]))));
    }

    [Fact]
    [Rule(109)]
    [Rule(110)]
    public void ReInit_WithOthersOrOlder_IsRefused()
    {
        using var party = Party.Of(3);
        var reInit = new ReInit("n"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(1), []);
        Broken(MlsRules.ReInitAlone, party[0].TakeError(Commit(party[1], reInit, new Remove(new LeafIndex(2)))));
        Broken(MlsRules.ReInitVersion, party[0].TakeError(Commit(party[1], reInit with { Version = 0 })));
    }

    [Fact]
    [Rule(111)]
    public void ExternalInit_ByAMember_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ExternalInitInRegular, party[0].TakeError(Commit(party[1], new ExternalInit(new byte[32]))));
    }

    [Fact]
    [Rule(112)]
    public void CustomProposal_NotSupportedByAll_IsRefused()
    {
        var type = (ProposalType)0xF00D;
        using var party = Party.Of(2);
        Broken(MlsRules.ProposalTypeSupported, party[0].TakeError(Commit(party[1], new CustomProposal(type, new byte[] { 1 }))));
        var client = new Client(SodiumProvider.Instance, new TrustingService()) { Suites = Suite.All, Proposals = [type] };
        using var supporting = Party.Of(2, client: client);
        supporting.Commit(1, new CommitOptions { Proposals = [new CustomProposal(type, new byte[] { 1 })] });
        supporting.AssertAgree();
    }

    [Fact]
    [Rule(113)]
    public void ContextExtensions_NotSupportedByAll_AreRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ContextExtensionsSupported, party[0].TakeError(Commit(party[1], new GroupContextExtensions([new Extension((ExtensionType)0xF00D, default)]))));
        var required = new RequiredCapabilities([(ExtensionType)0xF00D], [], []).ToExtension();
        Broken(MlsRules.ContextExtensionsSupported, party[0].TakeError(Commit(party[1], new GroupContextExtensions([required]))));
    }

    [Fact]
    [Rule(117)]
    public void Path_Absent_IsRefused()
    {
        using var party = Party.Of(3);
        Broken(MlsRules.PathRequired, party[0].TakeError(Commit(party[1], new Commit([], null))));
        Broken(MlsRules.PathRequired, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByValue(new Remove(new LeafIndex(2)))], null))));
        Broken(MlsRules.PathRequired, party[0].TakeError(Commit(party[1], new Commit([ProposalOrRef.ByValue(new GroupContextExtensions([]))], null))));
    }

    [Fact]
    [Rule(118)]
    public void OwnUpdate_WhoseKeysAreLost_IsRefused()
    {
        using var party = Party.Of(3);
        var before = party[1].Group.Save();
        var update = party[1].ProposeUpdate();
        party[0].Take(update);
        var known = party[1].Group.PendingProposals;
        var commit = party[0].CommitAndMerge();
        party[1].Move(Group.Load(party[1].Client, before).Value);
        using var forgetful = Group.Load(party[1].Client, before).Value;
        // The proposal is known, as one of another's would be, and its keys are not.
        var state = typeof(Group).GetMethod("With", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .Invoke(forgetful, [null, (ImmutableArray<ProposedChange>?)known, null, null]);
        party[1].Move((Group)state!);
        Broken(MlsRules.OwnUpdateKeys, party[1].TakeError(commit.Message));
    }

    [Fact]
    [Rule(119)]
    public void ConfirmationTag_Wrong_IsRefused()
    {
        using var party = Party.Of(2);
        Broken(MlsRules.ConfirmationTag, party[0].TakeError(Path(party[1])));
        using var newcomer = new Member("new");
        var info = party[0].Group.GroupInfo(GroupInfoOptions.Default, party[0].Random);
        Assert.Equal(info.ConfirmationTag.ToArray(), party[1].Group.ConfirmationTag.ToArray());
    }

    [Fact]
    [Rule(120)]
    [Rule(121)]
    [Rule(122)]
    [Rule(123)]
    [Rule(124)]
    [Rule(125)]
    public void ExternalCommit_OutOfBounds_IsRefused()
    {
        using var party = Party.Of(3);
        using var outsider = new Member("x");
        var init = (Proposal)new ExternalInit(new byte[32]);
        Broken(MlsRules.ExternalPath, party[0].TakeError(ExternalCommit(party[0], outsider, c => c with { Path = null })));
        Broken(MlsRules.ExternalByReference, party[0].TakeError(ExternalCommit(party[0], outsider, static c => c with { Proposals = c.Proposals.Add(ProposalOrRef.ByReference(new byte[32])) })));
        Broken(MlsRules.OneExternalInit, party[0].TakeError(ExternalCommit(party[0], outsider, static c => c with { Proposals = [] })));
        Broken(MlsRules.OneExternalInit, party[0].TakeError(ExternalCommit(party[0], outsider, init)));
        Broken(MlsRules.ExternalRemoves, party[0].TakeError(ExternalCommit(party[0], outsider, new Remove(new LeafIndex(1)), new Remove(new LeafIndex(2)))));
        Broken(MlsRules.RemoveBlank, party[0].TakeError(ExternalCommit(party[0], outsider, new Remove(new LeafIndex(7)))));
        Broken(MlsRules.ExternalOthers, party[0].TakeError(ExternalCommit(party[0], outsider, new GroupContextExtensions([]))));
        Broken(MlsRules.ExternalInitKem, party[0].TakeError(ExternalCommit(party[0], outsider, static c => c with { Proposals = [ProposalOrRef.ByValue(new ExternalInit(new byte[3]))] })));

        // A reference that is known does not help either.
        party.Everyone(1, party[1].ProposeUpdate());
        var reference = party[0].Group.PendingProposals[0].Reference;
        Broken(MlsRules.ExternalByReference, party[0].TakeError(ExternalCommit(party[0], outsider, c => c with { Proposals = c.Proposals.Add(ProposalOrRef.ByReference(reference)) })));
    }

    [Fact]
    [Rule(107)]
    [Rule(114)]
    [Rule(115)]
    public void Psk_WrongInAnExternalCommit_IsRefused()
    {
        using var party = Party.Of(2);
        using var outsider = new Member("x");
        var psk = new PreSharedKey(new ExternalPskId("k"u8.ToArray(), new byte[32]));
        Broken(MlsRules.SamePskTwice, party[0].TakeError(ExternalCommit(party[0], outsider, psk, psk)));
        Broken(MlsRules.PskNonce, party[0].TakeError(ExternalCommit(party[0], outsider, new PreSharedKey(new ExternalPskId("k"u8.ToArray(), new byte[31])))));
        Broken(MlsRules.PskUsage, party[0].TakeError(ExternalCommit(party[0], outsider, new PreSharedKey(new ResumptionPskId(ResumptionPskUsage.Branch, "g"u8.ToArray(), 1, new byte[32])))));
        var unknown = party[0].TakeError(ExternalCommit(party[0], outsider, new PreSharedKey(new ResumptionPskId(ResumptionPskUsage.Application, "g"u8.ToArray(), 9, new byte[32]))));
        Broken(MlsRules.PskKnown, unknown);
        Assert.Equal("resumption, epoch 9", unknown!.Detail);
    }

    [Fact]
    [Rule(126)]
    public void Proposals_MoreThanTheLimit_AreRefused()
    {
        using var party = Party.Of(3);
        using var lax = Group.Load(party[0].Client, party[0].Group.Save()).Value;
        party[0].Move(Group.Load(Suite.Client(limits: new MlsLimits { CommitProposals = 2 }), party[0].Group.Save()).Value);
        Proposal[] removes = [new Remove(new LeafIndex(1)), new Remove(new LeafIndex(2)), new Remove(new LeafIndex(0))];
        Broken(MlsRules.CommitProposals, party[0].TakeError(Commit(party[1], removes)));
        Broken(MlsRules.CommitterRemove, party[0].TakeError(Commit(party[1], removes[..2])));
        Broken(MlsRules.CommitProposals, party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now, new CommitOptions { Proposals = [.. removes] }).Error);
        Assert.Null(party[0].Group.Commit(party[0].Psks, party[0].Random, Suite.Now, new CommitOptions { Proposals = [.. removes[..2]] }).Error);
    }

    /// <summary>The leaf that is replaced is the one that the commit removes, though the joiner comes to stand at another.</summary>
    [Fact]
    [Rule(54)]
    public void ExternalCommit_ReplacingALeafBehindABlankOne_FollowsThatLeaf()
    {
        using var party = Party.Of(4, client: Suite.Client(new TrustingService { RefuseSuccessors = true }));
        party.Commit(0, new CommitOptions { Proposals = [new Remove(new LeafIndex(1))] });
        using var other = new Member("other");
        Broken(MlsRules.CredentialSuccessor, party[0].TakeError(External(party[0], other, new LeafIndex(2)).Value.Message));
        using var same = new Member("c", seed: 5);
        Assert.Null(party[0].TakeError(External(party[0], same, new LeafIndex(2)).Value.Message));
    }

    private static MlsResult<PendingJoin> External(Member publisher, Member joiner, LeafIndex? replaces = null) => Group.JoinExternally(
        joiner.Client,
        publisher.Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, publisher.Random),
        joiner.Credential, joiner.Signature, joiner.Psks, Suite.Now, joiner.Random, new ExternalJoinOptions { Replaces = replaces });

    private static PublicMessage ExternalCommit(Member publisher, Member joiner, params Proposal[] more) =>
        ExternalCommit(publisher, joiner, c => c with { Proposals = c.Proposals.AddRange(more.Select(ProposalOrRef.ByValue)) });

    /// <summary>An external commit that the test changes before the joiner signs it.</summary>
    private static PublicMessage ExternalCommit(Member publisher, Member joiner, Func<Commit, Commit> change)
    {
        var honest = ((PublicMessage)External(publisher, joiner).Value.Message).Content.Commit!;
        var group = publisher.Group;
        var content = FramedContent.Create(group.GroupId, group.Epoch, Sender.NewMemberCommit, default, ContentType.Commit, Tls.Encode(change(honest).Write));
        var signed = AuthenticatedContent.Sign(group.Suite, WireFormat.PublicMessage, content, group.Context.Encoded.Span, joiner.Signature.PrivateKey.Span, joiner.Random);
        return new PublicMessage(content, signed.Auth with { ConfirmationTag = new byte[32] }, default);
    }
}
