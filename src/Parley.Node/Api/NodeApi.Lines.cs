using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Silences;

namespace Parley.Node.Api;

public sealed partial class NodeApi
{
    private void MapLines(RouteGroupBuilder v1)
    {
        v1.MapGet("/lines", Lines).WithSummary("Why nothing comes from whom, from evidence: own fault, path or their node, desk not reading, refused, or cannot tell");
        v1.MapPost("/self-test", SelfTestAsync).WithSummary("Test this node itself now: keys, disk, clock, bearer, and a round through seal and engine");
    }

    private LineMessage[] Lines() =>
    [
        .. lines.All().Select(l => new LineMessage(l.Channel.Name, l.Member.Value, Cause(l.Silence.Cause), l.Silence.Since is { } since ? Time(since) : null, l.Silence.Text, l.Silence.Tried)),
    ];

    private async Task<Ok<SelfTestMessage>> SelfTestAsync(CancellationToken cancel)
    {
        var result = await lines.SelfTest.TestAsync(cancel);
        return TypedResults.Ok(new SelfTestMessage(Time(result.At), result.IsGood, result.Faults));
    }

    private static string Cause(SilenceCause cause) => cause switch
    {
        SilenceCause.None => "none",
        SilenceCause.OwnFault => "own-fault",
        SilenceCause.PathOrNode => "path-or-node",
        SilenceCause.DeskNotReading => "desk-not-reading",
        SilenceCause.Refused => "refused",
        _ => "cannot-tell",
    };
}
