using Parley.Channels;
using Parley.Channels.Clocks;
using Parley.Channels.Ladders;
using Parley.Channels.Silences;
using Parley.Channels.Storage;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Node.Lines;

/// <summary>Why nothing comes from whom, on every channel: gathers the evidence, which <see cref="Silence"/> weighs.</summary>
public sealed class LineReports(NodeLoop loop, IArchive archive, PartyId self, SelfTest selfTest, Func<PartyId, IReadOnlyList<BearerHealth>> bearers, TimeSpan delivery, TimeProvider clock)
{
    private const int LatestSaid = 200;
    private OwnFault? _storeFault;

    /// <summary>This node's self test.</summary>
    public SelfTest SelfTest => selfTest;

    /// <summary>The finding about each other member of each channel.</summary>
    public IReadOnlyList<(ChannelId Channel, PartyId Member, Silence Silence)> All() =>
        [.. loop.View.Channels.Keys.OrderBy(c => c.Name, StringComparer.Ordinal).SelectMany(channel => Of(channel).Select(f => (channel, f.Member, f.Silence)))];

    /// <summary>The finding about each other member of an open channel.</summary>
    public IReadOnlyList<(PartyId Member, Silence Silence)> Of(ChannelId channel)
    {
        var view = loop.View;
        var own = OwnFaults();
        return [.. view.Channels[channel].Members.Select(m => m.Party).Where(p => p != self).Select(member => (member, Silence.Of(Evidence(channel, view.Channels[channel], member, view.Standings[channel], own))))];
    }

    private LineEvidence Evidence(ChannelId channel, ChannelPolicy policy, PartyId member, Standing standing, IReadOnlyList<OwnFault> own)
    {
        var now = clock.GetUtcNow();
        var clocks = archive.Clocks(channel).Where(c => c.Author == self && c.Owes == member && c.IsOverdue && c.Kind is ClockKind.Reading or ClockKind.Answer).ToArray();
        var awaited = new List<Awaited>();
        var undelivered = archive.Undelivered(channel, member) is { } waiting ? new Awaited(AwaitedKind.Delivery, waiting.Record.Numbering.Number, waiting.Record.Id, waiting.At) : null;
        if (undelivered is not null && now - undelivered.Since > delivery)
            awaited.Add(undelivered);
        if (archive.Checkpoints(channel).FirstOrDefault(c => c.Tested.Test.Author == member) is { } test && now - test.At > 2 * TimeSpan.FromSeconds(policy.LineTestSeconds))
            awaited.Add(new Awaited(AwaitedKind.LineTest, null, null, test.At));
        foreach (var owed in clocks)
        {
            if (archive.Find(owed.Record) is { } record)
            {
                awaited.Add(new Awaited(owed.Kind == ClockKind.Reading ? AwaitedKind.Reading : AwaitedKind.Answer, owed.Number, owed.Record, record.At,
                    archive.Ladder(owed.Record).Any(r => r.Member == member && r.Rung == Rung.Read)));
            }
        }

        return new LineEvidence
        {
            Standing = standing,
            OwnFaults = own,
            SelfTest = selfTest.Last,
            Bearers = bearers(member),
            SignOfLife = archive.Heads(channel, [member]) is [var head] && archive.Find(head.Id) is { } latest ? SignOfLife(latest, policy) : null,
            Awaited = awaited,
            Undelivered = undelivered,
            RefusedAt = RefusedAt(channel, policy, member),
            Reminders = clocks.Sum(c => c.Asked),
        };
    }

    // An old record that comes late proves nothing new. A scenario's clock says nothing about when a node lived.
    private static DateTimeOffset SignOfLife(ArchivedRecord latest, ChannelPolicy policy) =>
        policy.Clock is null && latest.Record.Content.Composed < latest.At ? latest.Record.Content.Composed : latest.At;

    private DateTimeOffset? RefusedAt(ChannelId channel, ChannelPolicy policy, PartyId member)
    {
        foreach (var said in archive.LatestSaid(channel, member, LatestSaid).Where(r => r.Form == FormId.Decline))
        {
            if (!ClaimReader.Read(said.Record).Try(out var claim, out _))
                continue;
            foreach (var id in claim.About)
            {
                if (archive.Find(id) is { } asked && asked.Record.Content.Author == self
                    && RecordLadder.Of(asked.Record, policy.Members.Select(m => m.Party), archive.About(id))[member][Rung.Declined] is not null)
                {
                    return said.At;
                }
            }
        }

        return null;
    }

    private IReadOnlyList<OwnFault> OwnFaults()
    {
        if (loop.StoreFault is not { } fault)
        {
            _storeFault = null;
            return [];
        }

        _storeFault ??= new OwnFault($"this node's store fails: {fault}", clock.GetUtcNow());
        return [_storeFault];
    }
}
