using Parley.Channels.Clocks;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Policies;
using Parley.Simulator;

namespace Parley.Channels.Tests;

/// <summary>What is owed, and what happens when it does not come. BY writes to UA; PL is told.</summary>
public sealed class ClockTests
{
    private readonly Line _line = new("BY", "UA", "PL");
    private readonly ChannelId _channel;

    public ClockTests() => _channel = _line.Open(_line.Policy() with { Answer = new AnswerTimes(600, 3600, 86400, 86400) });

    [Fact]
    public void Reading_OfWhatIsAddressed_IsOwedByWhoIsToActOnBothSides()
    {
        // LAD-020
        var record = Say("BY", Precedence.Flash);
        foreach (var station in new[] { "BY", "UA" })
        {
            var clock = Assert.Single(Clocks(station));
            Assert.Equal((record.Id, "UA", ClockKind.Reading), (clock.Record, clock.Owes.Value, clock.Kind));
            Assert.InRange(clock.Due, _line.Now, _line.Now.AddSeconds(600));
        }

        Assert.Empty(Clocks("PL"));
        Say("UA", Precedence.Flash, FormId.ReadReceipt, ("records", $"{record.Id}"));
        Assert.Empty(Clocks("BY"));
        Assert.Empty(Clocks("UA"));
    }

    [Fact]
    public void Answer_ToEachQuestion_EndsTheClockOnceNoneIsOpen()
    {
        // LAD-021
        var record = Say("BY", Precedence.Immediate, null, ("demand.1", "x"), ("demand.2", "y"));
        Assert.Equal([ClockKind.Answer, ClockKind.Reading], Clocks("UA").Select(c => c.Kind).OrderDescending());
        Say("UA", Precedence.Immediate, FormId.Reply, ("answers", $"{record.Id} demand.1"));
        Assert.Equal(["demand.2"], Assert.Single(Clocks("BY"), c => c.Record == record.Id).Open);
        Say("UA", Precedence.Immediate, FormId.Decline, ("declines", $"{record.Id} demand.2"));
        Assert.DoesNotContain(Clocks("BY"), c => c.Record == record.Id);
        Assert.DoesNotContain(Clocks("UA"), c => c.Record == record.Id);
    }

    [Fact]
    public void Holding_AboutARecord_MovesItsClock()
    {
        // LAD-022
        var record = Say("BY", Precedence.Flash, null, ("question", "What was it?"));
        var by = _line.Now.AddHours(2);
        Say("UA", Precedence.Flash, FormId.Parse("incident.holding/1"), ("answers", $"{record.Id}"), ("next-word-by", Text(by)));
        foreach (var station in new[] { "BY", "UA" })
            Assert.Equal(by, Clocks(station).Single(c => c.Record == record.Id).Due);
        _line.Run(3600);
        Assert.DoesNotContain(Alarms("UA"), a => a.About.Value == "UA");
        _line.Run(3700);
        Assert.Contains(Alarms("BY"), a => a.Rule == "LAD-024" && a.About.Value == "UA" && a.Text.Contains("open: question", StringComparison.Ordinal));
    }

