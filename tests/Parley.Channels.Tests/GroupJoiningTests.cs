using System.Security.Cryptography;
using Parley.Channels.Groups;
using Parley.Channels.Wire;
using Parley.Mls.Credentials;
using Parley.Mls.Framing;
using Parley.Mls.Groups;
using Parley.Mls.KeyPackages;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Tree;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Simulator;

namespace Parley.Channels.Tests;

/// <summary>How a member comes into a channel's group, what a depositary could let it into, and how it finds its way back.</summary>
public sealed class GroupJoiningTests
{
    private readonly Line _line = new(["BY", "UA", "PL", "LT"], ["BY", "UA", "PL"]);
    private readonly ChannelId _channel;

    public GroupJoiningTests()
    {
        // LT's card is known, and it is no member.
        var policy = _line.Policy();
        _channel = _line.Open(policy with { Members = [.. policy.Members.Where(m => m.Party.Value != "LT")] });
    }

    private Station By => _line["BY"];

    private Station Ua => _line["UA"];

    private Station Pl => _line["PL"];

    private TestParty Depositary => _line.Party("BY");

    [Fact]
    public void Members_ThatHaveAllCome_ComeInAtOnce()
    {
        // GRP-007, GRP-009: nobody has to be asked on a channel that is new.
        _line.Run(1);
        Assert.Equal(3, GroupTests.View(By).Members.Count);
        Assert.Empty(Sent("BY", GroupItemKind.Request));
    }

    [Fact]
    public void KeyPackage_IsTheSameUntilItIsSpent()
    {
        // GRP-008
        _line.Cut("BY", "UA");
        _line.Run(200);
        var offered = Sent("UA", GroupItemKind.KeyPackage).Select(b => Convert.ToHexString(b.Span)).ToArray();
        Assert.InRange(offered.Length, 2, 500);
        Assert.Single(offered.Distinct());
    }

    [Fact]
    public void Depositary_WithoutAGroup_AsksEveryMember()
    {
        // GRP-009
        _line.Run(5);
        _line.Say("UA", _channel, change: c => c with { To = [Depositary.Desk] });
        _line.Run(5);
        _line.Sent.Clear();
        GroupTests.Forget(By, _channel);
        _line.Run(1);
        Assert.Equal(["PL", "UA"], _line.Sent.Where(b => b.From == Depositary.Id && b.Items.Any(i => Is(i, GroupItemKind.Request))).Select(b => b.To.Value).Distinct().Order());
    }

    [Fact]
    public void Request_NamesASerial_AndTheNextKeyPackageIsAboveIt()
    {
        // GRP-006, GRP-009
        _line.Run(5);
        _line.Sent.Clear();
        const ulong Serial = 5_000_000_000_000_000;
        Assert.Equal(ItemFate.Stored, Ua.Take(Depositary, ItemKind.Group, new GroupItem(GroupItemKind.Request, _channel.Founding, Serial, []).ToBytes()).Fate);
        _line.Run(1);
        Assert.InRange(LeafAuthentication.Read(Package(Sent("UA", GroupItemKind.KeyPackage)[^1]).LeafNode.Credential)!.Serial, (long)Serial + 1, long.MaxValue);
    }

    [Fact]
    public void KeyPackage_FromBefore_IsAnsweredByARequest()
    {
        // GRP-006
        _line.Run(5);
        var old = Sent("UA", GroupItemKind.KeyPackage)[0];
        GroupTests.Forget(Ua, _channel);
        _line.Run(10);
        _line.Sent.Clear();
        FoundingTests.Refused("GRP-006", By.Take(_line.Party("UA"), ItemKind.Group, old));
        _line.Run(1);
        Assert.NotEmpty(Sent("BY", GroupItemKind.Request));
    }

