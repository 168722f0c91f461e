using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Clocks;

namespace Parley.Node.Api;

public sealed partial class NodeApi
{
    private void MapOwed(RouteGroupBuilder v1) =>
        v1.MapGet("/owed", Owed).WithSummary("What is owed on every channel, by whom and by when: readings, answers, promised words; what is due first, first");

    private OwedMessage[] Owed() =>
    [
        .. loop.View.Channels.Keys
            .SelectMany(channel => archive.Clocks(channel).Select(clock => (channel, clock)))
            .OrderBy(c => c.clock.Due)
            .Take(MaxList)
            .Select(c => new OwedMessage(c.channel.Name, c.channel.Founding.ToString(), c.clock.Owes.Value, c.clock.Kind.ToString().ToLowerInvariant(), c.clock.Record.ToString(),
                c.clock.Author.Value, c.clock.Number, c.clock.Precedence.ToString().ToLowerInvariant(), Time(c.clock.Due), c.clock.IsOverdue,
                c.clock.Open, c.clock.Subject, AskedAgain(c.clock), c.clock.AskAt is { } at ? Time(at) : null)),
    ];

    // Every member sees that something is overdue; only whose record it is has asked.
    private int AskedAgain(Clock clock) => clock.Author == self && clock.Kind != ClockKind.Word ? clock.Asked : 0;
}
