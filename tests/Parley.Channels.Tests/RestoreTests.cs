using Parley.Simulator;
using Parley.Records;
using Parley.Records.Fields;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

/// <summary>A node is put back to an old backup: declared, it gets back what it said and goes on; undeclared, it is found out and falls silent.</summary>
public sealed class RestoreTests
{
    private readonly Line _line = new("BY", "PL", "UA") { LineTestSeconds = 3600 };
    private readonly ChannelId _channel;

    public RestoreTests() => _channel = _line.Open(_line.Policy());

    private Station By => _line["BY"];

    private Station Ua => _line["UA"];

    private Standing Standing => By.Engine.Channels[_channel].Standing;

    [Fact]
    public void Restart_AfterARecordThatNobodyHasAnyMore_IsTakenOnceAllHaveSaidSo()
    {
        // CHN-064. Found by the simulator: UA's disk lost the record that its restart names, after it had gone on, and BY waited for ever.
        var line = new Line(["BY", "UA", "PL"], ["BY", "PL"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        line["BY"].Take(ua, Wire.ItemKind.Card, ua.SignCard(ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 }).ToBytes());
        var first = ua.Number(line.Saying("UA", channel), 1, null);
        line["BY"].Take(ua, first);
        var said = ua.Say(channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = FormId.Restart }, [new Records.Fields.Field("last", new Head(ua.Id, 1, 2, Digest.Of("lost"u8)).ToString())], officers: 0);
        var restart = ua.Number(said, 1, null, 2);
        Assert.Equal(ItemFate.Held, line["BY"].Take(ua, restart).Fate);
        line.Run(300);
        Assert.Null(line["BY"].Store.Find(restart.Id));

        // PL has said that it has nothing; at last UA says so too.
        for (var second = 0; second < 180; second++)
        {
            line.Sent.Clear();
            line.Run(1);
            foreach (var asked in line.Sent.Where(b => b.To == ua.Id).ToArray())
                line["BY"].Handle(new Input.SendAnswered(asked.Id, ua.Id, [.. asked.Items.Select(_ => new ItemAnswer(ItemFate.Duplicate))]));
        }

        Assert.NotNull(line["BY"].Store.Find(restart.Id));
    }

    [Fact]
    public void Restored_AndDeclared_HasEverythingBackAndGoesOn()
    {
        // CHN-060, CHN-061, CHN-062, CHN-064, CHN-066
        _line.Say("BY", _channel, "one");
        _line.Run(5);
        var backup = By.Store.Rows;
        for (var i = 0; i < 100; i++)
        {
            _line.Say("BY", _channel, $"mine {i}");
            _line.Say("UA", _channel, $"theirs {i}");
            _line.Run(1);
        }

        _line["BY"].Handle(new Input.TestLine(1, _channel));
        _line.Run(5);
        var said = By.Records(_channel).Where(r => r.Record.Content.Author == By.Party.Id).Select(r => r.Record.Id).ToArray();

        Restore(backup, declared: true);
        Assert.Equal(Standing.Recovering, Standing);
        Refused("CHN-060", By.Submit(_line.Saying("BY", _channel, "too early")).Answer);
        Refused("CHN-060", By.Handle(new Input.TestLine(2, _channel))!.Single().Answer);
        _line.RunUntil(() => Standing == Standing.Open, TimeSpan.FromSeconds(60));
        _line.RunUntil(Same, TimeSpan.FromSeconds(60));

        var mine = By.Records(_channel).Select(r => r.Record).Where(r => r.Content.Author == By.Party.Id).ToArray();
        Assert.Equal(said, mine.Where(r => r.Numbering.Incarnation == 1).OrderBy(r => r.Numbering.Number).Select(r => r.Id));
        var restart = mine.Single(r => r.Content.Form == FormId.Restart);
        Assert.Equal((2, 1, $"BY:1:{said.Length}:{said[^1]}"), (restart.Numbering.Incarnation, restart.Numbering.Number, restart.Fields["last"]));
        Assert.Equal(2, _line.Say("BY", _channel, "again").Numbering.Incarnation);
        _line.RunUntil(Same, TimeSpan.FromSeconds(10));
        foreach (var peer in new[] { Ua, _line["PL"] })
            Assert.Contains("nothing that it said is missing", Assert.Single(peer.Store.Rows.Alarms.Keys, a => a.Rule == "CHN-064").Text);
        Assert.DoesNotContain(By.Store.Rows.Alarms.Keys, a => a.About == By.Party.Id);
        Assert.Empty(Ua.Store.Rows.Evidence);

        // The new ledger begins at nothing and is tested and cosigned like any other; the old one stands as it was.
        _line["BY"].Handle(new Input.TestLine(3, _channel));
        _line.Run(5);
        Assert.Equal([1, 2], By.Store.Rows.Checkpoints.Values.Where(t => t.Test.Author == By.Party.Id).Select(t => t.Test.Incarnation).Order());
        Assert.Equal(2, By.Store.Rows.Cosignatures.Keys.Count(c => c.Test == By.Engine.Channels[_channel].Tests[By.Party.Id].Test.Id));
        Assert.Equal(backup.Ledgers[(_channel, 1)].Root, By.Store.Rows.Ledgers[(_channel, 1)].Root);
    }

