using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Records;

namespace Parley.Node.Api;

public sealed partial class NodeApi
{
    private void MapExchanges(RouteGroupBuilder v1) =>
        v1.MapGet("/exchanges", Exchanges).WithSummary("Sealed exchanges, newest first: whose header is in, whose fields are, and who is in breach. It is no fair exchange: whoever reveals last may keep back");

    private ExchangeMessage[] Exchanges() =>
    [
        .. loop.View.Channels.Keys.SelectMany(channel =>
        {
            var overdue = archive.Clocks(channel).Where(c => c.IsOverdue).ToLookup(c => (c.Record, c.Owes, c.Kind));
            // The same may be exchanged again: one party's second header begins the next exchange.
            return archive.Exchanges(channel).GroupBy(p => p.Key)
                .SelectMany(g => g.OrderBy(p => p.Number).GroupBy(p => p.Party).SelectMany(of => of.Select((part, turn) => (turn, part))).GroupBy(p => p.turn, p => p.part))
                .OrderByDescending(parts => parts.Max(p => p.At))
                .Select(parts => Exchange(channel, [.. parts], (record, owes, kind) => overdue.Contains((record, owes, kind))));
        }),
    ];

    private ExchangeMessage Exchange(ChannelId channel, ExchangePart[] parts, Func<Digest, PartyId, ClockKind, bool> isOverdue) => new(
        channel.Name, parts[0].Key.Subject, parts.Length == parts[0].Key.Parties.Count,
        [
            .. parts[0].Key.Parties.Select(party => parts.FirstOrDefault(p => p.Party == party) is { } part
                ? new ExchangePartMessage(party.Value,
                    part.Revealed is { } end ? (archive.Find(end)?.Record.Content.Form == FormId.ExchangeWithdrawal ? "withdrawn" : "revealed") : isOverdue(part.Header, party, ClockKind.Fields) ? "breach" : "header",
                    part.Header.ToString(), Time(part.At), Time(part.RevealBy), part.Revealed?.ToString())
                : new ExchangePartMessage(party.Value, parts.Any(p => isOverdue(p.Header, party, ClockKind.Header)) ? "overdue" : "awaited", null, null, null, null)),
        ]);
}