    [Fact]
    public void KeyPackage_ThatMakesNoGoodCommit_IsLeftOutAndAnotherAskedFor()
    {
        // GRP-005: all of it is good but its own signature.
        _line.Run(5);
        var package = Waiting().ToArray();
        package[^1] ^= 1;
        _line.Sent.Clear();
        Assert.Equal(ItemFate.Stored, By.Take(_line.Party("UA"), ItemKind.Group, package).Fate);
        _line.Run(3);
        Assert.Contains("GRP-005", By.Rules);
        Assert.NotEmpty(Sent("BY", GroupItemKind.Request));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("another id", "GRP-004")]
    [InlineData("a longer id", "GRP-004")]
    [InlineData("a stranger", "GRP-004")]
    [InlineData("one party twice", "GRP-004")]
    public void Welcome_IntoAGroupThatCannotBeTheChannels_IsRefused(string lie, string? rule)
    {
        // GRP-004, GRP-010
        _line.Run(5);
        var package = Package(Waiting());
        using var by = new LyingMember(_line, "BY", _channel);
        byte[] id = [.. lie == "another id" ? RandomNumberGenerator.GetBytes(Digest.Size) : _channel.Founding.ToArray(), .. new byte[lie == "a longer id" ? 17 : 16]];
        using var key = SignatureKeyPair.Generate(LyingMember.Client, ChannelGroup.Suite, by);
        using var own = Bundle(by, Depositary, key);
        by.Move(Group.Create(LyingMember.Client, id, own, [], _line.Now, by).Value);
        using var second = SignatureKeyPair.Generate(LyingMember.Client, ChannelGroup.Suite, by);
        using var other = Bundle(by, _line.Party(lie == "a stranger" ? "LT" : lie == "one party twice" ? "BY" : "PL"), second);
        var pending = by.Group.Commit(NoPreSharedKeys.Instance, by, _line.Now, new CommitOptions { Proposals = [new Add(package), new Add(other.KeyPackage)] }).Value;
        var answer = Ua.Take(Depositary, ItemKind.Group, by.Item(GroupItemKind.Welcome, 1, pending.Welcome!));
        if (rule is null)
            Assert.Equal(ItemFate.Stored, answer.Fate);
        else
            FoundingTests.Refused(rule, answer);
    }

    [Fact]
    public void Commit_ThatLetsInWhoIsNoMember_IsRefused()
    {
        // GRP-004, GRP-011
        _line.Run(5);
        using var by = new LyingMember(_line, "BY", _channel);
        using var key = SignatureKeyPair.Generate(LyingMember.Client, ChannelGroup.Suite, by);
        using var stranger = Bundle(by, _line.Party("LT"), key);
        FoundingTests.Refused("GRP-004", Pl.Take(Depositary, ItemKind.Group, by.Commit(goOn: false, new Add(stranger.KeyPackage))));
        Assert.Equal(1UL, GroupTests.View(Pl).Epoch);
    }

    [Fact]
    public void Commit_ThatPutsAnotherKeyUnderAMembersIdentity_IsRefused()
    {
        // GRP-003: PL's own note, which anybody has seen, over a key that is not the one in it.
        _line.Run(5);
        using var by = new LyingMember(_line, "BY", _channel);
        var (index, leaf) = by.Group.Tree.Leaves().Single(l => LeafAuthentication.Read(l.Value.Credential)!.Party.Value == "PL");
        using var key = SignatureKeyPair.Generate(LyingMember.Client, ChannelGroup.Suite, by);
        using var forged = KeyPackageBundle.Create(LyingMember.Client, ChannelGroup.Suite, leaf.Credential, key, new Lifetime(0, ulong.MaxValue), by);
        FoundingTests.Refused("GRP-011", Ua.Take(Depositary, ItemKind.Group, by.Commit(goOn: false, new Remove(index), new Add(forged.KeyPackage))));
        Assert.Equal(1UL, GroupTests.View(Ua).Epoch);
    }