    [Fact]
    public void Word_Promised_EndsWithTheNextOnTheSubjectAndAlarmsEverySide()
    {
        // LAD-023, LAD-024
        var by = _line.Now.AddMinutes(5);
        Say("UA", Precedence.Routine, FormId.Parse("incident.holding/1"), "incident/1", ("next-word-by", Text(by)));
        Assert.All(_line.Stations, s => Assert.Contains(Clocks(s.Party.Id.Value), c => c.Kind == ClockKind.Word && c.Due == by));
        Say("UA", Precedence.Routine, FormId.Parse("message/1"), "incident/2", ("text", "x"));
        Say("BY", Precedence.Routine, FormId.Parse("message/1"), "incident/1", ("text", "x"));
        Say("UA", Precedence.Routine, FormId.ReadReceipt, "incident/1", ("records", $"{Digest.Of("x"u8)}"));
        Assert.All(_line.Stations, s => Assert.Contains(Clocks(s.Party.Id.Value), c => c.Kind == ClockKind.Word));
        _line.Run(600);
        Assert.All(_line.Stations, s => Assert.Contains(Alarms(s.Party.Id.Value), a => a.Rule == "LAD-024" && a.About.Value == "UA" && a.Text.Contains("incident/1", StringComparison.Ordinal)));
        // Too late is better than never, and a new promise is a new clock.
        Say("UA", Precedence.Routine, FormId.Parse("incident.holding/1"), "incident/1", ("next-word-by", Text(_line.Now.AddMinutes(5))));
        Assert.All(_line.Stations, s => Assert.Single(Clocks(s.Party.Id.Value), c => c.Kind == ClockKind.Word && !c.IsOverdue));
        Say("UA", Precedence.Routine, FormId.Parse("message/1"), "incident/1", ("text", "It was ours."));
        Assert.All(_line.Stations, s => Assert.DoesNotContain(Clocks(s.Party.Id.Value), c => c.Kind == ClockKind.Word));
    }

    [Fact]
    public void Overdue_AlarmsOnceOnBothSidesAndIsAskedForWithBackOff()
    {
        // LAD-024, LAD-025, LAD-026
        var record = Say("BY", Precedence.Flash);
        _line.Run(700);
        foreach (var station in new[] { "BY", "UA" })
            Assert.Single(Alarms(station), a => a.Rule == "LAD-024" && a.About.Value == "UA");
        Assert.Empty(Alarms("PL"));
        Assert.Single(Alarms("UA"), a => a.Rule == "LAD-026");
        var times = Reminders().Select(r => r.Content.Composed).ToArray();
        Assert.Single(times);
        _line["BY"].Die();
        _line["BY"].Restart();
        _line.Run(3 * 86400);
        var reminders = Reminders();
        Assert.Equal(Reminder.MaxAsked, reminders.Length);
        var waits = reminders.Zip(reminders.Skip(1), (a, b) => (b.Content.Composed - a.Content.Composed).TotalSeconds).ToArray();
        Assert.All(waits.Select((w, i) => w / (600 << i)), ratio => Assert.InRange(ratio, 0.99, 1.01));
        Assert.All(reminders, r => Assert.Equal((record.Id.ToString(), "reading", "UA", "UA/duty"), (r.Fields["records"], r.Fields["missing"], r.Fields["from"], r.Content.To.Single().ToString())));
        // Never receipted.
        Assert.DoesNotContain(_line["BY"].Records(_channel), r => r.Record.Content.Form == FormId.DeliveredReceipt && Receipts.Covered(r.Record)!.Intersect(reminders.Select(m => m.Id)).Any());
        // Told once, whatever dies: not at each tick, nor after a restart.
        Assert.All(_line.Stations, s => Assert.All(s.Store.Rows.Alarms.Where(a => a.Key.Rule == "LAD-024"), a => Assert.Equal(1, a.Value)));
        Say("UA", Precedence.Flash, FormId.ReadReceipt, ("records", $"{record.Id}"));
        Assert.Empty(Clocks("BY"));
    }

    [Fact]
    public void Reminder_ThatCrossesTheAnswer_AlarmsNobody()
    {
        // LAD-026
        var line = new Line(["BY", "UA"], ["UA"]);
        var channel = line.Open(line.Policy());
        var by = line.Party("BY");
        var record = by.Number(line.Saying("BY", channel), 1, null);
        line["UA"].Take(by, record);
        line["UA"].Said(line.Party("UA").Say(channel, [by.Desk], "", line.Now, c => c with { Form = FormId.ReadReceipt }, [new Field("records", $"{record.Id}")], 1));
        var reminder = by.Number(Reminding(by, channel, line.Party("UA").Desk, $"{record.Id}", "reading", "UA"), 2, record.Id);
        Assert.Equal(ItemFate.Stored, line["UA"].Take(by, reminder).Fate);
        Assert.Empty(line["UA"].Rules);
        var odd = by.Number(Reminding(by, channel, line.Party("UA").Desk, $"{record.Id}", "money", "UA"), 3, reminder.Id);
        Assert.Equal(ItemFate.Stored, line["UA"].Take(by, odd).Fate);
        Assert.Equal(["LAD-026"], line["UA"].Rules);
    }

