using Parley.Simulator;
using Parley.Records;
using Parley.Records.Fields;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

public sealed class ReceiptTests
{
    private readonly Line _line = new("BY", "UA", "PL");
    private readonly ChannelId _channel;

    public ReceiptTests() => _channel = _line.Open(_line.Policy());

    [Fact]
    public void Records_ThatCameTogether_AreReceiptedTogetherAndReceiptsNever()
    {
        // CHN-024
        var records = Enumerable.Range(0, 20).Select(i => _line.Say("BY", _channel, $"{i}")).ToArray();
        _line.Run(60);
        var receipts = _line["UA"].Records(_channel).Select(r => r.Record).Where(r => r.Content.Form == FormId.DeliveredReceipt).ToArray();
        var ours = receipts.Where(r => r.Content.Author.Value == "UA").SelectMany(r => Receipts.Covered(r)!).ToArray();
        Assert.Equal(records.Select(r => r.Id).Order(), ours.Order());
        Assert.InRange(receipts.Length, 2, 8);
        var count = _line.Stations.Sum(s => s.Records(_channel).Count);
        _line.Run(3600);
        Assert.Equal(count, _line.Stations.Sum(s => s.Records(_channel).Count));
    }

    [Fact]
    public void Receipt_States_LedgerPlaceAndRoot()
    {
        var record = _line.Say("BY", _channel);
        _line.Run(2);
        var receipt = _line["BY"].Records(_channel).Select(r => r.Record).First(r => r.Content.Author.Value == "UA" && r.Content.Form == FormId.DeliveredReceipt);
        var place = _line["UA"].Store.Find(record.Id)!.LedgerIndex;
        Assert.Equal($"{record.Id} {place}", receipt.Fields[Receipts.RecordsField]);
        Assert.Matches("^[0-9]+ ", receipt.Fields[Receipts.LedgerField]);
    }

    [Fact]
    public void Ladder_ClimbsQueuedSentDeliveredRead()
    {
        // CHN-025
        var (by, ua) = (_line["BY"], _line.Party("UA").Id);
        _line.Cut("BY", "UA");
        var record = _line.Say("BY", _channel);
        Assert.True(by.Has(record, ua, Rung.Queued));
        Assert.False(by.Has(record, ua, Rung.Sent));
        _line.Heal();
        _line.Run(10);
        Assert.True(by.Has(record, ua, Rung.Sent));
        Assert.True(by.Has(record, ua, Rung.Delivered));
        Assert.False(by.Has(record, ua, Rung.Read));
        _line["UA"].Said(Read("UA", $"{record.Id}"));
        _line.Run(2);
        Assert.All(_line.Stations, s => Assert.True(s.Has(record, ua, Rung.Read)));
        Assert.False(by.Has(record, _line.Party("PL").Id, Rung.Read));
    }

    [Fact]
    public void Receipt_Lost_ComesAgainWithTheDuplicate()
    {
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, ua) = (line["BY"], line.Party("UA"));
        var record = ua.Number(line.Saying("UA", channel), 1, null);
        by.Take(ua, record);
        var receipt = by.Store.FindOwnReceipt(record.Id)!.Value;
        var sent = new List<Effect.Send>();
        by.Carry = (_, send, _) => sent.Add(send);
        line.Run(30);
        by.Handle(new Input.SendAnswered(sent[^1].Bundle, ua.Id, [.. sent[^1].Items.Select(_ => new ItemAnswer(ItemFate.Stored))]));
        sent.Clear();
        Assert.Equal(ItemFate.Duplicate, by.Take(ua, record).Fate);
        Assert.Equal(receipt, Assert.Single(Assert.Single(sent).Items).Record);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no record")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000 1 1")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000 -1")]
    public void Receipt_Malformed_AlarmAndNoRung(string covered)
    {
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        Assert.Equal(ItemFate.Stored, line["BY"].Take(ua, ua.Number(Receipt(ua, channel, line, FormId.DeliveredReceipt, covered), 1, null)).Fate);
        Assert.Equal(["CHN-015"], line["BY"].Rules);
        Assert.DoesNotContain(line["BY"].Store.Rows.Ladder.Keys, k => k.Rung == Rung.Delivered);
    }

    [Fact]
    public void Receipt_MalformedOfOurOfficer_Refused() => Refused("CHN-015", _line["UA"].Submit(Read("UA", "nothing")).Answer);

    [Fact]
    public void Receipt_ForARecordOfAnotherChannel_ClimbsNothing()
    {
        var line = new Line(["BY", "UA", "PL"], ["BY"]);
        var (by, ua) = (line["BY"], line.Party("UA"));
        var pair = line.Policy("pair") with { Members = [.. line.Policy().Members.Where(m => m.Party.Value != "UA")] };
        var secret = by.Take(line.Party("PL"), Wire.ItemKind.Policy, line.SignAll(pair).ToBytes());
        Assert.Equal(ItemFate.Stored, secret.Fate);
        var record = by.Said(by.Party.Say(new ChannelId("pair", pair.Hash), [line.Party("PL").Desk], "not for UA", line.Now));
        var channel = line.Open(line.Policy("open"));
        by.Take(ua, ua.Number(Receipt(ua, channel, line, FormId.DeliveredReceipt, $"{record.Id} 3"), 1, null));
        Assert.False(by.Has(record, ua.Id, Rung.Delivered));
    }

    [Fact]
    public void Crossing_OfRecords_CountsAndOfReceiptsDoesNot()
    {
        // CHN-019
        _line.Cut("BY", "UA");
        var by = _line.Say("BY", _channel, "from BY");
        var ua = _line.Say("UA", _channel, "from UA, before BY's came");
        _line.Heal();
        _line.Run(40);
        var answer = _line.Say("UA", _channel, "having read", c => c with { Seen = [by.Head] });
        var receipt = _line["BY"].Records(_channel).Select(r => r.Record).First(r => r.Content.Form == FormId.DeliveredReceipt && r.Content.Author.Value == "UA");
        Assert.True(Crossing.Between(by, ua));
        Assert.True(Crossing.Between(ua, by));
        Assert.False(Crossing.Between(by, answer));
        Assert.False(Crossing.Between(answer, by));
        Assert.False(Crossing.Between(by, receipt));
        Assert.False(Crossing.Between(ua, answer));
    }

    private Saying Read(string reader, string covered) => Receipt(_line.Party(reader), _channel, _line, FormId.ReadReceipt, covered);

    private static Saying Receipt(TestParty by, ChannelId channel, Line line, FormId form, string covered) =>
        by.Say(channel, line.Parties.Where(p => p != by).Select(p => p.Desk), "", line.Now, c => c with { Form = form },
            [new Field(Receipts.RecordsField, covered)], form.IsNodeMade ? 0 : 1);
}
