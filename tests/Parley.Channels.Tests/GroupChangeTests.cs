using System.Text;
using Parley.Channels.Groups;
using Parley.Channels.Proofs;
using Parley.Channels.Wire;
using Parley.Mls.Credentials;
using Parley.Mls.Groups;
using Parley.Mls.Proposals;
using Parley.Mls.Schedule;
using Parley.Mls.Tree;
using Parley.Records;
using Parley.Simulator;

namespace Parley.Channels.Tests;

/// <summary>How a channel's group changes: who may change it, who follows, and what a lie comes to.</summary>
public sealed class GroupChangeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private readonly Line _line = new("BY", "UA", "PL");
    private readonly ChannelId _channel;

    public GroupChangeTests()
    {
        _channel = _line.Open(_line.Policy());
        _line.Run(5);
    }

    public static TheoryData<string> BadItems => new("", "commit", "commit X 1\n", "commit {0} 0\n", "commit {0} 1\n", "Commit {0} 1\n", "Request {0} 1\n", "welcome {0} 1\n", "request {0} 1\n\0\0\0\u0001x",
        "welcome {0} 1\n\0\0\0\u0001xx", "welcome {0} 1\n\0\0", "keypackage {0} 1\n\u007f\u007f\u007f\u007fx", "keypackage {0} 1\n\0\0\0\u0001x", "party {0} 1\n");

    [Theory]
    [MemberData(nameof(BadItems))]
    public void Item_ThatIsNone_IsRefused(string item)
    {
        // GRP-001
        var bytes = Encoding.Latin1.GetBytes(item.Replace("{0}", _channel.Founding.ToString(), StringComparison.Ordinal));
        FoundingTests.Refused("GRP-001", _line["BY"].Take(_line.Party("UA"), ItemKind.Group, bytes));
    }

    [Fact]
    public void Item_OfManyMessages_ReadsAndHasALimit()
    {
        // GRP-001
        var one = (ReadOnlyMemory<byte>)new byte[] { 1, 2 };
        var most = new GroupItem(GroupItemKind.Commit, _channel.Founding, 7, [.. Enumerable.Repeat(one, GroupItem.MaxMessages)]);
        var read = GroupItem.Parse(most.ToBytes()).OrThrow();
        Assert.Equal((GroupItemKind.Commit, _channel.Founding, 7UL, GroupItem.MaxMessages), (read.Kind, read.Founding, read.Number, read.Messages.Count));
        Assert.False(GroupItem.Parse((most with { Messages = [.. most.Messages, one] }).ToBytes()).Try(out _, out _));
    }

    [Fact]
    public void Item_NotToOrFromTheDepositary_IsRefused()
    {
        // GRP-005
        var packages = Sent("UA", GroupItemKind.KeyPackage);
        FoundingTests.Refused("GRP-005", _line["PL"].Take(_line.Party("UA"), ItemKind.Group, packages[0]));
        FoundingTests.Refused("GRP-005", _line["PL"].Take(_line.Party("UA"), ItemKind.Group, Sent("BY", GroupItemKind.Welcome)[0]));
        FoundingTests.Refused("CHN-002", _line["PL"].Take(new TestParty("LT"), ItemKind.Group, packages[0]));
    }

    [Fact]
    public void KeyPackage_OfAnother_OrThatTheCardDoesNotVouchFor_IsRefused()
    {
        // GRP-002, GRP-003
        var package = Sent("UA", GroupItemKind.KeyPackage)[0].ToArray();
        FoundingTests.Refused("GRP-003", _line["BY"].Take(_line.Party("PL"), ItemKind.Group, package));
        Assert.Equal(ItemFate.Duplicate, _line["BY"].Take(_line.Party("UA"), ItemKind.Group, package).Fate);

        // The identity's note says another serial than was signed.
        var serial = package.AsSpan().IndexOf("serial "u8);
        package[serial + 7] = (byte)'9';
        FoundingTests.Refused("GRP-003", _line["BY"].Take(_line.Party("UA"), ItemKind.Group, package));
        package[serial] = (byte)'S';
        FoundingTests.Refused("GRP-002", _line["BY"].Take(_line.Party("UA"), ItemKind.Group, package));
        GroupTests.InStep(_line);
    }

    [Fact]
    public void KeyPackage_FromBefore_PutsNobodyOut()
    {
        // GRP-006
        var old = Sent("UA", GroupItemKind.KeyPackage)[0];
        GroupTests.Forget(_line["UA"], _channel);
        _line.Run(10);
        var epoch = GroupTests.View(_line["BY"]).Epoch;
        FoundingTests.Refused("GRP-006", _line["BY"].Take(_line.Party("UA"), ItemKind.Group, old));
        _line.Run(10);
        // It is asked for another, in case it has lost what it knew of its serial; it comes in by that, if it sends one.
        GroupTests.InStep(_line);
        Assert.InRange(GroupTests.View(_line["BY"]).Epoch, epoch, epoch + 1);
    }

    [Fact]
    public void Welcome_ThatNobodyWaitsFor_OrFromBefore_IsRefused()
    {
        // GRP-010
        var old = _line.Sent.Where(b => b.To.Value == "UA").SelectMany(b => b.Items).First(i => Is(i, GroupItemKind.Welcome)).Bytes;
        Assert.Equal(ItemFate.Duplicate, _line["UA"].Take(_line.Party("BY"), ItemKind.Group, old).Fate);
        _line.Cut("BY", "UA");
        GroupTests.Forget(_line["UA"], _channel);
        FoundingTests.Refused("GRP-010", _line["UA"].Take(_line.Party("BY"), ItemKind.Group, old));
        _line.Run(1);
        FoundingTests.Refused("GRP-010", _line["UA"].Take(_line.Party("BY"), ItemKind.Group, old));
    }

    [Fact]
    public void Commit_OfAnotherMember_OrOutOfTurn_IsRefused()
    {
        // GRP-011
        using var ua = new LyingMember(_line, "UA", _channel);
        var (pl, by) = (_line["PL"], _line.Party("BY"));
        FoundingTests.Refused("GRP-011", pl.Take(by, ItemKind.Group, ua.Commit(goOn: true)));
        FoundingTests.Refused("GRP-011", pl.Take(by, ItemKind.Group, ua.Commit(goOn: false)));
        Assert.Equal(1UL, GroupTests.View(_line["PL"]).Epoch);
    }

    [Fact]
    public void Commit_FromOutside_IsRefused()
    {
        // GRP-011
        using var by = new LyingMember(_line, "BY", _channel);
        using var key = SignatureKeyPair.Generate(LyingMember.Client, by.Group.CipherSuite.Id, by);
        var info = by.Group.GroupInfo(new GroupInfoOptions { WithExternalKey = true }, by);
        var join = Group.JoinExternally(LyingMember.Client, info, by.Group.Tree[new LeafIndex(0)]!.Credential, key, NoPreSharedKeys.Instance, _line.Now, by,
            new ExternalJoinOptions { Replaces = new LeafIndex(0) }).Value;
        join.Group.Dispose();
        FoundingTests.Refused("GRP-011", _line["PL"].Take(_line.Party("BY"), ItemKind.Group, by.Item(GroupItemKind.Commit, 1, join.Message)));
    }

    [Fact]
    public void Commit_WithSomethingElseBesideIt_IsRefused()
    {
        // GRP-011
        using var by = new LyingMember(_line, "BY", _channel);
        var proposed = by.Group.Propose(new Remove(new LeafIndex(1)), _line.Now, by, new MessageOptions { Public = true }).Value;
        by.Move(proposed.Group);
        var commit = GroupItem.Parse(by.Commit(goOn: false)).OrThrow();
        var item = by.Item(GroupItemKind.Commit, 1, proposed.Message, Parley.Mls.Framing.MlsMessage.Decode(commit.Messages[0].Span).Value);
        FoundingTests.Refused("GRP-011", _line["PL"].Take(_line.Party("BY"), ItemKind.Group, item));
    }

    [Fact]
    public void Commit_ThatLeavesAStranger_IsRefused()
    {
        // GRP-004: the depositary lets a leaf in that vouches for nobody.
        var other = new Line("BY", "LT") { LineTestSeconds = 7200 };
        other.Open(other.Policy());
        other.Run(1);
        var package = GroupItem.Parse(other.Sent.SelectMany(b => b.Items).First(i => Is(i, GroupItemKind.KeyPackage)).Bytes).OrThrow();
        var stranger = ((Parley.Mls.Framing.KeyPackageMessage)Parley.Mls.Framing.MlsMessage.Decode(package.Messages[0].Span).Value).KeyPackage;
        using var by = new LyingMember(_line, "BY", _channel);
        FoundingTests.Refused("GRP-011", _line["PL"].Take(_line.Party("BY"), ItemKind.Group, by.Commit(goOn: false, new Add(stranger))));
        Assert.Equal(1UL, GroupTests.View(_line["PL"]).Epoch);
    }

    [Fact]
    public void Commits_TwoForOneEpoch_AlarmEveryWatchThatGetsBoth()
    {
        // GRP-012
        using var by = new LyingMember(_line, "BY", _channel);
        var (one, other) = (by.Commit(goOn: false), by.Commit(goOn: false));
        Assert.Equal(ItemFate.Stored, _line["PL"].Take(_line.Party("BY"), ItemKind.Group, one).Fate);
        Assert.Equal(ItemFate.Duplicate, _line["PL"].Take(_line.Party("BY"), ItemKind.Group, one).Fate);
        FoundingTests.Refused("GRP-012", _line["PL"].Take(_line.Party("BY"), ItemKind.Group, other));
        Assert.Contains("GRP-012", _line["PL"].Rules);
        Assert.Equal((EvidenceKind.CommitTwice, _line.Party("BY").Id), _line["PL"].Store.Rows.Evidence.Values.Select(e => (e.Kind, e.Author)).Single());
    }

    [Fact]
    public void Commits_OfTwoEpochs_AreNoEvidence()
    {
        // EVD-009: an honest depositary signs many commits with one leaf, each in a context of its own.
        using var by = new LyingMember(_line, "BY", _channel);
        var (leaf, first) = (LeafAuthentication.Read(by.Group.Tree[by.Group.OwnLeaf]!.Credential)!, by.Group.Context);
        var (one, twice) = (Shown(first, by.Commit(goOn: false)), Shown(first, by.Commit(goOn: true)));
        var later = Shown(by.Group.Context, by.Commit(goOn: false));
        Assert.Null(Check(one, twice));
        Assert.Equal("EVD-009", Check(one, later));
        Assert.Equal("EVD-009", Check(one, one));

        SignedCommit Shown(Parley.Mls.Schedule.GroupContext context, byte[] item) =>
            new(leaf, context, (Parley.Mls.Framing.PublicMessage)Parley.Mls.Framing.MlsMessage.Decode(GroupItem.Parse(item).OrThrow().Messages[0].Span).Value);

        string? Check(SignedCommit known, SignedCommit other) =>
            new EvidenceFile(EvidenceKind.CommitTwice, [_line.Party("BY").Card], known.ToBytes(), other.ToBytes()).Check(_line.Party("BY").Crypto).Fault?.Rule;
    }

    [Fact]
    public void Commit_OfAnotherMemberForAnEpochThatEnded_IsNoLieOfTheDepositary()
    {
        // GRP-011, GRP-012
        using var by = new LyingMember(_line, "BY", _channel);
        using var ua = new LyingMember(_line, "UA", _channel);
        Assert.Equal(ItemFate.Stored, _line["PL"].Take(_line.Party("BY"), ItemKind.Group, by.Commit(goOn: false)).Fate);
        FoundingTests.Refused("GRP-011", _line["PL"].Take(_line.Party("BY"), ItemKind.Group, ua.Commit(goOn: false)));
        Assert.DoesNotContain("GRP-012", _line["PL"].Rules);
        Assert.Empty(_line["PL"].Store.Rows.Evidence);
    }

    [Fact]
    public void Commits_OneForEach_AreFoundByTheNextLineTest()
    {
        // GRP-030, GRP-031
        using var by = new LyingMember(_line, "BY", _channel);
        Assert.Equal(ItemFate.Stored, _line["PL"].Take(_line.Party("BY"), ItemKind.Group, by.Commit(goOn: false)).Fate);
        Assert.Equal(ItemFate.Stored, _line["UA"].Take(_line.Party("BY"), ItemKind.Group, by.Commit(goOn: false)).Fate);
        _line["PL"].Handle(new Input.TestLine(1, _channel));
        var record = _line.Say("PL", _channel, "all the same");
        _line.Run(5);
        Assert.Contains("GRP-031", _line["UA"].Rules);
        Assert.NotNull(_line["UA"].Store.Find(record.Id));
        Assert.DoesNotContain(_line.Party("PL").Id, GroupTests.View(_line["UA"]).InStep);
    }

    [Fact]
    public void Member_InAnotherEpochThanTheDepositaryShows_ComesInAnew()
    {
        // GRP-032, GRP-013
        var old = _line["UA"].Store.Rows.Groups[_channel];
        _line.Now += TimeSpan.FromHours(25);
        _line.Run(5);
        Assert.True(GroupTests.View(_line["UA"]).Epoch > 1);
        _line["UA"].Die();
        _line["UA"].Store.Apply(new Effect.StoreGroup(_channel, old));
        _line["UA"].Store.Commit();
        _line["UA"].Restart();
        Assert.Equal(1UL, GroupTests.View(_line["UA"]).Epoch);
        _line["BY"].Handle(new Input.TestLine(1, _channel));
        _line.Run(30);
        Assert.Equal(1UL, GroupTests.View(_line["UA"]).Epoch);
        _line.Run(60);
        GroupTests.InStep(_line);
        Assert.Contains("GRP-013", _line["PL"].Rules);
    }

    [Fact]
    public void LineTests_OfAll_ShowAllInStep()
    {
        // GRP-030
        foreach (var station in _line.Stations)
            station.Handle(new Input.TestLine(1, _channel));
        _line.Run(5);
        Assert.All(_line.Stations, s => Assert.Equal(3, GroupTests.View(s).InStep.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00 1 00")]
    [InlineData("{0} 0 {0}")]
    [InlineData("{0} 1 {1}")]
    [InlineData("{0} 1 {0} 1")]
    public void Position_ThatIsNone_IsRefused(string text)
    {
        // GRP-030
        var hex = new string('a', 96);
        Assert.True(GroupPosition.TryParse($"{hex} 1 {hex}", out _));
        Assert.False(GroupPosition.TryParse(text.Replace("{0}", hex, StringComparison.Ordinal).Replace("{1}", hex.ToUpperInvariant(), StringComparison.Ordinal), out _));
    }

    [Fact]
    public void Update_OfAnotherOrNone_IsRefused()
    {
        // GRP-015
        using var ua = new LyingMember(_line, "UA", _channel);
        var update = ua.Group.ProposeUpdate(ua, null, new MessageOptions { Public = true }).Value;
        var remove = ua.Group.Propose(new Remove(new LeafIndex(0)), _line.Now, ua, new MessageOptions { Public = true }).Value;
        FoundingTests.Refused("GRP-015", _line["BY"].Take(_line.Party("PL"), ItemKind.Group, ua.Item(GroupItemKind.Update, 1, update.Message)));
        FoundingTests.Refused("GRP-015", _line["BY"].Take(_line.Party("UA"), ItemKind.Group, ua.Item(GroupItemKind.Update, 1, remove.Message)));
        Assert.Equal(ItemFate.Stored, _line["BY"].Take(_line.Party("UA"), ItemKind.Group, ua.Item(GroupItemKind.Update, 1, update.Message)).Fate);
    }

    [Fact]
    public void Leaves_OfAll_AreNewWithin25Hours()
    {
        // GRP-016
        var before = Leaves(_line["BY"]);
        for (var hour = 0; hour < 25; hour++)
        {
            _line.Now += TimeSpan.FromHours(1);
            _line.Run(5);
        }

        GroupTests.InStep(_line);
        Assert.Empty(before.Intersect(Leaves(_line["BY"])));
        Assert.InRange(GroupTests.View(_line["BY"]).Epoch, 2UL, 6UL);
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Rules, r => r.StartsWith("GRP", StringComparison.Ordinal)));
        _line.Sent.Clear();
        _line.Say("UA", _channel);
        _line.Run(5);
        Assert.Equal(0, GroupTests.Count(_line, ItemKind.Record));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(270, true)]
    public void Member_ThatComesBackLate_FollowsTheCommitsThatAreKept(int days, bool comesInAnew)
    {
        // GRP-017
        _line.Cut("UA", "BY");
        _line.Cut("UA", "PL");
        var record = _line.Say("PL", _channel, "while UA is away");
        for (var day = 0; day < days; day++)
        {
            _line.Now += TimeSpan.FromHours(24);
            _line.Run(1);
        }

        Assert.InRange(_line["BY"].Store.Rows.Commits.Count, 1, 256);
        _line["BY"].Die();
        _line["BY"].Restart();
        _line.Heal();
        _line.RunUntil(() => _line["UA"].Store.Find(record.Id) is not null && GroupTests.View(_line["UA"]).Epoch == GroupTests.View(_line["BY"]).Epoch, Long);
        _line.Run(60);
        GroupTests.InStep(_line);
        Assert.Equal(comesInAnew, _line["PL"].Rules.Contains("GRP-013"));
        Assert.InRange(_line["BY"].Store.Rows.Commits.Count, 0, 1);
    }

    [Fact]
    public void Record_SealedInAnEpochThatHasGone_IsSealedAnew()
    {
        // GRP-025
        _line.Cut("UA", "PL");
        var record = _line.Say("UA", _channel);
        Assert.Equal(1UL, _line["UA"].Store.FindSealed(record.Id)!.Epoch);
        _line.Now += TimeSpan.FromHours(25);
        _line.Run(5);
        _line.Heal();
        _line.Sent.Clear();
        _line.RunUntil(() => _line["PL"].Store.Find(record.Id) is not null, Long);
        Assert.Equal(0, GroupTests.Count(_line, ItemKind.Record));
    }

    private static IReadOnlyList<string> Leaves(Station station)
    {
        using var lying = Group.Load(LyingMember.Client, station.Store.Rows.Groups.Values.Single().Snapshot).Value;
        return [.. lying.Tree.Leaves().Select(l => Convert.ToHexString(l.Value.Encoded.Span))];
    }

    private static bool Is(BundleItem item, GroupItemKind kind) => item.Kind == ItemKind.Group && GroupItem.TryReadLine(item.Bytes.Span, out var found, out _, out _, out _) && found == kind;

    private ReadOnlyMemory<byte>[] Sent(string by, GroupItemKind kind) => [.. _line.Sent.Where(b => b.From.Value == by).SelectMany(b => b.Items).Where(i => Is(i, kind)).Select(i => i.Bytes)];
}
