using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Channels.Tests;

public sealed class FoundingTests
{
    [Theory]
    [InlineData("UA", "PL", "BY")]
    [InlineData("PL", "UA", "BY")]
    [InlineData("BY", "PL", "UA")]
    public void Policy_SignedInAnyOrder_OpensEverywhere(params string[] order)
    {
        var line = new Line("BY", "UA", "PL");
        var policy = line.Policy();
        foreach (var id in order)
        {
            Assert.Equal(ItemFate.Stored, line[id].Handle(new Input.SignPolicy(1, policy))!.Single().Answer.Fate);
            line.Run(1);
        }

        Assert.All(line.Stations, s => Assert.Equal(policy.Hash, Assert.Single(s.Engine.Channels).Key.Founding));
        Assert.All(line.Stations, s => Assert.Empty(s.Engine.Proposed));
    }

    [Fact]
    public void Policy_SignedByAllAtOnce_OpensEverywhere()
    {
        var line = new Line("BY", "UA", "PL");
        foreach (var station in line.Stations)
            station.Handle(new Input.SignPolicy(1, line.Policy()));
        line.Run(2);
        Assert.All(line.Stations, s => Assert.Single(s.Engine.Channels));
    }

    [Fact]
    public void Policy_SignedAndNotSentBeforeTheNodeDied_OpensAfterItsRestart()
    {
        var line = new Line("BY", "UA");
        line.Cut("BY", "UA");
        line["BY"].Handle(new Input.SignPolicy(1, line.Policy()));
        line["BY"].Die();
        line.Heal();
        line["BY"].Restart();
        line.Run(8);
        Assert.Single(line["UA"].Engine.Proposed);
        line["UA"].Handle(new Input.SignPolicy(1, line.Policy()));
        line.Run(8);
        Assert.All(line.Stations, s => Assert.Single(s.Engine.Channels));
    }

    [Fact]
    public void Record_PeerMissedTheLastSignature_PolicyIsSentAgainAndRecordStored()
    {
        // CHN-034
        var line = new Line("BY", "UA");
        var policy = line.Policy();
        var channel = new ChannelId(policy.Name, policy.Hash);
        line["BY"].Take(line.Party("UA"), ItemKind.Policy, line.SignAll(policy).ToBytes());
        line.Sent.Clear();
        line.Cut("BY", "UA");
        var record = line.Say("BY", channel);
        line.Run(1);
        line.Heal();
        line.Run(60);
        Assert.NotNull(line["UA"].Store.Find(record.Id));
    }

    [Fact]
    public void Policy_MemberWithoutCard_RefusedWithWhatToDo()
    {
        var line = new Line("BY", "UA");
        var stranger = new TestParty("PL");
        var policy = line.Policy() with { Members = [.. line.Policy().Members.Append(stranger.Member).OrderBy(m => m.Party)] };
        Refused("POL-023", line["BY"].Handle(new Input.SignPolicy(1, policy))!.Single().Answer);
    }

    [Fact]
    public void Policy_WrongRootKey_Refused()
    {
        var line = new Line("BY", "UA");
        var policy = line.Policy();
        policy = policy with { Members = [policy.Members[0], policy.Members[1] with { Root = policy.Members[0].Root }] };
        Refused("POL-024", line["BY"].Handle(new Input.SignPolicy(1, policy))!.Single().Answer);
    }

    [Fact]
    public void Policy_WithoutThisParty_Refused()
    {
        var line = new Line("BY", "UA", "PL");
        var policy = line.Policy() with { Members = [.. line.Policy().Members.Where(m => m.Party.Value != "UA")] };
        Refused("POL-020", line["UA"].Take(line.Party("BY"), ItemKind.Policy, line.Party("BY").Node.SignNote(policy.ToBytes()).ToBytes()));
    }

    [Fact]
    public void Policy_FromAStrangerToIt_Refused()
    {
        var line = new Line("BY", "UA", "PL");
        var policy = line.Policy() with { Members = [.. line.Policy().Members.Where(m => m.Party.Value != "PL")] };
        Refused("CHN-002", line["UA"].Take(line.Party("PL"), ItemKind.Policy, line.Party("BY").Node.SignNote(policy.ToBytes()).ToBytes()));
    }

