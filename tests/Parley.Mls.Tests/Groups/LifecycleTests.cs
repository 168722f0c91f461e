using Parley.Mls.Tests.Support;

namespace Parley.Mls.Tests.Groups;

public sealed class LifecycleTests
{
    [Theory]
    [MemberData(nameof(Suite.Ids), MemberType = typeof(Suite))]
    public void Group_OfThree_AgreesAndTalks(ushort suite)
    {
        using var party = Party.Of(3, suite);
        party.AssertAgree();
        var message = party[1].Protect("hello");
        Assert.Equal("hello", party[0].Read(message));
        Assert.Equal("hello", party[2].Read(message));
        party.Commit(2);
        party.AssertAgree();
        party.Everyone(0, party[0].ProposeUpdate());
        party.Commit(1);
        party.AssertAgree();
        Assert.Equal("again", party[0].Read(party[2].Protect("again")));
    }

    [Theory]
    [MemberData(nameof(Suite.Ids), MemberType = typeof(Suite))]
    public void Providers_InOneGroup_Agree(ushort suite)
    {
        using var party = new Party();
        party.Members.Add(new Member("fast", suite));
        party.Members.Add(new Member("managed", suite, Suite.Client(provider: BouncyCastleProvider.Instance)));
        party[0].Create();
        party[1].Join(party[0].Add(party[1]).Welcome!);
        party.Commit(1);
        party.Commit(0);
        party.AssertAgree();
        Assert.Equal("x", party[0].Read(party[1].Protect("x")));
        Assert.Equal("y", party[1].Read(party[0].Protect("y")));
    }

    [Fact]
    public void WithoutExpired_AfterTheTime_ReadsNoLateMessage()
    {
        using var party = Party.Of(2);
        var late = party[1].Protect("late");
        party.Commit(0);
        party[0].Move(party[0].Group.WithoutExpired(Suite.Now));
        Assert.Equal("late", party[0].Read(late));
        party[0].Move(party[0].Group.WithoutExpired(Suite.Now + MlsLimits.Default.PastEpochAge + TimeSpan.FromSeconds(1)));
        Assert.Equal(MlsRules.EpochPast, party[0].TakeError(late)!.Rule);
    }

    [Fact]
    public void Remove_OfAMember_ClosesItsState()
    {
        using var party = Party.Of(4);
        var late = party[0].Protect("late");
        party.Everyone(1, party[1].Propose(new Remove(new LeafIndex(3))));
        party.Commit(2);
        Assert.Equal(GroupStatus.Removed, party[3].Group.Status);
        Assert.Equal(MlsRules.Removed, party[3].Group.Protect([1], party[3].Random).Error!.Rule);
        Assert.Throws<InvalidOperationException>(() => party[3].Group.Export("x", [], 32));
        Assert.Equal("late", party[3].Read(late));
        party[3].Restart();
        Assert.Equal(GroupStatus.Removed, party[3].Group.Status);
        party.AssertAgree();
        Assert.Equal(3u, party[0].Group.Tree.Members);
    }

    [Fact]
    public void Commit_OfEveryKindOfProposal_Agrees()
    {
        using var party = Party.Of(5);
        party.Members.ForEach(static m => m.Psks.External["k"] = [1, 2, 3]);
        using var newcomer = new Member("new");
        newcomer.Psks.External["k"] = [1, 2, 3];
        party.Everyone(1, party[1].ProposeUpdate(options: new MessageOptions { Public = true }));
        party.Everyone(2, party[2].Propose(party[2].Group.ExternalPsk("k"u8.ToArray(), party[2].Random)));
        party.Everyone(3, party[3].Propose(party[3].Group.ResumptionPskProposal(party[3].Group.GroupId, party[3].Group.Epoch, party[3].Random)));
        party.Everyone(4, party[4].Propose(new Add(newcomer.NewKeyPackage().KeyPackage)));
        party.Everyone(1, party[1].Propose(new GroupContextExtensions([new RequiredCapabilities([], [], [CredentialType.Basic]).ToExtension()])));
        newcomer.Psks.Resumption[("group", party[0].Group.Epoch)] = party[0].Group.ResumptionPskOf(party[0].Group.Epoch)!;
        var commit = party.Commit(0, new CommitOptions { Proposals = [new Remove(new LeafIndex(4))] });
        Assert.Equal(6, commit.Staged.Changes.Length);
        newcomer.Join(commit.Welcome!);
        party.Members.Add(newcomer);
        party.AssertAgree();
        Assert.Equal("hi", party[1].Read(newcomer.Protect("hi")));
        Assert.Equal(new LeafIndex(4), newcomer.Group.OwnLeaf);
    }

    [Fact]
    public void ExternalCommit_JoinsAndResyncs()
    {
        using var party = Party.Of(3);
        using var outsider = new Member("x");
        party[0].CommitAndMerge();
        var info = party[0].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, party[0].Random);
        party[1].Move(Group.JoinExternally(party[1].Client, info, party[1].Credential, party[1].Signature, party[1].Psks, Suite.Now, party[1].Random,
            new ExternalJoinOptions { Replaces = new LeafIndex(1) }).Value is var resync ? resync.Group : null!);
        party[0].Take(resync.Message);
        Assert.Equal(party[0].Group.EpochAuthenticator.ToArray(), party[1].Group.EpochAuthenticator.ToArray());
        Assert.Equal(new LeafIndex(1), party[1].Group.OwnLeaf);

