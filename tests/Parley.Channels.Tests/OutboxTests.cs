using Parley.Channels.Wire;
using Parley.Simulator;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Channels.Tests;

/// <summary>What goes out when. The peer UA is played by the test: it answers what it likes, or nothing.</summary>
public sealed class OutboxTests
{
    private int _serial;
    private readonly Line _line = new(["BY", "UA"], ["BY"]);
    private readonly ChannelId _channel;
    private readonly List<(DateTimeOffset At, Effect.Send Send)> _sent = [];

    public OutboxTests()
    {
        By.Carry = (_, send, _) => _sent.Add((_line.Now, send));
        _channel = _line.Open(_line.Policy());
        Answer(ItemFate.Stored);
        _sent.Clear();
    }

    private Station By => _line["BY"];

    [Fact]
    public void Bundle_MostUrgentFirstThenInOrder()
    {
        // CHN-042
        var all = new[] { Precedence.Routine, Precedence.Immediate, Precedence.Flash, Precedence.Priority, Precedence.Flash }
            .Select(p => By.Handle(new Input[] { Submit(p) })!.Single().Record!).ToArray();
        Assert.Equal(2, _sent.Count);
        Assert.Equal(all[0].Id, _sent[0].Send.Items.Single().Record);
        // The first flash went at once, past the routine bundle that was on its way.
        Assert.Equal([all[2].Id], _sent[1].Send.Items.Select(i => i.Record!.Value));
        Assert.Equal((Precedence.Routine, Precedence.Flash), (_sent[0].Send.Precedence, _sent[1].Send.Precedence));
        By.Handle(new Input.SendAnswered(_sent[1].Send.Bundle, _sent[1].Send.To, [new ItemAnswer(ItemFate.Stored)]));
        Assert.Equal([all[4].Id], _sent[2].Send.Items.Select(i => i.Record!.Value));
        By.Handle(new Input.SendAnswered(_sent[0].Send.Bundle, _sent[0].Send.To, [new ItemAnswer(ItemFate.Stored)]));
        Assert.Equal([all[1].Id, all[3].Id], _sent[3].Send.Items.Select(i => i.Record!.Value));
    }

    [Theory]
    [InlineData(500, 256, 6, 4)]
    [InlineData(501, 256, 6, 1)]
    [InlineData(0, 255, 6, 1)]
    [InlineData(0, 256, 3, 2)]
    public void Bundle_FurtherOnes_OnlyIfFullAndToAPeerThatAnswersAllAtOnce(int milliseconds, int answered, int full, int onTheirWay)
    {
        // CHN-042
        By.Handle(Submit(Precedence.Routine));
        for (var i = 1; i < 256 * full + 128; i++)
            By.Handle(Submit(Precedence.Routine));
        Answered(0, 1);
        By.ClockError += TimeSpan.FromMilliseconds(milliseconds);
        Answered(1, answered);
        for (var i = 0; i < 8; i++)
            By.Handle();
        Assert.Equal(onTheirWay, _sent.Count - 2);
        Assert.All(_sent.Skip(2), s => Assert.Equal(256, s.Send.Items.Count));

        void Answered(int bundle, int items) => By.Handle(new Input.SendAnswered(_sent[bundle].Send.Bundle, _sent[bundle].Send.To, [.. Enumerable.Repeat(new ItemAnswer(ItemFate.Stored), items)]));
    }