    [Fact]
    public void Restored_WhileAMemberIsGone_WaitsForItOrForTheOperator()
    {
        // CHN-061, CHN-062
        _line.Say("BY", _channel, "one");
        _line.Run(5);
        var backup = By.Store.Rows;
        _line["PL"].Die();
        var last = _line.Say("BY", _channel, "two");
        _line.Run(5);
        Restore(backup, declared: true);
        _line.Run(120);
        Assert.Equal(Standing.Recovering, Standing);
        Assert.NotNull(By.Store.Find(last.Id));
        Assert.Equal(ItemFate.Stored, By.Handle(new Input.EndRecovery(1, _channel))!.Single().Answer.Fate);
        Assert.Equal(Standing.Open, Standing);
        Assert.Equal(ItemFate.Duplicate, By.Handle(new Input.EndRecovery(1, _channel))!.Single().Answer.Fate);
        Refused("CHN-001", By.Handle(new Input.EndRecovery(1, new ChannelId("other", _channel.Founding)))!.Single().Answer);
        _line["PL"].Restart();
        _line.RunUntil(Same, TimeSpan.FromSeconds(180));
    }

    [Fact]
    public void Restored_DiesWhileItRecovers_RecoversAgain()
    {
        // CHN-060
        var backup = By.Store.Rows;
        for (var i = 0; i < 80; i++)
            _line.Say("BY", _channel, $"{i}");
        _line.Run(5);
        Restore(backup, declared: true);
        for (var i = 0; i < 10 && Standing == Standing.Recovering; i++)
        {
            _line.Run(TimeSpan.FromMilliseconds(300));
            By.Die();
            By.Restart();
        }

        _line.RunUntil(() => Standing == Standing.Open && Same(), TimeSpan.FromSeconds(200));
        Assert.Single(By.Records(_channel), r => r.Record.Content.Form == FormId.Restart);
    }

    [Fact]
    public void Restored_Twice_GetsBothSeriesBack()
    {
        // CHN-061
        var backup = By.Store.Rows;
        _line.Say("BY", _channel, "first series");
        _line.Run(5);
        Restore(backup, declared: true);
        _line.RunUntil(() => Standing == Standing.Open, TimeSpan.FromSeconds(60));
        _line.Say("BY", _channel, "second series");
        _line.Run(5);
        var cards = By.Store.Rows.Cards;
        Restore(backup with { Cards = cards }, declared: true);
        _line.RunUntil(() => Standing == Standing.Open && Same(), TimeSpan.FromSeconds(60));
        Assert.Equal([1, 2, 3], By.Records(_channel).Where(r => r.Record.Content.Author == By.Party.Id).Select(r => r.Record.Numbering.Incarnation).Distinct());
        Assert.Equal(2, By.Records(_channel).Count(r => r.Record.Content.Form == FormId.Restart));
    }