        info = party[1].Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true, WithTree = false }, party[1].Random);
        var join = Group.JoinExternally(outsider.Client, info, outsider.Credential, outsider.Signature, outsider.Psks, Suite.Now, outsider.Random,
            new ExternalJoinOptions { Tree = RatchetTree.Decode(party[1].Group.Tree.Encode()).Value }).Value;
        outsider.Move(join.Group);
        party[0].Take(join.Message);
        party[1].Take(join.Message);
        Assert.Equal(outsider.Group.EpochAuthenticator.ToArray(), party[1].Group.EpochAuthenticator.ToArray());
        Assert.Equal("out", party[0].Read(outsider.Protect("out")));
    }

    [Fact]
    public void ExternalProposals_AreTakenAndCommitted()
    {
        using var sender = new Member("service");
        var senders = ExternalSender.ToExtension([new ExternalSender(sender.Signature.PublicKey, sender.Credential)]);
        using var party = Party.Of(3, extensions: [senders]);
        using var newcomer = new Member("new");
        var context = party[0].Group.Context;
        var remove = ExternalProposal.FromExternalSender(sender.Client, context, 0, sender.Signature, new Remove(new LeafIndex(2)), sender.Random);
        var add = ExternalProposal.FromNewMember(newcomer.Client, context, newcomer.NewKeyPackage(), newcomer.Random);
        foreach (var member in party.Members)
        {
            member.Take(remove);
            member.Take(add);
        }

        var commit = party.Commit(0);
        newcomer.Join(commit.Welcome!);
        Assert.Equal(GroupStatus.Removed, party[2].Group.Status);
        Assert.Equal(newcomer.Group.EpochAuthenticator.ToArray(), party[1].Group.EpochAuthenticator.ToArray());
    }

    [Fact]
    public void ReInit_FoundsTheSuccessor()
    {
        using var party = Party.Of(3);
        var reInit = new ReInit("next"u8.ToArray(), ProtocolVersion.Mls10, new CipherSuiteId(2), []);
        party.Everyone(1, party[1].Propose(reInit));
        party.Commit(0);
        Assert.All(party.Members, static m => Assert.Equal(GroupStatus.ReInitialised, m.Group.Status));
        Assert.Equal(MlsRules.ReInitialised, party[0].Group.Protect([1], party[0].Random).Error!.Rule);

        // New keys of the new suite: the application knows members by name.
        var client = Suite.Client(new ByName());
        var next = party.Members.Select(m => new Member(m.Name, 2, client, m.Name[0])).ToList();
        var own = next[2].NewKeyPackage();
        var origin = Group.Load(client, party[2].Group.Save()).Value;
        var founded = origin.ReInitialise(own, [.. next.Take(2).Select(static m => m.NewKeyPackage().KeyPackage)], Suite.Now, next[2].Random).Value;
        next[2].Move(founded.Staged.Merge());
        for (var i = 0; i < 2; i++)
        {
            next[i].Join(founded.Welcome!, new JoinOptions { Origin = Group.Load(client, party[i].Group.Save()).Value });
            Assert.Equal(next[2].Group.EpochAuthenticator.ToArray(), next[i].Group.EpochAuthenticator.ToArray());
        }
    }

    [Fact]
    public void Branch_FoundsASubgroup()
    {
        var client = Suite.Client(new ByName());
        using var party = Party.Of(4, client: client);
        var pending = party[0].Group.Branch("branch"u8.ToArray(), new Member("a", client: client, seed: 5).NewKeyPackage(), [party[2].NewKeyPackage().KeyPackage], Suite.Now, party[0].Random).Value;
        using var founded = pending.Staged.Merge();
        using var joined = Group.Join(client, pending.Welcome!.Welcome, party[2].Bundle!, NoPreSharedKeys.Instance, Suite.Now, new JoinOptions { Origin = party[2].Group }).Value;
        Assert.Equal(founded.EpochAuthenticator.ToArray(), joined.EpochAuthenticator.ToArray());
    }

    [Fact]
    public void Restart_AtEachStep_GoesOn()
    {
        using var party = Party.Of(3);
        party.Everyone(1, party[1].ProposeUpdate());
        party.Members.ForEach(static m => m.Restart());
        party.Commit(2);
        party.Members.ForEach(static m => m.Restart());
        party.AssertAgree();
        var late = party[0].Protect("late");
        party[0].Restart();
        party.Commit(1);
        party.Members.ForEach(static m => m.Restart());
        Assert.Equal("late", party[2].Read(late));
        Assert.Equal("next", party[2].Read(party[0].Protect("next")));
    }

    [Fact]
    public void SaveMessages_AfterSending_ReplacesOnlyThatPart()
    {
        using var party = Party.Of(2);
        var saved = party[0].Group.Save();
        party[0].Protect("one");
        using var loaded = Group.Load(party[0].Client, saved with { Messages = party[0].Group.SaveMessages() }).Value;
        var sent = (PrivateMessage)loaded.Protect("two"u8, party[0].Random).Value.Message;
        Assert.Equal("two", party[1].Read(sent));
    }

    [Fact]
    public void Export_IsEqualAndBoundToTheEpoch()
    {
        using var party = Party.Of(2);
        var one = party[0].Group.Export("label", [1], 40);
        Assert.Equal(one, party[1].Group.Export("label", [1], 40));
        Assert.NotEqual(one, party[1].Group.Export("other", [1], 40));
        party.Commit(0);
        Assert.NotEqual(one, party[1].Group.Export("label", [1], 40));
    }

    private sealed class ByName : TrustingService
    {
        public override bool IsSameClient(LeafNode one, LeafNode other) => one.Credential.Same(other.Credential);
    }
}
