using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Text;
using Parley.Simulator;
using static Parley.Channels.Tests.FoundingTests;

namespace Parley.Channels.Tests;

/// <summary>IN and PK exchange lists; UN is told. What is secret until every header is in is the word "secret" and the author's name.</summary>
public sealed class ExchangeTests
{
    private const string Subject = "lists/2023";
    private static readonly FormId Form = FormId.Parse("sealed.list/1");
    private readonly Line _line = new("IN", "PK", "UN");
    private readonly ChannelId _channel;

    public ExchangeTests() => _channel = _line.Open(_line.Policy());

    [Fact]
    public void Exchange_FieldsOnlyOnceEveryHeaderIsIn_AndThenByThemselves()
    {
        // EXC-006, EXC-008
        var header = Submit("IN");
        Assert.Equal(FormId.ExchangeHeader, header.Content.Form);
        Assert.Equal(Subject, header.Content.Subject);
        _line.Run(600);
        // Records are all that goes out: what no record says, no bundle tells.
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Records(_channel), Tells));
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Records(_channel), r => r.Record.Content.Form == Form));
        Assert.True(_line["IN"].Has(header, _line.Party("PK").Id, Rung.Delivered));
        Submit("PK");
        _line.Run(60);
        Assert.All(_line.Stations, s => Assert.Contains(s.Records(_channel), Tells));
        foreach (var station in _line.Stations)
        {
            var lists = station.Records(_channel).Select(r => r.Record).Where(r => r.Content.Form == Form).OrderBy(r => r.Content.Author).ToArray();
            Assert.Equal(["secret of IN", "secret of PK"], lists.Select(l => l.Fields["list"]));
            Assert.Empty(station.Engine.Channels[_channel].Exchanges.Parts);
            Assert.Empty(station.Engine.Channels[_channel].Exchanges.Sealed);
            Assert.DoesNotContain(station.Engine.Channels[_channel].Clocks.All, c => c.Kind is ClockKind.Header or ClockKind.Fields);
            Assert.Empty(station.Rules);
            // Neither had seen the other's.
            Assert.True(Crossing.Between(lists[0], lists[1]));
        }
    }

    [Fact]
    public void Exchange_WhateverDiesInBetween_NothingEarlyAndNothingTwice()
    {
        // EXC-008: what was sealed outlives the node, and stays sealed.
        Submit("IN");
        _line["IN"].Die();
        _line["IN"].Restart();
        _line.Run(60);
        Assert.Single(_line["IN"].Engine.Channels[_channel].Exchanges.Sealed);
        Submit("PK");
        // IN dies between any two effects while it reveals.
        var left = 0;
        for (var survives = 0; survives < 40; survives++)
        {
            left = survives;
            _line["IN"].DiesHere = () => left-- == 0;
            _line.Run(TimeSpan.FromMilliseconds(400));
            _line["IN"].DiesHere = () => false;
            if (!_line["IN"].IsUp)
                _line["IN"].Restart();
        }

        _line.Run(300);
        foreach (var station in _line.Stations)
            Assert.Equal(2, station.Records(_channel).Count(r => r.Record.Content.Form == Form));
    }

    [Fact]
    public void Submission_Repeated_GivesTheHeaderThatStands()
    {
        var saying = Sealed("IN");
        var first = _line["IN"].Handle(saying.Submit() with { RevealBy = By })!.Single();
        var again = _line["IN"].Handle(saying.Submit() with { RevealBy = By })!.Single();
        Assert.Equal((ItemFate.Duplicate, first.Record!.Id), (again.Answer.Fate, again.Record!.Id));
        // EXC-004: another list for the same exchange is not a second choice.
        Refused("EXC-004", _line["IN"].Handle(Sealed("IN", "another").Submit() with { RevealBy = By })!.Single().Answer);
    }

    [Fact]
    public void Submission_WithoutTimeOrSubject_Refused()
    {
        // EXC-001, EXC-003, EXC-006
        Refused("EXC-006", _line["IN"].Submit(Sealed("IN")).Answer);
        Refused("EXC-006", _line["IN"].Handle(Sealed("IN").Submit() with { RevealBy = _line.Now })!.Single().Answer);
        Refused("EXC-003", _line["IN"].Handle(Sealed("IN", change: c => c with { Subject = null }).Submit() with { RevealBy = By })!.Single().Answer);
        Assert.DoesNotContain(_line["IN"].Records(_channel), r => r.Record.Content.Form == FormId.ExchangeHeader);
    }

    [Fact]
    public void Fields_NeverRevealed_AreABreachOnEverySide()
    {
        // EXC-009
        var line = new Line(["IN", "PK", "UN"], ["IN", "UN"]);
        var channel = line.Open(line.Policy());
        var pk = line.Party("PK");
        var by = Times.Truncate(line.Now).AddHours(1);
        var own = line["IN"].Handle(Sealed(line, channel, "IN").Submit() with { RevealBy = by })!.Single().Record!;
        line.Run(1);
        var theirs = Sealed(line, channel, "PK");
        var header = pk.Number(Header(line, channel, theirs, by), 1, null, 1, own.Head);
        foreach (var station in line.Stations)
            station.Take(pk, header);
        line.Run(1200);
        Assert.All(line.Stations, s => Assert.Contains(s.Records(channel), r => r.Record.Fields["list"] == "secret of IN"));
        Assert.All(line.Stations, s => Assert.DoesNotContain("EXC-009", s.Rules));
        line.Run(3000);
        Assert.All(line.Stations, s => Assert.Contains(s.Store.Rows.Alarms.Keys, a => a.Rule == "EXC-009" && a.About.Value == "PK" && a.Text.Contains("in breach", StringComparison.Ordinal)));
        Assert.All(line.Stations, s => Assert.Contains(s.Engine.Channels[channel].Clocks.All, c => c.Kind == ClockKind.Fields && c.IsOverdue));
        // Late is taken. EXC-010: then it is over.
        var list = pk.Number(theirs, 2, header.Id);
        Assert.All(line.Stations, s => Assert.Equal(ItemFate.Stored, s.Take(pk, list).Fate));
        Assert.All(line.Stations, s => Assert.Empty(s.Engine.Channels[channel].Exchanges.Parts));
    }

    [Fact]
    public void Header_NotGiven_AlarmsAndNothingIsRevealed()
    {
        // EXC-009
        Submit("IN");
        _line.Run(2 * 3600);
        Assert.All(_line.Stations, s => Assert.Contains(s.Store.Rows.Alarms.Keys, a => a.Rule == "EXC-009" && a.About.Value == "PK" && a.Text.Contains("no header", StringComparison.Ordinal)));
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Records(_channel), r => r.Record.Content.Form == Form));
    }

    [Fact]
    public void Reveal_OfOtherThanWasAnnounced_IsRefused()
    {
        // EXC-007
        var line = new Line(["IN", "PK"], ["IN"]);
        var channel = line.Open(line.Policy());
        var pk = line.Party("PK");
        var announced = Sealed(line, channel, "PK");
        Refused("EXC-007", line["IN"].Take(pk, pk.Number(announced, 1, null)));
        var header = pk.Number(Header(line, channel, announced, Times.Truncate(line.Now).AddHours(1)), 1, null);
        Assert.Equal(ItemFate.Stored, line["IN"].Take(pk, header).Fate);
        Refused("EXC-007", line["IN"].Take(pk, pk.Number(Sealed(line, channel, "PK", "a better one"), 2, header.Id)));
        Refused("EXC-007", line["IN"].Take(pk, pk.Number(Sealed(line, channel, "PK", "the same id", c => c with { Id = announced.Content.Id }), 2, header.Id)));
        Assert.Equal(ItemFate.Stored, line["IN"].Take(pk, pk.Number(announced, 2, header.Id)).Fate);
    }

    [Fact]
    public void Header_ThatDoesNotHold_CountsForNothing()
    {
        // EXC-002, EXC-003
        var by = Times.Truncate(_line.Now).AddHours(1);
        var good = Sealed("PK");
        var fields = new ExchangeHeader(good.Content, good.Officers, by).ToFields();
        Wrong("EXC-002", [fields[0], fields[1]]);
        Wrong("EXC-002", [fields[0], fields[1], fields[2] with { Value = "soon" }]);
        Wrong("EXC-002", [fields[0], fields[1] with { Value = "released" }, fields[2]]);
        Wrong("EXC-003", fields, subject: "lists/2024");
        Wrong("EXC-003", new ExchangeHeader(good.Content with { Author = _line.Party("IN").Id, Desk = _line.Party("IN").Desk }, good.Officers, by).ToFields());
        Wrong("EXC-003", new ExchangeHeader(good.Content with { Form = FormId.Parse("message/1") }, good.Officers, by).ToFields());
        // Signed by officers over something else, or by one alone.
        Wrong("EXC-003", new ExchangeHeader(good.Content with { Composed = _line.Now.AddDays(1) }, good.Officers, by).ToFields());
        Wrong("EXC-003", new ExchangeHeader(good.Content, [good.Officers[1]], by).ToFields());

        void Wrong(string rule, Field[] header, string subject = Subject)
        {
            var line = new Line(["IN", "PK", "UN"], ["IN"]);
            var channel = line.Open(line.Policy());
            var pk = line.Party("PK");
            Assert.Equal(channel, _channel);
            var record = pk.Number(pk.Say(channel, good.Content.To, "", line.Now, c => c with { Form = FormId.ExchangeHeader, Subject = subject }, header, 0), 1, null);
            Assert.Equal(ItemFate.Stored, line["IN"].Take(pk, record).Fate);
            Assert.Equal([rule], line["IN"].Rules);
            Assert.Empty(line["IN"].Engine.Channels[channel].Exchanges.Parts);
        }
    }

    [Fact]
    public void Header_SecondOfOneParty_MeansNothing()
    {
        // EXC-004, EXC-005
        var line = new Line(["IN", "PK"], ["IN"]);
        var channel = line.Open(line.Policy());
        var pk = line.Party("PK");
        var by = Times.Truncate(line.Now).AddHours(1);
        var first = pk.Number(Header(line, channel, Sealed(line, channel, "PK"), by), 1, null);
        line["IN"].Take(pk, first);
        var last = pk.Number(Header(line, channel, Sealed(line, channel, "PK", "a second choice"), by), 2, first.Id);
        Assert.Equal(ItemFate.Stored, line["IN"].Take(pk, last).Fate);
        Assert.Equal(first.Id, Assert.Single(line["IN"].Engine.Channels[channel].Exchanges.Parts).Header);
        Assert.Equal(["EXC-004"], line["IN"].Rules);
        for (var i = 3; i <= RunningExchanges.MaxOpen + 5; i++)
            line["IN"].Take(pk, last = pk.Number(Header(line, channel, Sealed(line, channel, "PK", $"{i}", c => c with { Subject = $"lists/{i}" }), by), i, last.Id));
        Assert.Equal(RunningExchanges.MaxOpen, line["IN"].Engine.Channels[channel].Exchanges.Parts.Count);
        Assert.Contains("EXC-005", line["IN"].Rules);
    }

    [Fact]
    public void Header_OfARestoredNodeThatLostWhatItHadSealed_TakesThePlaceOfTheFirst()
    {
        // EXC-004: other fields than were announced were refused, and everything behind them was held for ever.
        var pk = _line["PK"];
        var backup = pk.Store.Rows;
        var first = Submit("PK");
        _line.Run(5);
        pk.Die();
        var card = pk.Party.CardText();
        pk.Store.PutBack(backup);
        pk.Store.Apply(new Effect.StoreCard(pk.Party.Id, pk.Party.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 })));
        pk.Store.Commit();
        pk.Restart();
        _line.RunUntil(() => pk.Engine.Channels[_channel].Standing == Standing.Open, TimeSpan.FromSeconds(60));
        Assert.NotNull(pk.Store.Find(first.Id));
        var second = pk.Handle(Sealed("PK", " again").Submit() with { RevealBy = By })!.Single().Record!;
        _line.Run(5);
        Assert.All(_line.Stations, s => Assert.Equal(second.Id, Assert.Single(s.Engine.Channels[_channel].Exchanges.Parts).Header));
        foreach (var station in _line.Stations)
        {
            station.Die();
            station.Restart();
        }

        Submit("IN");
        _line.Run(60);
        foreach (var station in _line.Stations)
        {
            Assert.Equal(["secret of IN", "secret of PK again"], station.Records(_channel).Select(r => r.Record).Where(r => r.Content.Form == Form).OrderBy(r => r.Content.Author).Select(r => r.Fields["list"]));
            Assert.Empty(station.Engine.Channels[_channel].Exchanges.Parts);
            Assert.DoesNotContain("EXC-004", station.Rules);
        }
    }

    [Fact]
    public void Header_InAPastThatTheOthersDoNotHave_IsGivenAnewBeforeTheFields()
    {
        // EXC-008. Found by the simulator: the fields were refused everywhere, and everything behind them was held for ever.
        var pk = _line["PK"];
        var backup = pk.Store.Rows;
        pk.Said(_line.Saying("PK", _channel, "forgotten"));
        _line.Run(5);
        pk.Die();
        pk.Store.PutBack(backup);
        pk.Restart();
        Submit("PK");
        _line.RunUntil(() => pk.Engine.Channels[_channel].Standing == Standing.Halted, TimeSpan.FromSeconds(60));
        pk.Die();
        var card = pk.Party.CardText();
        pk.Store.Apply(new Effect.StoreCard(pk.Party.Id, pk.Party.SignCard(card with { Version = 2, Previous = card.Hash, Incarnation = 2 })));
        pk.Store.Commit();
        pk.Restart();
        _line.RunUntil(() => pk.Engine.Channels[_channel].Standing == Standing.Open, TimeSpan.FromSeconds(60));
        _line.Run(5);
        Submit("IN");
        _line.Run(60);
        var after = _line.Say("PK", _channel, "and on it goes");
        _line.Run(10);
        foreach (var station in _line.Stations)
        {
            Assert.Equal(["secret of IN", "secret of PK"], station.Records(_channel).Select(r => r.Record).Where(r => r.Content.Form == Form).OrderBy(r => r.Content.Author).Select(r => r.Fields["list"]));
            Assert.NotNull(station.Store.Find(after.Id));
        }
    }

    [Fact]
    public void Exchange_OfTheSameAgain_IsAnother()
    {
        // EXC-010
        foreach (var year in new[] { 1, 2 })
        {
            Submit("IN");
            Submit("PK");
            _line.Run(60);
            Assert.Equal(2 * year, _line["UN"].Records(_channel).Count(r => r.Record.Content.Form == Form));
        }
    }

    [Fact]
    public void Fields_WhileAnotherMayStillWithdraw_AreNotSaid()
    {
        // EXC-008: PK's header crossed IN's, and nothing shows yet that IN's is there. Were IN to reveal, PK could withdraw and have seen the list.
        var line = new Line(["IN", "PK"], ["IN"]);
        var channel = line.Open(line.Policy());
        var (pk, by) = (line.Party("PK"), Times.Truncate(line.Now).AddHours(1));
        var own = line["IN"].Handle(Sealed(line, channel, "IN").Submit() with { RevealBy = by })!.Single().Record!;
        var header = pk.Number(Header(line, channel, Sealed(line, channel, "PK"), by), 1, null);
        line["IN"].Take(pk, header);
        line.Run(60);
        Assert.DoesNotContain(line["IN"].Records(channel), r => r.Record.Content.Form == Form);
        // EXC-012: for IN it is too late: PK may have its header by now, and have revealed.
        Refused("EXC-012", line["IN"].Submit(Withdrawal(line, channel, "IN", own)).Answer);
        line["IN"].Take(pk, pk.Number(line.Saying("PK", channel, "your header is here"), 2, header.Id, 1, own.Head));
        line.Run(5);
        Assert.Contains(line["IN"].Records(channel), r => r.Record.Content.Form == Form);
    }

    [Fact]
    public void Withdrawal_BeforeEveryHeaderIsIn_EndsThePartAndIsNoBreach()
    {
        // EXC-011, EXC-012
        var header = Submit("IN");
        _line.Run(5);
        var withdrawn = _line["IN"].Submit(Withdrawal("IN", header));
        Assert.Equal(ItemFate.Stored, withdrawn.Answer.Fate);
        _line["IN"].Die();
        _line["IN"].Restart();
        Assert.Empty(_line["IN"].Engine.Channels[_channel].Exchanges.Sealed);
        _line.Run(5);
        Assert.All(_line.Stations, s => Assert.Contains("EXC-012", s.Rules));
        Assert.All(_line.Stations, s => Assert.Equal(withdrawn.Record!.Id, s.Store.Rows.Parts[header.Id].Part.Revealed));
        Submit("PK");
        _line.Run(2 * 3600);
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Records(_channel), r => r.Record.Content.Form == Form));
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Store.Rows.Alarms.Keys, a => a.Text.Contains("in breach", StringComparison.Ordinal) && a.Rule == "EXC-009"));
        Assert.All(_line.Stations, s => Assert.DoesNotContain(s.Store.Rows.Alarms.Keys, a => a.Rule == "EXC-009" && a.About.Value == "PK"));

        // The other header stands: another one of IN's completes the exchange.
        Submit("IN");
        _line.Run(60);
        Assert.All(_line.Stations, s => Assert.Equal(2, s.Records(_channel).Count(r => r.Record.Content.Form == Form)));
    }

    [Fact]
    public void Withdrawal_OnceEveryHeaderIsIn_CountsForNothing()
    {
        // EXC-012: at its own node it is refused; of a party whose node says it all the same, everybody is told, and the breach stands.
        var line = new Line(["IN", "PK", "UN"], ["IN", "UN"]);
        var channel = line.Open(line.Policy());
        var (pk, by) = (line.Party("PK"), Times.Truncate(line.Now).AddHours(1));
        var own = line["IN"].Handle(Sealed(line, channel, "IN").Submit() with { RevealBy = by })!.Single().Record!;
        line.Run(1);
        var header = pk.Number(Header(line, channel, Sealed(line, channel, "PK"), by), 1, null, 1, own.Head);
        var withdrawal = pk.Number(Withdrawal(line, channel, "PK", header), 2, header.Id, 1, own.Head);
        foreach (var station in line.Stations)
            station.Take(pk, header);
        line.Run(1);
        Refused("EXC-011", line["IN"].Submit(Withdrawal(line, channel, "IN", own)).Answer);
        Assert.All(line.Stations, s => Assert.Equal(ItemFate.Stored, s.Take(pk, withdrawal).Fate));
        Assert.All(line.Stations, s => Assert.Contains("EXC-012", s.Rules));
        line.Run(2 * 3600);
        Assert.All(line.Stations, s => Assert.Contains(s.Store.Rows.Alarms.Keys, a => a.Rule == "EXC-009" && a.About.Value == "PK" && a.Text.Contains("in breach", StringComparison.Ordinal)));
    }

    [Fact]
    public void Withdrawal_OfNoHeaderThatStands_Refused()
    {
        // EXC-011
        var header = Submit("IN");
        var other = _line.Say("IN", _channel, "no header");
        Refused("EXC-011", _line["IN"].Submit(Withdrawal("IN", other)).Answer);
        Refused("EXC-011", _line["IN"].Submit(Withdrawal("IN", header, new Field("more", "x"))).Answer);
        _line.Run(5);
        Refused("EXC-011", _line["PK"].Submit(Withdrawal("PK", header)).Answer);
        Assert.Equal(ItemFate.Stored, _line["IN"].Submit(Withdrawal("IN", header, new Field("reason", "the list is being checked"))).Answer.Fate);
        Refused("EXC-011", _line["IN"].Submit(Withdrawal("IN", header)).Answer);
    }

    private Saying Withdrawal(string party, Record header, params Field[] more) => Withdrawal(_line, _channel, party, header, more);

    private static Saying Withdrawal(Line line, ChannelId channel, string party, Record header, params Field[] more) =>
        line.Party(party).Say(channel, [line.Party(party == "IN" ? "PK" : "IN").Desk], "", line.Now, c => c with { Form = FormId.ExchangeWithdrawal, Subject = Subject },
            [new Field("header", header.Id.ToString()), .. more]);

    private static bool Tells(RecordRow row) => System.Text.Encoding.UTF8.GetString(row.Record.Bytes).Contains("secret", StringComparison.Ordinal);

    private DateTimeOffset By => Times.Truncate(_line.Now).AddHours(1);

    private Record Submit(string party) => _line[party].Handle(Sealed(party).Submit() with { RevealBy = By })!.Single().Record!;

    private Saying Sealed(string party, string text = "", Func<RecordContent, RecordContent>? change = null) => Sealed(_line, _channel, party, text, change);

    private static Saying Sealed(Line line, ChannelId channel, string party, string text = "", Func<RecordContent, RecordContent>? change = null) =>
        line.Party(party).Say(channel, [line.Party(party == "IN" ? "PK" : "IN").Desk], "", line.Now,
            c => change?.Invoke(c with { Form = Form, Subject = Subject }) ?? c with { Form = Form, Subject = Subject }, [new Field("list", $"secret of {party}{text}")]);

    private static Saying Header(Line line, ChannelId channel, Saying announced, DateTimeOffset by) =>
        line.Party(announced.Content.Author.Value).Say(channel, announced.Content.To, "", line.Now, c => c with { Form = FormId.ExchangeHeader, Subject = announced.Content.Subject },
            new ExchangeHeader(announced.Content, announced.Officers, by).ToFields(), 0);
}