    [Fact]
    public void PutBack_AndNotDeclared_AlarmsEverywhereAndFallsSilent()
    {
        // CHN-018, CHN-065
        _line.Say("BY", _channel, "one");
        _line.Run(5);
        var backup = By.Store.Rows;
        _line.Say("BY", _channel, "two");
        _line.Run(5);
        Restore(backup, declared: false);
        Assert.Equal(Standing.Open, Standing);
        _line.Say("BY", _channel, "another two");
        _line.Run(5);
        foreach (var peer in new[] { Ua, _line["PL"] })
            Assert.Contains(peer.Store.Rows.Evidence.Values, e => e.Kind == EvidenceKind.NumberTwice && e.Author == By.Party.Id);
        _line.Say("UA", _channel, "what was that?");
        _line.RunUntil(() => Standing == Standing.Halted, TimeSpan.FromSeconds(30));
        Refused("CHN-065", By.Submit(_line.Saying("BY", _channel, "three")).Answer);
        Assert.Contains("CHN-018", By.Rules);

        // Not after a restart either, until the root key has spoken; and then the line goes on, its two pasts kept as evidence.
        By.Die();
        By.Restart();
        Refused("CHN-065", By.Submit(_line.Saying("BY", _channel, "three")).Answer);
        Restore(By.Store.Rows, declared: true);
        _line.RunUntil(() => Standing == Standing.Open, TimeSpan.FromSeconds(60));
        var again = _line.Say("BY", _channel, "here we are");
        _line.RunUntil(() => Ua.Store.Find(again.Id) is not null, TimeSpan.FromSeconds(120));
        Assert.Contains(Ua.Store.Rows.Alarms.Keys, a => a.Rule == "CHN-064" && a.Text.Contains("another last record", StringComparison.Ordinal));
    }

    [Fact]
    public void Restored_ShownMoreOfItsFormerIncarnation_GoesOn()
    {
        // CHN-018, CHN-065: it has declared that it went on without what it lost. Found by the simulator: a node restarted ten times.
        _line.Say("BY", _channel, "one");
        _line.Run(5);
        var backup = By.Store.Rows;
        var lost = _line.Say("BY", _channel, "two");
        _line.Run(5);
        Restore(backup, declared: false);
        _line.Say("BY", _channel, "another two");
        _line.Say("UA", _channel, "what was that?");
        _line.RunUntil(() => Standing == Standing.Halted, TimeSpan.FromSeconds(30));
        Restore(By.Store.Rows, declared: true);
        _line.RunUntil(() => Standing == Standing.Open, TimeSpan.FromSeconds(60));
        Refused("CHN-061", By.Take(Ua.Party, lost));
        By.Take(Ua.Party, _line.Party("UA").Number(_line.Saying("UA", _channel), Ua.Engine.Channels[_channel].Heads[Ua.Party.Id].Number + 1,
            Ua.Engine.Channels[_channel].Heads[Ua.Party.Id].Id, have: lost.Head));
        _line.Run(30);
        Assert.Equal(Standing.Open, Standing);
    }

