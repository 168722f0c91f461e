using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Records;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

/// <summary>From one node to all others, and what is missing fetched.</summary>
public sealed class DeliveryTests
{
    private readonly Line _line = new("BY", "UA", "PL", "LT");
    private readonly ChannelId _channel;

    public DeliveryTests() => _channel = _line.Open(_line.Policy());

    [Fact]
    public void Record_Said_IsNumberedChainedAndWithEveryMember()
    {
        // CHN-023
        var first = _line.Say("BY", _channel, "one");
        var second = _line.Say("BY", _channel, "two");
        _line.Run(2);
        var third = _line.Say("UA", _channel, "three");
        _line.Run(2);
        Assert.Equal((1L, null, 1L), (first.Numbering.Number, first.Numbering.Previous, first.Numbering.Incarnation));
        Assert.Equal((2L, first.Id), (second.Numbering.Number, second.Numbering.Previous));
        Assert.Contains(third.Numbering.Have, h => h.Author.Value == "BY" && h.Number >= 2);
        Assert.All(_line.Stations, s => Assert.Equal(3, s.Records(_channel).Count(r => !r.Record.Content.Form.IsService)));
        Assert.All(_line.Stations, s => Assert.Equal(s.Records(_channel).Count, s.Engine.Channels[_channel].Ledger.Size.Value));
    }

    [Fact]
    public void Gap_NobodyAnswers_AsksTheAuthorAndThenTheOthersInTurnEverMoreSeldom()
    {
        // CHN-017
        var line = new Line(["BY", "UA", "PL", "LT"], ["BY"]);
        var sent = new List<(DateTimeOffset At, Bundle Bundle)>();
        line["BY"].Carry = (by, send, bundle) =>
        {
            sent.Add((line.Now, bundle));
            line.After(TimeSpan.Zero, () => by.Handle(new Input.SendAnswered(send.Bundle, send.To, [.. send.Items.Select(_ => new ItemAnswer(ItemFate.Stored))])));
        };
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        line["BY"].Take(ua, ua.Number(line.Saying("UA", channel), 3, Digest.Of("second"u8)));
        line.Run(600);
        var asked = sent.Where(s => s.Bundle.Items.Any(i => i.Kind == ItemKind.Want)).ToArray();
        Assert.Equal(["UA", "LT", "PL", "UA"], asked.Take(4).Select(a => a.Bundle.To.Value));
        Assert.InRange(asked.Length, 12, 18);
        Assert.Equal(new Want(channel, ua.Id, 1, 1, 2), Want.Parse(asked[0].Bundle.Items.First(i => i.Kind == ItemKind.Want).Bytes.Span).Value);
    }

    [Fact]
    public void Gap_AuthorIsGone_AnotherMemberBringsItsRecords()
    {
        _line.Cut("BY", "UA");
        var missed = _line.Say("BY", _channel, "missed");
        _line.Run(2);
        _line["BY"].Die();
        _line.Heal();
        _line.Say("PL", _channel, "PL has seen BY's record");
        _line.RunUntil(() => _line["UA"].Store.Find(missed.Id) is not null, TimeSpan.FromSeconds(30));
        Assert.Contains(_line.Sent, b => b.From.Value == "UA" && b.To.Value != "BY" && b.Items.Any(i => i.Kind == ItemKind.Want));
    }

    [Fact]
    public void Gap_TwoHundredRecordsLong_IsFilledInPieces()
    {
        _line.Cut("BY", "UA");
        var records = Enumerable.Range(0, 200).Select(i => _line.Say("BY", _channel, $"{i}")).ToArray();
        _line.Run(2);
        _line["BY"].Die();
        _line.Heal();
        _line.Say("PL", _channel);
        _line.RunUntil(() => _line["UA"].Store.Find(records[^1].Id) is not null, TimeSpan.FromSeconds(60));
        Assert.Equal(records.Select(r => r.Id), _line["UA"].Records(_channel).Select(r => r.Record).Where(r => r.Content.Author.Value == "BY" && !r.Content.Form.IsService).Select(r => r.Id));
    }

    [Fact]
    public void Want_ByANonMember_RefusedAndNothingGoesOut()
    {
        var record = _line.Say("BY", _channel);
        var stranger = new TestParty("RU");
        _line["BY"].Accept(stranger.Card);
        Refused("CHN-002", _line["BY"].Take(stranger, ItemKind.Want, new Want(_channel, record.Content.Author, 1, 1, 1).ToBytes()));
        _line.Run(1);
        Assert.DoesNotContain(_line.Sent, b => b.To == stranger.Id);
    }

    [Fact]
    public void Want_Flood_IsBoundedAndHurtsOnlyTheOneWhoAsks()
    {
        // CHN-041
        _line.Cut("BY", "UA");
        _line.Cut("BY", "LT");
        for (var i = 0; i < 1100; i++)
            _line["BY"].Handle(_line.Saying("BY", _channel, "x").Submit());
        _line.Run(60);
        var pl = _line["PL"];
        var refused = Enumerable.Range(0, 20)
            .Select(i => pl.Take(_line.Party("UA"), ItemKind.Want, new Want(_channel, _line.Party("BY").Id, 1, 1 + (i * 64), 64 + (i * 64)).ToBytes()))
            .Where(a => a.Fate == ItemFate.Refused).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, a => Refused("CHN-041", a));
        var said = _line.Say("PL", _channel);
        _line.Run(1);
        Assert.True(_line["LT"].Store.Find(said.Id) is not null || _line["LT"].Store.Rows.Held.Values.Any(h => h.Id == said.Id));
    }

    [Fact]
    public void Want_ForARecordNotYetReceipted_IsAnsweredAtOnce()
    {
        // The peer said that it stored the record, was then put back to an older state, and asks.
        var by = new Line(["BY", "UA"], ["BY"]);
        Effect.Send? sent = null;
        by["BY"].Carry = (_, send, _) => sent = send;
        var channel = by.Open(by.Policy());
        by["BY"].Handle(new Input.SendAnswered(sent!.Bundle, sent.To, [new ItemAnswer(ItemFate.Duplicate)]));
        var record = by.Say("BY", channel);
        by["BY"].Handle(new Input.SendAnswered(sent.Bundle, sent.To, [new ItemAnswer(ItemFate.Stored)]));
        sent = null;
        by["BY"].Take(by.Party("UA"), ItemKind.Want, new Want(channel, by.Party("BY").Id, 1, 1, 1).ToBytes());
        Assert.Equal(record.Id, Assert.Single(sent!.Items).Record);
    }
}