    [Fact]
    public void Policy_SignedByNoKeyOfTheMember_Refused()
    {
        var line = new Line("BY", "UA");
        var policy = line.Policy();
        var forged = new TestParty("BY").Root;
        var signature = line.Party("BY").Node.Sign("something else\n"u8.ToArray());
        Refused("POL-021", line["UA"].Take(line.Party("BY"), ItemKind.Policy, SignedNote.Create(policy.ToBytes(), signature).ToBytes()));
        Refused("POL-021", line["UA"].Take(line.Party("BY"), ItemKind.Policy, forged.SignNote(policy.ToBytes()).ToBytes()));
        Assert.Empty(line["UA"].Engine.Proposed);
    }

    [Fact]
    public void Policy_SecondVersionAsFounding_Refused()
    {
        var line = new Line("BY", "UA");
        var policy = line.Policy() with { Version = 2, Previous = line.Policy().Hash };
        Refused("POL-022", line["BY"].Handle(new Input.SignPolicy(1, policy))!.Single().Answer);
    }

    [Fact]
    public void Policy_NameOfAnOpenChannel_Refused()
    {
        var line = new Line("BY", "UA");
        line.Open(line.Policy());
        var other = line.Policy() with { LineTestSeconds = 7200 };
        Refused("CHN-031", line["BY"].Handle(new Input.SignPolicy(1, other))!.Single().Answer);
        Refused("CHN-031", line["BY"].Take(line.Party("UA"), ItemKind.Policy, line.SignAll(other).ToBytes()));
    }

    [Fact]
    public void Proposals_FloodOfOneParty_LeavesRoomForOthers()
    {
        var line = new Line("BY", "UA", "PL");
        var (flooder, other) = (line.Party("UA"), line.Party("PL"));
        for (var i = 0; i < 8; i++)
            Assert.Equal(ItemFate.Stored, Propose(flooder, $"flood.{i}").Fate);
        Refused("CHN-032", Propose(flooder, "flood.8"));
        Assert.Equal(ItemFate.Stored, Propose(other, "honest").Fate);
        Assert.Equal(ItemFate.Stored, line["BY"].Handle(new Input.SignPolicy(1, line.Policy("own")))!.Single().Answer.Fate);

        ItemAnswer Propose(TestParty by, string name) =>
            line["BY"].Take(by, ItemKind.Policy, by.Node.SignNote(line.Policy(name).ToBytes()).ToBytes());
    }

    [Theory]
    [InlineData("BY", "X-UA")]
    [InlineData("X-BY", "UA")]
    public void Card_ExerciseAndProduction_NeverMeet(string self, string other)
    {
        var station = new Line(self)[self];
        Refused("CHN-012", station.Accept(new TestParty(other).Card));
        Refused("CHN-012", station.Take(new TestParty(other), ItemKind.Card, new TestParty(other).Card.ToBytes()));
    }

    [Fact]
    public void Card_ThousandsOfVersionsFromABearer_Bounded()
    {
        var line = new Line("BY", "UA");
        var ua = line.Party("UA");
        var (card, fates) = (ua.CardText(), new List<ItemAnswer>());
        for (var i = 0; i < 300; i++)
        {
            card = card with { Version = card.Version + 1, Previous = card.Hash };
            fates.Add(line["BY"].Take(ua, ItemKind.Card, ua.SignCard(card).ToBytes()));
            if (fates[^1].Fate == ItemFate.Refused)
                break;
        }

        Assert.Equal(256, fates.Count);
        Refused("CHN-033", fates[^1]);
        Assert.Equal(ItemFate.Stored, line["BY"].Accept(ua.SignCard(card)).Fate);
    }

    [Fact]
    public void Card_OfAPartyNotMet_IsNotPinnedFromABearer()
    {
        var line = new Line("BY", "UA");
        Refused("CRD-030", line["BY"].Take(line.Party("UA"), ItemKind.Card, new TestParty("PL").Card.ToBytes()));
        Assert.Equal(ItemFate.Duplicate, line["BY"].Take(line.Party("UA"), ItemKind.Card, line.Party("UA").Card.ToBytes()).Fate);
    }

    internal static void Refused(string rule, ItemAnswer answer)
    {
        Assert.Equal(ItemFate.Refused, answer.Fate);
        Assert.Equal(rule, answer.Fault!.Rule);
    }
}