    [Fact]
    public void Restart_AfterAForkOfAnEarlierIncarnation_StillWaitsForWhatItNames()
    {
        // CHN-064. Found by the simulator: after one fork, records before every later restart were lost where they had not arrived yet.
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, ua) = (line["BY"], line.Party("UA"));
        by.Take(ua, ua.Number(line.Saying("UA", channel), 1, null));
        Refused("CHN-009", by.Take(ua, ua.Number(line.Saying("UA", channel), 1, null)));
        var second = ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 };
        var third = second with { Version = 3, Previous = second.Hash, Incarnation = 3 };
        by.Take(ua, Wire.ItemKind.Card, ua.SignCard(second).ToBytes());
        by.Take(ua, Wire.ItemKind.Card, ua.SignCard(third).ToBytes());
        var restart = Restart("-", 2);
        var late = ua.Number(line.Saying("UA", channel), 2, restart.Id, 2);
        Assert.Equal(ItemFate.Stored, by.Take(ua, restart).Fate);
        by.Die();
        by.Restart();
        Assert.Equal(ItemFate.Held, by.Take(ua, Restart(late.Head.ToString(), 3)).Fate);
        Assert.Equal(ItemFate.Stored, by.Take(ua, late).Fate);
        Assert.Equal((3, 1), (by.Engine.Channels[channel].Heads[ua.Id].Incarnation, by.Engine.Channels[channel].Heads[ua.Id].Number));

        Record Restart(string last, long incarnation) => ua.Number(
            ua.Say(channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = FormId.Restart }, [new Field("last", last)], officers: 0), 1, null, incarnation);
    }

    [Fact]
    public void Restored_WhatItHadReadAndLost_IsNotOwedAgain()
    {
        // LAD-020, LAD-021. Found by the simulator: the receipt came back before the record that it is of, or its clock ran already.
        var kept = _line.Say("UA", _channel, "here before");
        _line.Run(5);
        var backup = By.Store.Rows;
        var lost = _line.Say("UA", _channel, "to be lost");
        _line.Run(5);
        By.Said(By.Party.Say(_channel, [Ua.Party.Desk], "", _line.Now, c => c with { Form = FormId.ReadReceipt }, [new Field(Receipts.RecordsField, $"{kept.Id}\n{lost.Id}")], officers: 1));
        _line.Run(5);
        Restore(backup, declared: true);
        Assert.NotEmpty(By.Engine.Channels[_channel].Clocks.All);
        _line.RunUntil(() => Standing == Standing.Open && Same(), TimeSpan.FromSeconds(200));
        Assert.NotNull(By.Store.Find(lost.Id));
        Assert.DoesNotContain(By.Engine.Channels[_channel].Clocks.All, c => c.Owes == By.Party.Id);

        // Whichever of the two comes first.
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, ua) = (line["BY"], line.Party("UA"));
        var said = ua.Number(line.Saying("UA", channel), 1, null);
        by.Said(by.Party.Say(channel, [ua.Desk], "", line.Now, c => c with { Form = FormId.ReadReceipt }, [new Field(Receipts.RecordsField, $"{said.Id}")], officers: 1));
        by.Take(ua, said);
        Assert.Empty(by.Engine.Channels[channel].Clocks.All);
    }

    [Fact]
    public void PutBack_AndSpeakingAgain_LearnsItFromTheFirstRefusalAndSendsNothingForEver()
    {
        // CHN-049, CHN-018
        _line.Say("BY", _channel, "one");
        _line.Run(5);
        var backup = By.Store.Rows;
        var lost = _line.Say("BY", _channel, "two");
        _line.Run(5);
        Restore(backup, declared: false);
        var other = _line.Say("BY", _channel, "another two");
        _line.Run(5);
        Assert.Equal(Standing.Halted, Standing);
        foreach (var peer in new[] { Ua, _line["PL"] })
            Assert.True(By.Has(other, peer.Party.Id, Rung.Refused));
        Restore(By.Store.Rows, declared: true);
        _line.RunUntil(() => Standing == Standing.Open, TimeSpan.FromSeconds(60));
        _line.Run(60);
        Assert.Empty(By.Store.Rows.Outbox);
        Assert.Null(By.Store.Find(lost.Id));

        // Said anew, it arrives.
        var said = _line.Say("BY", _channel, "another two");
        _line.Run(5);
        Assert.True(By.Has(said, Ua.Party.Id, Rung.Delivered));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Restart_AfterAForkAtANodeThatIsFarBehind_WaitsForAllThatCanBeHad(int forked)
    {
        // CHN-064. Found by the simulator: evidence of two pasts of a series came before the series, its whole beginning was passed over, and
        // what was held of it was held for ever.
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, ua) = (line["BY"], line.Party("UA"));
        var card = ua.CardText();
        for (var i = 2; i <= 4; i++)
        {
            card = card with { Version = i, Previous = card.Hash, Incarnation = i };
            by.Take(ua, Wire.ItemKind.Card, ua.SignCard(card).ToBytes());
        }

        var first = ua.Number(line.Saying("UA", channel), 1, null);
        var second = new List<Record> { Restart(first, 2) };
        second.Add(Next(second[0]));
        var third = new List<Record> { Restart(second[1], 3) };
        third.Add(Next(third[0]));
        third.Add(Next(third[1]));
        var other = forked == 1 ? Restart(second[1], 3, "other") : ua.Number(line.Saying("UA", channel), 3, third[1].Id, 3);
        var fourth = Restart(forked == 1 ? other : third[2], 4);

        Assert.Equal(ItemFate.Held, by.Take(ua, third[forked - 1]).Fate);
        Refused("CHN-009", by.Take(ua, other));
        Assert.Equal(ItemFate.Held, by.Take(ua, fourth).Fate);
        by.Die();
        by.Restart();
        by.Handle();
        Record[] all = [first, .. second, .. third.Take(forked)];
        foreach (var record in all)
            Assert.NotEqual(ItemFate.Refused, by.Take(ua, record).Fate);
        Assert.All(all, r => Assert.NotNull(by.Store.Find(r.Id)));
        Assert.Equal(fourth.Head, by.Engine.Channels[channel].Heads[ua.Id]);
        Assert.Empty(by.Store.Rows.Held);

        Record Next(Record before) => ua.Number(line.Saying("UA", channel), before.Numbering.Number + 1, before.Id, before.Numbering.Incarnation);
        Record Restart(Record last, long incarnation, string text = "") => ua.Number(
            ua.Say(channel, [line.Party("BY").Desk], text, line.Now, c => c with { Form = FormId.Restart }, [new Field("last", last.Head.ToString())], officers: 0), 1, null, incarnation);
    }

    [Fact]
    public void Gap_OfASeriesWithTwoPasts_DoesNotKeepTheNextIncarnationOut()
    {
        // CHN-017. Found by the simulator: a node asked for ever for a record that it had to refuse each time.
        var line = new Line(["BY", "PL", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, pl, ua) = (line["BY"], line.Party("PL"), line.Party("UA"));
        var first = ua.Number(line.Saying("UA", channel), 1, null);
        var (other, second) = (ua.Number(line.Saying("UA", channel), 1, null), ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 });
        by.Take(ua, first);
        Refused("CHN-009", by.Take(ua, other));
        Refused("CHN-010", by.Take(ua, ua.Number(line.Saying("UA", channel), 2, other.Id)));
        by.Take(ua, Wire.ItemKind.Card, ua.SignCard(second).ToBytes());
        var one = pl.Number(line.Saying("PL", channel), 1, null, have: new Head(ua.Id, 1, 2, Digest.Of("x"u8)));
        by.Take(pl, one);
        by.Take(pl, pl.Number(line.Saying("PL", channel), 2, one.Id, have: new Head(ua.Id, 2, 3, Digest.Of("y"u8))));
        line.Run(20);
        Assert.Contains(new Wire.Want(channel, ua.Id, 2, 1, 3), line.Sent.SelectMany(b => b.Items).Where(i => i.Kind == Wire.ItemKind.Want).Select(i => Wire.Want.Parse(i.Bytes.Span).OrThrow()));
    }

    [Fact]
    public void Receipt_OfAFormerIncarnation_IsMadeAnewForOneWhoSendsAgain()
    {
        // CHN-024. Found by the simulator: the receipt stood in a series that nobody took any more, and the record was sent for ever.
        var said = _line.Say("UA", _channel, "one");
        _line.Run(5);
        Restore(By.Store.Rows, declared: true);
        _line.RunUntil(() => Standing == Standing.Open, TimeSpan.FromSeconds(60));
        Assert.Equal(ItemFate.Duplicate, By.Take(Ua.Party, said).Fate);
        _line.Run(5);
        var receipt = By.Store.Find(By.Store.FindOwnReceipt(said.Id)!.Value)!.Record;
        Assert.Equal(2, receipt.Numbering.Incarnation);
        Assert.NotNull(Ua.Store.Find(receipt.Id));
        By.Take(Ua.Party, said);
        Assert.Equal(receipt.Id, By.Store.FindOwnReceipt(said.Id));
    }

    [Fact]
    public void Restart_HeldWhileAnotherOneIsDeclared_IsTakenWhenItsTurnComes()
    {
        // CHN-064. Found by the simulator: only the restart of the present incarnation was looked at again.
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, ua) = (line["BY"], line.Party("UA"));
        var one = ua.Number(line.Saying("UA", channel), 1, null);
        var second = ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 };
        by.Take(ua, Wire.ItemKind.Card, ua.SignCard(second).ToBytes());
        var said = ua.Say(channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = FormId.Restart }, [new Field("last", one.Head.ToString())], officers: 0);
        Assert.Equal(ItemFate.Held, by.Take(ua, ua.Number(said, 1, null, 2)).Fate);
        by.Take(ua, Wire.ItemKind.Card, ua.SignCard(second with { Version = 3, Previous = second.Hash, Incarnation = 3 }).ToBytes());
        Assert.Equal(ItemFate.Stored, by.Take(ua, one).Fate);
        Assert.Equal(2, by.Engine.Channels[channel].Heads[ua.Id].Incarnation);
        Assert.Empty(by.Store.Rows.Held);
    }

    [Fact]
    public void Incarnation_AboveTheFirst_BeginsWithARestartAndNothingElse()
    {
        // CHN-063
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        var one = ua.Number(line.Saying("UA", channel), 1, null);
        Assert.Equal(ItemFate.Stored, line["BY"].Take(ua, one).Fate);
        var card = ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 };
        line["BY"].Take(ua, Wire.ItemKind.Card, ua.SignCard(card).ToBytes());
        Refused("CHN-063", line["BY"].Take(ua, ua.Number(line.Saying("UA", channel), 1, null, 2)));
        Refused("CHN-063", line["BY"].Take(ua, Restart("yesterday")));
        Refused("CHN-063", line["BY"].Take(ua, Restart($"BY:1:1:{one.Id}")));
        Refused("CHN-063", line["BY"].Take(ua, Restart($"UA:2:1:{one.Id}")));
        Refused("CHN-063", line["BY"].Take(ua, Restart("-", new Field("more", "x"))));

        // It waits for what it names as the last before it, and does not go past it.
        var two = ua.Number(line.Saying("UA", channel), 2, one.Id);
        var restart = Restart($"UA:1:2:{two.Id}");
        Assert.Equal(ItemFate.Held, line["BY"].Take(ua, restart).Fate);
        Assert.Equal(ItemFate.Duplicate, line["BY"].Take(ua, restart).Fate);
        Refused("CHN-009", line["BY"].Take(ua, Restart($"UA:1:2:{two.Id}", number: 1, text: "second")));
        Assert.Equal(ItemFate.Held, line["BY"].Take(ua, ua.Number(line.Saying("UA", channel), 2, restart.Id, 2)).Fate);
        Assert.Equal(ItemFate.Stored, line["BY"].Take(ua, two).Fate);
        Assert.Equal(2, line["BY"].Engine.Channels[channel].Heads[ua.Id].Number);
        Assert.Equal(2, line["BY"].Engine.Channels[channel].Heads[ua.Id].Incarnation);

        // In the middle of a series it is none.
        Refused("CHN-063", line["BY"].Take(ua, Restart("-", number: 3)));

        Record Restart(string last, Field? more = null, long number = 1, string text = "") => ua.Number(
            ua.Say(channel, [line.Party("BY").Desk], text, line.Now, c => c with { Form = FormId.Restart }, more is null ? [new Field("last", last)] : [new Field("last", last), more], officers: 0),
            number, number > 1 ? one.Id : null, 2);
    }

    [Fact]
    public void Restart_HeldOverSeveralMissingRecordsAndADeath_IsNotLostAndAsksForThem()
    {
        // CHN-064, CHN-017
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var (by, ua) = (line["BY"], line.Party("UA"));
        var series = new List<Record>();
        for (var i = 1; i <= 4; i++)
            series.Add(ua.Number(line.Saying("UA", channel), i, i == 1 ? null : series[^1].Id));
        by.Take(ua, series[0]);
        by.Take(ua, Wire.ItemKind.Card, ua.SignCard(ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 }).ToBytes());
        var said = ua.Say(channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = FormId.Restart }, [new Field("last", series[3].Head.ToString())], officers: 0);
        var restart = ua.Number(said, 1, null, 2);
        var after = ua.Number(line.Saying("UA", channel), 3, Digest.Of("x"u8), 2);
        Assert.Equal(ItemFate.Held, by.Take(ua, restart).Fate);
        Assert.Equal(ItemFate.Held, by.Take(ua, after).Fate);
        by.Die();
        by.Restart();
        line.Run(20);

        // It asks for what lies before the restart, and not for what lies behind it.
        var wants = line.Sent.SelectMany(b => b.Items).Where(i => i.Kind == Wire.ItemKind.Want).Select(i => Wire.Want.Parse(i.Bytes.Span).OrThrow()).ToArray();
        Assert.Contains(new Wire.Want(channel, ua.Id, 1, 2, 4), wants);
        foreach (var record in series.Skip(1))
        {
            Assert.Equal(1, by.Engine.Channels[channel].Heads[ua.Id].Incarnation);
            Assert.Equal(ItemFate.Stored, by.Take(ua, record).Fate);
        }

        Assert.Equal(restart.Head, by.Engine.Channels[channel].Heads[ua.Id]);
    }

    [Fact]
    public void Restart_ByOneThatHasLostRecords_IsToldToTheWatch()
    {
        // CHN-064
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        line["BY"].Take(ua, ua.Number(line.Saying("UA", channel), 1, null));
        line["BY"].Take(ua, Wire.ItemKind.Card, ua.SignCard(ua.CardText() with { Version = 2, Previous = ua.CardText().Hash, Incarnation = 2 }).ToBytes());
        var said = ua.Say(channel, [line.Party("BY").Desk], "", line.Now, c => c with { Form = FormId.Restart }, [new Field("last", "-")], officers: 0);
        Assert.Equal(ItemFate.Stored, line["BY"].Take(ua, ua.Number(said, 1, null, 2)).Fate);
        Assert.Contains("lost records", Assert.Single(line["BY"].Store.Rows.Alarms.Keys).Text);
    }

    [Fact]
    public void OwnIncarnation_OverTheApiOrABearer_Refused()
    {
        // CHN-066
        var card = By.Party.SignCard(By.Party.CardText() with { Version = 2, Previous = By.Party.CardText().Hash, Incarnation = 2 });
        Refused("CHN-066", By.Accept(card));
        Refused("CHN-066", By.Take(Ua.Party, Wire.ItemKind.Card, card.ToBytes()));
    }

    private void Restore(MemoryRows backup, bool declared)
    {
        By.Die();
        By.Store.PutBack(backup);
        if (declared)
        {
            var known = By.Store.Load(By.Party.Id, Crypto.SodiumProvider.Instance).Cards[By.Party.Id].Current;
            By.Store.Apply(new Effect.StoreCard(By.Party.Id, By.Party.SignCard(known with { Version = known.Version + 1, Previous = known.Hash, Incarnation = known.Incarnation + 1 })));
            By.Store.Commit();
        }

        By.Restart();
    }

    private bool Same() => _line.Stations.Select(s => string.Join(' ', s.Records(_channel).Select(r => r.Record.Id.ToString()).Order())).Distinct().Count() == 1;
}
