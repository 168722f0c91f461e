using Parley.Channels.Clocks;
using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Policies;
using Parley.Records.Text;

namespace Parley.Channels;

public sealed partial class Engine
{
    /// <summary>1. what this record says stops clocks, or moves them; 2. the word that was promised has come; 3. it starts clocks itself.</summary>
    private void KeepClocks(ChannelState channel, Record record)
    {
        var (content, by) = (record.Content, record.Content.Author);
        if (content.Form == FormId.Reminder)
        {
            TakeReminder(channel, record);
            return;
        }

        if (!ClaimReader.Read(record).Try(out var claim, out _))
            claim = new Claim.Nothing();

        // 1.
        foreach (var id in claim.About)
            Meet(channel, id, by, claim);
        if (content.Form.IsService || channel.Policy.Track == Track.PublicRecord)
            return;

        // 2. LAD-023
        foreach (var promised in channel.Clocks.Words.Where(c => c.Owes == by && c.Record != record.Id && (c.Subject is null || c.Subject == content.Subject)).ToArray())
            StopClock(channel, promised);

        // 3.
        if (claim is Claim.Holding { NextWordBy: var word })
            StartClock(channel, record, by, ClockKind.Word, word, []);
        var due = channel.TimeAt(_now).AddSeconds(AnswerSeconds(channel, content.Precedence));
        foreach (var member in content.To.Select(d => d.Party).Distinct().Where(p => p != by && (by == _self || p == _self)))
        {
            // LAD-020. After a restore, what was said about a record may come back before the record.
            if (channel.Clocks.HasRoom(by, member) && !_history.HasClaim(member, record.Id))
                StartClock(channel, record, member, ClockKind.Reading, due, []);
            if (Question.Of(record) is var questions && questions[0] != Question.Whole)
                StartClock(channel, record, member, ClockKind.Answer, due, questions);
        }
    }

    // LAD-021, LAD-022
    private void Meet(ChannelState channel, Digest record, PartyId by, Claim claim)
    {
        // Whoever answers has read; that he did not say so is no reason to ask for it.
        if (channel.Clocks.Find(record, by, ClockKind.Reading) is { } reading)
            StopClock(channel, reading);
        if (channel.Clocks.Find(record, by, ClockKind.Answer) is not { } answer)
            return;
        if (claim is Claim.Holding holding)
        {
            SetClock(channel, answer with { Due = holding.NextWordBy, Asked = 0, AskAt = null });
            return;
        }

        var records = claim is Claim.Answer given ? given.Records : claim is Claim.Decline declined ? declined.Records : [];
        var open = answer.Open.Where(q => !records.Any(r => r.Record == record && r.Covers(q))).ToArray();
        if (open.Length == 0)
            StopClock(channel, answer);
        else if (open.Length < answer.Open.Count)
            SetClock(channel, answer with { Open = open });
    }

    /// <summary>Tells the watch of what is overdue, once, and asks again for what this party waits for.</summary>
    // LAD-024, LAD-025
    private void WatchClocks(ChannelState channel)
    {
        var now = channel.TimeAt(_now);
        var due = channel.Clocks.Due(now);
        if (due.Count == 0)
            return;
        foreach (var clock in due)
        {
            // EXC-009
            if (!clock.IsOverdue)
                Raise(clock.Kind is ClockKind.Header or ClockKind.Fields ? "EXC-009" : "LAD-024", channel.Id, clock.Owes, Overdue(clock));
            var asks = IsAskedFor(clock);
            SetClock(channel, clock with
            {
                Asked = clock.Asked + 1,
                AskAt = asks ? Reminder.Next(now, clock.Asked + 1, AnswerSeconds(channel, clock.Precedence)) : null,
            });
        }

        foreach (var asked in due.Where(IsAskedFor).GroupBy(c => (c.Owes, c.Kind)))
        {
            foreach (var batch in asked.Chunk(Receipts.MaxRecords))
            {
                var desks = batch.SelectMany(c => Find(c.Record)!.Record.Content.To).Where(d => d.Party == asked.Key.Owes).Distinct().ToArray();
                Say(channel, MakeOwn(channel, FormId.Reminder, batch.Min(c => c.Precedence), desks, Reminder.ToFields(batch, asked.Key.Owes, asked.Key.Kind)));
            }
        }
    }

    // A word that was promised, and a part in an exchange, are in the hands of whoever owes them.
    private bool IsAskedFor(Clock clock) => clock.Author == _self && clock.Kind is (ClockKind.Reading or ClockKind.Answer);

    // LAD-026
    private void TakeReminder(ChannelState channel, Record record)
    {
        var by = record.Content.Author;
        if (by == _self)
            return;
        if (Reminder.Read(record) is not var (from, kind, records))
        {
            Raise("LAD-026", channel.Id, by, $"{by}'s reminder {record.Numbering.Number} does not read as one");
            return;
        }

        if (from != _self)
            return;
        // Only what is still owed here: a reminder may cross the answer, and must not raise what is settled.
        var owed = records.Select(id => channel.Clocks.Find(id, _self, kind)).OfType<Clock>().Where(c => c.Author == by).OrderBy(c => c.Number).ToArray();
        if (owed.Length > 0)
            Raise("LAD-026", channel.Id, _self, $"{by} asks again for {(kind == ClockKind.Answer ? "an answer to" : "somebody to read")} its {(owed.Length == 1 ? "record" : "records")} {string.Join(", ", owed.Select(c => c.Number))}");
    }

    private static string Overdue(Clock clock) => clock.Kind switch
    {
        ClockKind.Header => $"{clock.Owes} has given no header in the sealed exchange {clock.Subject} by {Times.ToText(clock.Due)}; {clock.Author} gave its own as record {clock.Number}. Nothing is revealed without it.",
        ClockKind.Fields => $"{clock.Owes} is in breach: every header of the sealed exchange {clock.Subject} is in, and it has not revealed by {Times.ToText(clock.Due)} what its record {clock.Number} announced",
        ClockKind.Word => $"{clock.Owes} promised in its record {clock.Number} a next word by {Times.ToText(clock.Due)}{(clock.Subject is null ? "" : $" about {clock.Subject}")}, and has not said it",
        ClockKind.Answer => $"{clock.Owes} has not answered {clock.Author}'s record {clock.Number}, due by {Times.ToText(clock.Due)}; open: {string.Join(", ", clock.Open)}",
        _ => $"no officer of {clock.Owes} has read {clock.Author}'s record {clock.Number}, due by {Times.ToText(clock.Due)}",
    };

    private void StartClock(ChannelState channel, Record record, PartyId owes, ClockKind kind, DateTimeOffset due, IReadOnlyList<string> open)
    {
        // LAD-020
        var content = record.Content;
        if (channel.Clocks.HasRoom(content.Author, owes))
            SetClock(channel, new Clock(record.Id, content.Author, record.Numbering.Number, content.Precedence, owes, kind, Times.Truncate(due), open, kind == ClockKind.Word ? content.Subject : null, 0, null));
    }

    private void SetClock(ChannelState channel, Clock clock)
    {
        channel.Clocks.Set(clock);
        Emit(new Effect.StoreClock(channel.Id, clock));
    }

    private void StopClock(ChannelState channel, Clock clock)
    {
        if (channel.Clocks.Remove(clock))
            Emit(new Effect.StopClock(channel.Id, clock.Record, clock.Owes, clock.Kind));
    }

    // POL-010
    private static long AnswerSeconds(ChannelState channel, Precedence precedence) => channel.Policy.Answer.For(precedence);
}