    [Fact]
    public void Identity_OfTwoSignatures_OrTooLong_IsNone()
    {
        // GRP-002
        var (ua, pl) = (_line.Party("UA"), _line.Party("PL"));
        var good = LeafCredential.Sign(ua.Id, _channel.Founding, 1, 1, new byte[32], ua.Node).Note;
        Assert.True(LeafCredential.Parse(good.ToBytes()).Try(out _, out _));
        Assert.Equal("GRP-002", LeafCredential.Parse(SignedNote.Create(good.Text.Span, good.Signatures[0], pl.Node.Sign(good.Text.Span)).ToBytes()).Fault?.Rule);
        byte[] endless = [.. good.Text.Span, .. "\n\u2014 UA "u8, .. System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[900])), (byte)'\n'];
        Assert.True(SignedNote.TryParse(endless, out _, out _));
        Assert.Equal("GRP-002", LeafCredential.Parse(endless).Fault?.Rule);
    }

    [Fact]
    public void Commit_OfALaterEpoch_MakesTheMemberComeInAnew()
    {
        // GRP-011, GRP-032
        _line.Run(5);
        using var by = new LyingMember(_line, "BY", _channel);
        by.Commit(goOn: true);
        FoundingTests.Refused("GRP-011", Pl.Take(Depositary, ItemKind.Group, by.Commit(goOn: false)));
        _line.Sent.Clear();
        _line.Run(50);
        Assert.Empty(Sent("PL", GroupItemKind.KeyPackage));
        _line.Run(30);
        Assert.NotEmpty(Sent("PL", GroupItemKind.KeyPackage));
    }

    [Fact]
    public void Member_ShownAnotherKeyByTheDepositary_ComesInAnew()
    {
        // GRP-031, GRP-032: somebody with the depositary's keys told UA another commit.
        _line.Run(5);
        using (var thief = new LyingMember(_line, "BY", _channel))
            Assert.Equal(ItemFate.Stored, Ua.Take(Depositary, ItemKind.Group, thief.Commit(goOn: false)).Fate);
        By.Restart();
        _line.Now += TimeSpan.FromHours(25);
        _line.Run(5);
        Assert.Equal((2UL, 2UL), (GroupTests.View(By).Epoch, GroupTests.View(Ua).Epoch));
        By.Handle(new Input.TestLine(1, _channel));
        _line.Run(5);
        Assert.Contains("GRP-031", Ua.Rules);
        _line.Run(90);
        Assert.Single(_line.Stations.Select(s => Convert.ToHexString(GroupTests.View(s).Authenticator.Span)).Distinct());
    }

    [Fact]
    public void Member_ShownAnotherGroupTwice_ComesInAnew()
    {
        // GRP-032: once may be a test that a Welcome overtook.
        _line.Run(5);
        _line.Say("UA", _channel, change: c => c with { To = [Depositary.Desk] });
        _line.Run(5);
        var old = Ua.Store.Rows.Groups[_channel];
        GroupTests.Forget(By, _channel);
        _line.Run(90);
        Ua.Die();
        Ua.Store.Apply(new Effect.StoreGroup(_channel, old));
        Ua.Store.Commit();
        Ua.Restart();
        By.Handle(new Input.TestLine(1, _channel));
        _line.Run(90);
        Assert.NotEqual(GroupTests.View(By).Authenticator.ToArray(), GroupTests.View(Ua).Authenticator.ToArray());
        By.Handle(new Input.TestLine(2, _channel));
        _line.Run(90);
        Assert.Equal(GroupTests.View(By).Authenticator.ToArray(), GroupTests.View(Ua).Authenticator.ToArray());
    }

    [Fact]
    public void Update_IsCommittedWithinAnHour()
    {
        // GRP-016
        _line.Run(5);
        _line.Now += TimeSpan.FromHours(18);
        _line.Run(5);
        Assert.NotEmpty(Sent("UA", GroupItemKind.Update));
        Assert.Equal(1UL, GroupTests.View(By).Epoch);
        _line.Now += TimeSpan.FromHours(1);
        _line.Run(5);
        Assert.Equal(2UL, GroupTests.View(By).Epoch);
    }

    [Fact]
    public void Leaf_OfANodeWhoseKeyWasReplaced_IsNewAtOnce()
    {
        // GRP-003, GRP-016
        _line.Run(5);
        Ua.Die();
        var (ua, key) = (_line.Party("UA"), new NoteSigner(new NoteKeyName("UA"), SHA256.HashData("the next key"u8), _line.Party("UA").Crypto.Ed25519));
        var card = ua.CardText();
        card = card with { Version = 2, Previous = card.Hash, Node = CardKey.Ed25519(key.Key.PublicKey.Span) };
        Ua.Store.Apply(new Effect.StoreCard(ua.Id, SignedNote.Create(card.ToBytes(), ua.Root.Sign(card.ToBytes()), key.Sign(card.ToBytes()), ua.Node.Sign(card.ToBytes()))));
        Ua.Store.Commit();
        using var engine = new Engine(ua.Id, key, ua.Crypto, Ua.Store, Ua.Store.Load(ua.Id, ua.Crypto));
        Assert.Contains(Handle().Concat(Handle()).OfType<Effect.Send>().SelectMany(s => s.Items), i => i.Item is { } item && Is(item, GroupItemKind.Update));

        IReadOnlyList<Effect> Handle()
        {
            _line.Now = _line.Now.AddSeconds(1);
            return engine.Handle(new Input.Settle(), _line.Now, RandomNumberGenerator.GetBytes(Engine.EntropySize));
        }
    }

    [Fact]
    public void Member_LetInAnewBeforeItConfirmed_IsNoAlarm()
    {
        // GRP-013
        var line = new Line("BY", "UA");
        line.Cut("BY", "UA");
        var channel = line.Open(line.Policy());
        line.Run(1);
        for (var i = 0; i < 2; i++)
        {
            line["BY"].Take(line.Party("UA"), ItemKind.Group, line.Sent.Last(b => b.From.Value == "UA" && b.Items.Any(item => Is(item, GroupItemKind.KeyPackage))).Items.Last(item => Is(item, GroupItemKind.KeyPackage)).Bytes);
            line.Run(3);
            Assert.Equal(2, GroupTests.View(line["BY"]).Members.Count);
            line["UA"].Die();
            line["UA"].Store.Apply(new Effect.StoreKeyPackage(channel, null));
            line["UA"].Store.Commit();
            line["UA"].Restart();
            line.Run(70);
        }

        Assert.Equal(2UL, GroupTests.View(line["BY"]).Epoch);
        Assert.DoesNotContain("GRP-013", line["BY"].Rules);
    }

    [Fact]
    public void Commits_ThatAMemberConfirmed_AreNotSentAgain()
    {
        // GRP-017
        _line.Run(5);
        _line.Cut("BY", "PL");
        _line.Cut("UA", "PL");
        for (var day = 0; day < 3; day++)
        {
            _line.Now += TimeSpan.FromHours(24);
            _line.Run(5);
        }

        Assert.InRange(By.Store.Rows.Commits.Count, 3, 256);
        _line.Sent.Clear();
        By.Die();
        By.Restart();
        _line.Run(5);
        Assert.DoesNotContain(_line.Sent.Where(b => b.To.Value == "UA").SelectMany(b => b.Items), i => Is(i, GroupItemKind.Commit));
        Assert.Contains(_line.Sent.Where(b => b.To.Value == "PL").SelectMany(b => b.Items), i => Is(i, GroupItemKind.Commit));
    }

    [Fact]
    public void Member_WhoseCardNoLongerVouchesForItsLeaf_LearnsThatItIsOut()
    {
        // GRP-014
        _line.Run(5);
        var ua = _line.Party("UA");
        var card = ua.CardText();
        _line.Cut("UA", "PL");
        Assert.Equal(ItemFate.Stored, By.Accept(ua.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 })).Fate);
        _line.Run(2);
        Assert.Contains("GRP-014", Ua.Rules);
    }

    private static bool Is(BundleItem item, GroupItemKind kind) => item.Kind == ItemKind.Group && GroupItem.TryReadLine(item.Bytes.Span, out var found, out _, out _, out _) && found == kind;

    private static KeyPackage Package(ReadOnlyMemory<byte> item) => ((KeyPackageMessage)MlsMessage.Decode(GroupItem.Parse(item).OrThrow().Messages[0].Span).Value).KeyPackage;

    private ReadOnlyMemory<byte>[] Sent(string by, GroupItemKind kind) => [.. _line.Sent.Where(b => b.From.Value == by).SelectMany(b => b.Items).Where(i => Is(i, kind)).Select(i => i.Bytes)];

    /// <summary>UA has lost what it knew of the group, and its key package waits at nobody's.</summary>
    private ReadOnlyMemory<byte> Waiting()
    {
        _line.Cut("BY", "UA");
        GroupTests.Forget(Ua, _channel);
        _line.Sent.Clear();
        _line.Run(1);
        return Sent("UA", GroupItemKind.KeyPackage)[^1];
    }

    private KeyPackageBundle Bundle(LyingMember liar, TestParty party, SignatureKeyPair key) => KeyPackageBundle.Create(
        LyingMember.Client, ChannelGroup.Suite,
        new BasicCredential(LeafCredential.Sign(party.Id, _channel.Founding, 1, 9_000_000_000_000, key.PublicKey.Span, party.Node).Note.ToBytes()), key, new Lifetime(0, ulong.MaxValue), liar);
}