    [Fact]
    public void Cards_EveryOtherTimeThatABundleWasNotTaken_GoTogether_HoweverManyAndHoweverSlowTheLine()
    {
        // CHN-069
        By.Handle(Submit(Precedence.Immediate));
        Answer(ItemFate.Stored);
        _sent.Clear();
        for (var card = By.Party.CardText(); card.Version < 70;)
        {
            card = card with { Version = card.Version + 1, Previous = card.Hash };
            By.Accept(By.Party.SignCard(card));
        }

        By.Handle(Submit(Precedence.Immediate));
        var bundles = new List<Effect.Send>();
        for (var i = 0; i < 4; i++)
        {
            bundles.Add(_sent.Single().Send);
            _sent.Clear();
            By.Handle(new Input.SendFailed(bundles[^1].Bundle, _line.Party("UA").Id));
            By.ClockError += TimeSpan.FromSeconds(30);
            By.Handle();
        }

        Assert.Equal([false, true, false, true], bundles.Select(b => b.Whole));
        Assert.All(bundles.Where(b => b.Whole), b => Assert.Equal(69, b.Items.Count(i => i.Item?.Kind == ItemKind.Card)));
        Assert.All(bundles.Where(b => b.Whole), b => Assert.Equal(69, b.Items.Count));
        Assert.Contains(bundles[2].Items, i => i.Record is not null);
    }

    [Theory]
    [InlineData(ItemFate.Stored, 10)]
    [InlineData(ItemFate.Held, 600)]
    public void Flash_TakenAndNotReceipted_GoesAgainAfterItsWait(ItemFate fate, int seconds)
    {
        // CHN-043
        By.Handle(Submit(Precedence.Flash));
        Answer(fate);
        By.ClockError += TimeSpan.FromSeconds(seconds - 1);
        By.Handle();
        Assert.Single(_sent);
        By.ClockError += TimeSpan.FromSeconds(1);
        By.Handle();
        Assert.Equal(_sent[0].Send.Items.Single().Record, _sent[1].Send.Items.Single().Record);
    }

    [Fact]
    public void HandedOver_NotReceipted_GoesAgainAfterDoublingWaits()
    {
        // CHN-046
        By.Handle(Submit(Precedence.Immediate));
        foreach (var wait in new[] { 30, 60, 120, 240, 480, 960 }.Select(s => TimeSpan.FromSeconds(s)))
        {
            var tries = _sent.Count;
            By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
            By.ClockError += wait - TimeSpan.FromSeconds(1);
            By.Handle();
            Assert.Equal(tries, _sent.Count);
            By.ClockError += TimeSpan.FromSeconds(1);
            By.Handle();
            Assert.Equal(tries + 1, _sent.Count);
        }

        Assert.DoesNotContain(By.Store.Rows.Ladder.Keys, k => k.Rung == Rung.Sent);
    }

    [Fact]
    public void Record_AskedForWhileItIsOnItsWay_DoesNotGoTwice()
    {
        // CHN-042
        var record = By.Handle(Submit(Precedence.Routine))!.Single().Record!;
        By.Take(_line.Party("UA"), ItemKind.Want, new Want(_channel, _line.Party("BY").Id, 1, record.Numbering.Number, record.Numbering.Number).ToBytes());
        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
        By.Handle();
        Assert.Single(_sent, s => s.Send.Items.Any(i => i.Record == record.Id));
    }