    [Fact]
    public void Clocks_OfAPeerThatFloods_AreBounded()
    {
        // LAD-020
        var line = new Line(["BY", "UA", "PL"], ["UA"]);
        var channel = line.Open(line.Policy());
        Record? last = null;
        for (var i = 1; i <= RunningClocks.MaxOfPair + 10; i++)
            line["UA"].Take(line.Party("BY"), last = line.Party("BY").Number(line.Saying("BY", channel), i, last?.Id));
        Assert.Equal(RunningClocks.MaxOfPair, line["UA"].Engine.Channels[channel].Clocks.All.Count);
        line["UA"].Take(line.Party("PL"), line.Party("PL").Number(line.Saying("PL", channel), 1, null));
        Assert.Equal(RunningClocks.MaxOfPair + 1, line["UA"].Engine.Channels[channel].Clocks.All.Count);
    }

    [Fact]
    public void Clocks_AfterADeath_RunOn()
    {
        Say("BY", Precedence.Flash, null, ("demand.1", "x"), ("demand.2", "y"));
        Say("UA", Precedence.Flash, FormId.Parse("incident.holding/1"), "incident/1", ("next-word-by", "2023-01-01T00:00:00Z"));
        var before = Clocks("BY").Select(c => $"{c.Key} {c.Due} {string.Join(',', c.Open)} {c.Subject} {c.Asked} {c.AskAt}").Order().ToArray();
        Assert.NotEmpty(before);
        _line["BY"].Die();
        _line["BY"].Restart();
        Assert.Equal(before, Clocks("BY").Select(c => $"{c.Key} {c.Due} {string.Join(',', c.Open)} {c.Subject} {c.Asked} {c.AskAt}").Order());
    }

    private IReadOnlyCollection<Clock> Clocks(string party) => _line[party].Engine.Channels[_channel].Clocks.All;

    private IReadOnlyList<Alarm> Alarms(string party) => [.. _line[party].Store.Rows.Alarms.Keys];

    private Record[] Reminders() => [.. _line["UA"].Records(_channel).Select(r => r.Record).Where(r => r.Content.Form == FormId.Reminder)];

    private Record Say(string author, Precedence precedence, FormId? form = null, params (string Name, string Value)[] fields) => Say(author, precedence, form, null, fields);

    private Record Say(string author, Precedence precedence, FormId? form, string? subject, params (string Name, string Value)[] fields)
    {
        var to = author == "BY" ? "UA" : "BY";
        var record = _line[author].Said(_line.Party(author).Say(_channel, [_line.Party(to).Desk], "", _line.Now,
            c => c with { Form = form ?? FormId.Parse("message/1"), Precedence = precedence, Subject = subject, Info = [_line.Party("PL").Desk] },
            fields.Length == 0 ? [new Field("text", "x")] : [.. fields.Select(f => new Field(f.Name, f.Value))], form is { IsReceipt: true } ? 1 : 2));
        _line.Run(10);
        return record;
    }

    private static Saying Reminding(TestParty by, ChannelId channel, PostId to, string records, string missing, string from) =>
        by.Say(channel, [to], "", new DateTimeOffset(2022, 12, 29, 7, 0, 0, TimeSpan.Zero), c => c with { Form = FormId.Reminder },
            [new Field("records", records), new Field("missing", missing), new Field("from", from)], 0);

    private static string Text(DateTimeOffset time) => Records.Text.Times.ToText(time);
}
