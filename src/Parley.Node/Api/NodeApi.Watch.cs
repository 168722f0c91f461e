using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Storage;
using Parley.Instruments.Obligations;

namespace Parley.Node.Api;

public sealed partial class NodeApi
{
    private void MapWatch(RouteGroupBuilder v1)
    {
        v1.MapGet("/alarms", Alarms).WithSummary("Alarms: what of the watch itself fails now, then the others, latest first");
        v1.MapGet("/watch", Watched).WithSummary("Records that stand unread under the alarm's policy, and what was done about each; most urgent first");
        v1.MapGet("/duties", Duties).WithSummary("Duties under instruments whose time comes or has passed, owed by this party, or owed to it and overdue, and what was done about each; earliest first");
    }

    private AlarmMessage[] Alarms() =>
    [
        .. watch.Faults().Select(f => new AlarmMessage(Time(f.At), Time(f.At), f.Times, "watch", self.Value, f.Text)),
        .. archive.Alarms(MaxList).Select(a => new AlarmMessage(Time(a.FirstAt), Time(a.LastAt), a.Times, a.Rule, a.About.Value, a.Text)),
    ];

    private UnreadMessage[] Watched() =>
    [
        .. watch.Standing().Select(s => new UnreadMessage(
            s.Unread.Id.ToString(), s.Unread.Author.Value, s.Unread.Number, s.Unread.Channel, s.Unread.Precedence.ToString().ToLowerInvariant(), Time(s.Unread.At),
            s.Attempts.Any(a => a.Reach.Means == Means.Sound),
            Steps(s.Attempts))),
    ];

    private DutyMessage[] Duties() =>
    [
        .. watch.Duties().Select(d => (d.Duty.Duty, d.Duty.Duty.Owed, d.Attempts)).Select(d => new DutyMessage(
            d.Owed.Pack.Name, d.Owed.Pack.Level.ToString().ToLowerInvariant(), d.Owed.Obligation.Provision, d.Owed.Obligation.Id, d.Owed.Obligation.Label.In("en"), d.Owed.Obligation.Form.Value, d.Owed.By.Value, [.. d.Owed.To.Select(p => p.Value)],
            Feed.Word(d.Owed.State), Time(d.Duty.At), d.Owed.Start?.ToString(), d.Owed.Year, d.Attempts.Any(a => a.Reach.Means == Means.Sound), Steps(d.Attempts))),
    ];

    private static IReadOnlyList<StepMessage> Steps(IReadOnlyList<Attempt> attempts) =>
        [.. attempts.Select(a => new StepMessage(a.Reach.Means.ToString().ToLowerInvariant(), a.Reach.Address, Time(a.At), a.Tries, a.Fault))];
}