    [Fact]
    public void HandedOver_AnsweredByALaterBundle_IsDone()
    {
        // CHN-046, BND-020
        var ua = _line.Party("UA");
        By.Take(ua, ua.Number(_line.Saying("UA", _channel), 1, null));
        var receipt = _sent[^1].Send;
        By.Handle(new Input.SendHandedOver(receipt.Bundle, ua.Id, 1));
        Assert.Equal(ItemFate.Stored, By.Take(ua, ItemKind.Answer, new BundleAnswer(receipt.Bundle, [new ItemAnswer(ItemFate.Stored)]).ToBytes()).Fate);
        Assert.Equal(Rung.Sent, Assert.Single(By.Store.Rows.Ladder.Keys, k => k.Record == receipt.Items[0].Record && k.Rung == Rung.Sent).Rung);
        By.ClockError += TimeSpan.FromHours(20);
        By.Handle();
        Assert.Same(receipt, _sent[^1].Send);

        // Of another's mouth, or twice, it means nothing.
        By.Handle(Submit(Precedence.Flash));
        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, ua.Id, 1));
        Assert.Equal(ItemFate.Stored, By.Take(_line.Party("BY"), ItemKind.Answer, new BundleAnswer(_sent[^1].Send.Bundle, [new ItemAnswer(ItemFate.Stored)]).ToBytes()).Fate);
        Assert.DoesNotContain(By.Store.Rows.Ladder.Keys, k => k.Record == _sent[^1].Send.Items[0].Record && k.Rung == Rung.Sent);
    }

    [Fact]
    public void Answers_ToOneThatCannotBeReached_OnlyTheLatestWait()
    {
        // CHN-046
        var ua = _line.Party("UA");
        By.Handle(Submit(Precedence.Routine));
        for (var i = 0; i < 1000; i++)
            By.Handle(new Input.AnswerLater(ua.Id, new BundleAnswer(new BundleId([.. BitConverter.GetBytes((long)i), .. new byte[8]]), [new ItemAnswer(ItemFate.Stored)])));
        var (peer, length) = Assert.Single(By.Engine.Queues);
        Assert.Equal((ua.Id, 257, 256, 0), (peer, length.Items, length.Answers, length.Replies));
        Answer(ItemFate.Stored);
        Assert.Equal(new BundleId([.. BitConverter.GetBytes(744L), .. new byte[8]]), BundleAnswer.Parse(_sent[^1].Send.Items[0].Item!.Bytes.Span)!.Bundle);
    }

    [Fact]
    public void HandedOver_ThenTheLineIsBack_GoesAtOnce()
    {
        // CHN-047
        By.Handle(Submit(Precedence.Routine));
        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
        var (tries, record) = (_sent.Count, _sent[^1].Send.Items[0].Record);
        By.Handle(new Input.Reached(_line.Party("UA").Id));
        Assert.Equal(tries + 1, _sent.Count);
        Assert.Equal(record, _sent[^1].Send.Items[0].Record);
        Answer(ItemFate.Stored);
        By.Handle(new Input.Reached(_line.Party("UA").Id));
        Assert.Equal(tries + 1, _sent.Count);
    }

    [Fact]
    public void HandedOver_ThenStoredOverTheLine_GoesAgainAfterTheWaitOfTheLine()
    {
        // CHN-043, CHN-047. Found by the simulator: the long wait for what was handed over went on, six hours at most.
        By.Handle(Submit(Precedence.Routine));
        for (var i = 0; i < 5; i++)
        {
            By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
            By.ClockError += TimeSpan.FromHours(6);
            By.Handle();
        }

        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
        By.Handle(new Input.Reached(_line.Party("UA").Id));
        Answer(ItemFate.Stored);
        var tries = _sent.Count;
        By.ClockError += TimeSpan.FromMinutes(11);
        By.Handle();
        Assert.Equal(tries + 1, _sent.Count);
    }

    [Fact]
    public void HandedOver_WithoutRoomForAll_SendsTheRestNext()
    {
        By.Handle(Submit(Precedence.Routine));
        var (first, second) = (By.Handle(Submit(Precedence.Routine))!.Single().Record!, By.Handle(Submit(Precedence.Routine))!.Single().Record!);
        Answer(ItemFate.Stored);
        Assert.Equal(2, _sent[^1].Send.Items.Count);
        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
        Assert.Equal(second.Id, Assert.Single(_sent[^1].Send.Items).Record);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public void Bundle_BroughtByABearerWithoutAnswers_IsAnsweredByAnItem()
    {
        // BND-020
        var answer = new BundleAnswer(new BundleId(new byte[16]), [new ItemAnswer(ItemFate.Held)]);
        By.Handle(new Input.AnswerLater(_line.Party("UA").Id, answer));
        var item = Assert.Single(_sent[^1].Send.Items).Item!;
        Assert.Equal(ItemKind.Answer, item.Kind);
        Assert.Equal(answer.ToBytes(), item.Bytes.ToArray());
        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, _line.Party("UA").Id, 1));
        By.ClockError += TimeSpan.FromHours(20);
        By.Handle();
        Assert.Single(_sent.SelectMany(s => s.Send.Items), i => i.Item?.Kind == ItemKind.Answer);
    }

    [Theory]
    [InlineData(Precedence.Flash, 5)]
    [InlineData(Precedence.Routine, 30)]
    public void Peer_NotThere_TriedAgainWithGrowingWaits(Precedence precedence, int longest)
    {
        // CHN-043
        By.Handle(Submit(precedence));
        for (var i = 0; i < 3000 && _sent.Count < 40; i++)
        {
            By.Handle(new Input.SendFailed(_sent[^1].Send.Bundle, _line.Party("UA").Id));
            _line.Run(TimeSpan.FromMilliseconds(400));
        }

        var waits = _sent.Zip(_sent.Skip(1), (a, b) => (b.At - a.At).TotalSeconds).ToArray();
        Assert.True(waits[0] < 1);
        Assert.InRange(waits.Max(), longest * 0.8, longest + 1);
        Assert.InRange(_sent.Count, 12, 40);
    }

    [Theory]
    [InlineData(Precedence.Flash, 10)]
    [InlineData(Precedence.Immediate, 30)]
    [InlineData(Precedence.Priority, 120)]
    [InlineData(Precedence.Routine, 600)]
    public void Record_StoredAndNotReceipted_SentAgain(Precedence precedence, int seconds)
    {
        By.Handle(Submit(precedence));
        Answer(ItemFate.Stored);
        var first = _sent.Count;
        _line.Run(seconds - 1);
        Assert.Equal(first, _sent.Count);
        _line.Run(2);
        Assert.Equal(first + 1, _sent.Count);
    }

    [Fact]
    public void Item_Refused_WaitsByItselfAndRaisesAnAlarm()
    {
        // CHN-040
        var first = By.Handle(Submit(Precedence.Flash))!.Single().Record!;
        By.Handle(new Input.SendAnswered(_sent[^1].Send.Bundle, _line.Party("UA").Id, [new ItemAnswer(ItemFate.Refused, new Fault("CHN-099", 0, "no"))]));
        var next = By.Handle(Submit(Precedence.Routine))!.Single().Record!;
        Assert.Equal(next.Id, Assert.Single(_sent[^1].Send.Items).Record);
        Assert.Contains("CHN-040", By.Rules);
        Answer(ItemFate.Stored);
        _line.Run(1);
        Assert.Equal(first.Id, Assert.Single(_sent[^1].Send.Items).Record);
    }

    [Theory]
    [InlineData("CHN-007")]
    [InlineData("CHN-008")]
    [InlineData("CHN-009")]
    [InlineData("CHN-010")]
    public void Record_RefusedForGood_IsNotSentAgainAndTheWatchIsTold(string rule)
    {
        // CHN-049
        var ua = _line.Party("UA");
        var record = By.Handle(Submit(Precedence.Flash))!.Single().Record!;
        By.Handle(new Input.SendAnswered(_sent[^1].Send.Bundle, ua.Id, [new ItemAnswer(ItemFate.Refused, new Fault(rule, 0, "another stands there"))]));
        Assert.Contains("CHN-049", By.Rules);
        Assert.DoesNotContain("CHN-040", By.Rules);
        Assert.True(By.Has(record, ua.Id, Rung.Refused));
        Assert.Empty(By.Store.Rows.Outbox);

        // What UA has there instead would show this node that it was put back.
        var want = Want.Parse(Assert.Single(_sent[^1].Send.Items).Item!.Bytes.Span).OrThrow();
        Assert.Equal((By.Party.Id, 1, 1), (want.Author, want.First, want.Last));
        Answer(ItemFate.Duplicate);

        // Whoever needs it can ask.
        By.Take(ua, ItemKind.Want, new Want(_channel, By.Party.Id, 1, 1, 1).ToBytes());
        Assert.Equal(record.Id, Assert.Single(_sent[^1].Send.Items).Record);
        Answer(ItemFate.Refused);
        var sent = _sent.Count;
        _line.Run(3600);
        By.Die();
        By.Restart();
        _line.Run(3600);
        Assert.NotEqual(sent, _sent.Count);
        Assert.DoesNotContain(_sent.Skip(sent), s => s.Send.Items.Any(i => i.Record == record.Id));
    }

    [Fact]
    public void Receipt_Refused_IsSentAgainUntilThePeerHasIt()
    {
        var ua = _line.Party("UA");
        By.Take(ua, ua.Number(_line.Saying("UA", _channel), 1, null));
        var receipt = Assert.Single(_sent[^1].Send.Items).Record;
        Answer(ItemFate.Refused);
        _line.Run(1);
        Assert.Equal(2, _sent.Count(s => s.Send.Items.Any(i => i.Record == receipt)));
        Answer(ItemFate.Stored);
        _line.Run(3600);
        Assert.Equal(2, _sent.Count(s => s.Send.Items.Any(i => i.Record == receipt)));
        Assert.Empty(By.Store.Rows.Outbox);
    }

    [Fact]
    public void Item_RefusedForEver_TriedOnceAMinute()
    {
        By.Handle(Submit(Precedence.Routine));
        for (var i = 0; i < 3600; i++)
        {
            Answer(ItemFate.Refused);
            _line.Run(1);
        }

        Assert.InRange(_sent.Count, 60, 80);
    }

    [Fact]
    public void Clock_SetAheadAndBack_NothingWaitsForIt()
    {
        // CHN-044: ten years ahead while the peer was away; then somebody mends the clock.
        By.ClockError = TimeSpan.FromDays(3650);
        By.Handle(Submit(Precedence.Flash));
        By.Handle(new Input.SendFailed(_sent[^1].Send.Bundle, _line.Party("UA").Id));
        By.ClockError = TimeSpan.Zero;
        var tries = _sent.Count;
        _line.Run(6);
        Assert.True(_sent.Count > tries);
    }

    [Fact]
    public void Answer_ToAnEarlierEnginesBundle_IsNotTakenForThisOnes()
    {
        By.Handle(Submit(Precedence.Flash));
        var before = _sent[^1].Send;
        By.Die();
        By.Restart();
        By.Handle();
        Assert.NotEqual(before.Bundle, _sent[^1].Send.Bundle);
        var now = _sent.Count;
        By.Handle(new Input.SendAnswered(before.Bundle, before.To, [new ItemAnswer(ItemFate.Stored)]));
        Assert.DoesNotContain(By.Store.Rows.Ladder.Keys, k => k.Rung == Rung.Sent);
        Assert.Equal(now, _sent.Count);
    }

    [Fact]
    public void Answer_WithFewerOrMoreFatesThanItems_LosesNothingAndDoesNotSpin()
    {
        By.Handle(Submit(Precedence.Flash));
        var send = _sent[^1].Send;
        By.Handle(new Input.SendAnswered(send.Bundle, send.To, []));
        Assert.Same(send, _sent[^1].Send);
        _line.Run(1);
        By.Handle(new Input.SendAnswered(_sent[^1].Send.Bundle, send.To, [.. Enumerable.Repeat(new ItemAnswer(ItemFate.Stored), 9)]));
        Assert.Single(By.Store.Rows.Ladder.Keys, k => k.Rung == Rung.Sent);
        Assert.Single(By.Store.Rows.Outbox);
    }

    [Theory]
    [InlineData(3650, "before it was received")]
    [InlineData(-3650, "after it was received")]
    public void Composed_TenYearsOff_FlaggedAndStored(int days, string remark)
    {
        // CHN-013
        var ua = _line.Party("UA");
        var record = ua.Number(_line.Saying("UA", _channel, change: c => c with { Composed = _line.Now.AddDays(-days) }), 1, null);
        Assert.Equal(ItemFate.Stored, By.Take(ua, record).Fate);
        Assert.Contains(remark, By.Store.Rows.Records[record.Id].Flag, StringComparison.Ordinal);
        Assert.Empty(By.Rules);
    }

    [Fact]
    public void Clock_OfAnExercise_IsTheChannelsTime()
    {
        var line = new Line(["X-BY", "X-UA"], ["X-BY"]);
        var scenario = new DateTimeOffset(2022, 3, 9, 13, 20, 0, TimeSpan.Zero);
        var channel = line.Open(line.Policy(clock: new ExerciseClock(scenario, line.Now, 60)));
        line.Run(60);
        var ua = line.Party("X-UA");
        var record = ua.Number(line.Saying("X-UA", channel, change: c => c with { Composed = scenario.AddHours(1) }), 1, null);
        line["X-BY"].Take(ua, record);
        Assert.Null(line["X-BY"].Store.Rows.Records[record.Id].Flag);
        var receipt = line["X-BY"].Records(channel)[^1].Record;
        Assert.Equal((FormId.DeliveredReceipt, scenario.AddHours(1)), (receipt.Content.Form, receipt.Content.Composed));
        line["X-BY"].ClockError = TimeSpan.FromDays(4_000);
        Assert.Equal(ItemFate.Stored, line["X-BY"].Take(ua, ua.Number(line.Saying("X-UA", channel), 2, record.Id)).Fate);
    }

    [Fact]
    public void Pack_AllThatWaits_DueOrNot_AndGoesOnWaiting()
    {
        // CHN-048
        var ua = _line.Party("UA").Id;
        By.Handle(Submit(Precedence.Routine));
        By.Handle(new Input.SendHandedOver(_sent[^1].Send.Bundle, ua, 1));
        var flash = By.Handle(Submit(Precedence.Flash))!.Single().Record!;
        By.Handle(new Input.AnswerLater(ua, new BundleAnswer(new BundleId(new byte[16]), [])));
        By.Handle(new Input.SendFailed(_sent[^1].Send.Bundle, ua));
        var packed = Assert.Single(Packed());
        Assert.Equal(3, packed.Items.Count);
        Assert.Equal(flash.Id, packed.Items[0].Record);
        Assert.Contains(packed.Items, i => i.Item?.Kind == ItemKind.Answer);

        // It is packed again, answers apart, until the peer says that it has it; an answer to the first pouch will do.
        Assert.Equal(2, Assert.Single(Packed()).Items.Count);
        var routine = packed.Items.Single(i => i.Record is not null && i.Record != flash.Id).Record!.Value;
        By.Take(_line.Party("UA"), ItemKind.Answer, new BundleAnswer(packed.Bundle, [.. packed.Items.Select(_ => new ItemAnswer(ItemFate.Stored))]).ToBytes());
        Assert.Contains(By.Store.Rows.Ladder.Keys, k => k.Record == routine && k.Rung == Rung.Sent);
        Assert.Contains(By.Store.Rows.Ladder.Keys, k => k.Record == flash.Id && k.Rung == Rung.Sent);

        IReadOnlyList<Effect.Send> Packed() => By.Engine.Handle(new Input.Pack(1, ua), _line.Now, new byte[32].Select(_ => (byte)_serial++).ToArray()).OfType<Effect.Packed>().Single().Bundles;
    }

    private Input.Submit Submit(Precedence precedence) => _line.Saying("BY", _channel, change: c => c with { Precedence = precedence }).Submit();

    private void Answer(ItemFate fate)
    {
        if (_sent.Count == 0)
            By.Handle();
        var send = _sent[^1].Send;
        var fault = fate == ItemFate.Refused ? new Fault("CHN-099", 0, "no") : null;
        By.Handle(new Input.SendAnswered(send.Bundle, send.To, [.. send.Items.Select(_ => new ItemAnswer(fate, fault))]));
    }
}
