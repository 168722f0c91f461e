using System.Globalization;
using Parley.Node.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Parley.Cli.Top;

/// <summary>A live node on one screen: what it measures, channels, peers, what is unread, what alarms.</summary>
internal sealed class TopScreen(NodeClient node, TimeProvider clock)
{
    private const int MostAlarms = 5, MostRecords = 8;
    private (DateTimeOffset At, double Stored)? _before;

    public async Task<IRenderable> DrawAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        NodeMessage status;
        try
        {
            status = await node.NodeAsync(cancel);
        }
        catch (IOException e)
        {
            return new Markup($"[red]{Markup.Escape(e.Message)}[/]");
        }

        var measured = await node.MeasuresAsync(cancel);
        var (alarms, inbox) = (await node.AlarmsAsync(cancel), await node.InboxAsync(cancel));
        var lines = await node.LinesAsync(cancel);
        return new Rows(Head(status, measured, now), Channels(status, lines), Peers(status), Desk(inbox), Alarms(alarms));
    }

    private Panel Head(NodeMessage status, IReadOnlyDictionary<string, double> measured, DateTimeOffset now)
    {
        var stored = measured.GetValueOrDefault("parley_records_stored_total");
        var rate = _before is { } before && now > before.At ? (stored - before.Stored) / (now - before.At).TotalSeconds : 0;
        _before = (now, stored);
        return new Panel(new Markup(string.Create(CultureInfo.InvariantCulture,
            $"[bold]{Markup.Escape(status.Name)}[/]  incarnation {status.Incarnation}{(status.Exercise ? "  [aqua]EXERCISE[/]" : "")}\n{rate:0.0} records/s, {stored:0} since the start; queue {measured.GetValueOrDefault("parley_queue_length"):0}; to be delivered {measured.GetValueOrDefault("parley_outbox_length"):0}; store {Megabytes("parley_store_bytes")}, memory {Megabytes("parley_process_memory_bytes")}, disk free {Megabytes("parley_disk_free_bytes")}{(status.StoreFault is { } fault ? $"\n[red]THE STORE FAILS: {Markup.Escape(Terminal.Plain(fault))}[/]" : "")}")))
        {
            Header = new PanelHeader($" {status.Party}  {now:yyyy-MM-dd HH:mm:ss}Z "),
            Expand = true,
        };

        string Megabytes(string name) => string.Create(CultureInfo.InvariantCulture, $"{measured.GetValueOrDefault(name) / (1 << 20):0} MiB");
    }

    private static Table Channels(NodeMessage status, LineMessage[] lines)
    {
        var table = Sheet("channel", "state", "epoch", "silent");
        foreach (var channel in status.Channels)
        {
            var silent = lines.Where(l => l.Channel == channel.Name && l.Cause != "none").ToArray();
            table.AddRow(new Text(channel.Name), new Markup(channel.State == "open" ? "[green]open[/]" : $"[yellow]{Markup.Escape(channel.State)}[/]"),
                new Text((channel.Sealing?.Epoch ?? 0).ToString(CultureInfo.InvariantCulture)),
                silent is [] ? new Text("–") : new Markup($"[yellow]{Markup.Escape(string.Join(", ", silent.Select(l => $"{l.Member}: {l.Cause}")))}[/]"));
        }

        return table;
    }

    private static Table Peers(NodeMessage status)
    {
        var table = Sheet("peer", "address", "state", "round trip");
        foreach (var (peer, route) in status.Parties.Where(p => p.Party != status.Party).SelectMany(p => p.Routes.Select(r => (p, r))))
        {
            table.AddRow(new Text(peer.Party), new Text(Terminal.Plain(route.Address)),
                new Markup(route.State == "works" ? "[green]works[/]" : route.State == "fails" ? $"[red]fails, {route.Failures}×[/]" : "[grey]not tried[/]"),
                new Text(route.RoundTripMs is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.0} ms") : "–"));
        }

        return table;
    }

    private static Table Desk(RecordMessage[] inbox)
    {
        var table = Sheet($"unread: {inbox.Length}", "from", "form", "channel");
        foreach (var record in inbox.Take(MostRecords))
        {
            var urgent = record.Precedence is "flash" or "immediate";
            table.AddRow(new Markup(urgent ? $"[red]{record.Precedence.ToUpperInvariant()}[/]" : record.Precedence), new Text($"{record.Author} {record.Number}"), new Text(record.Form), new Text(record.Channel));
        }

        return table;
    }

    private static Table Alarms(AlarmMessage[] alarms)
    {
        var table = Sheet($"alarms: {alarms.Length}", "rule", "what");
        foreach (var alarm in alarms.Take(MostAlarms))
            table.AddRow(new Text(alarm.LastAt[..19].Replace('T', ' ') + "Z"), new Markup($"[red]{Markup.Escape(alarm.Rule)}[/]"), new Text(Terminal.Plain(alarm.Text)));
        return table;
    }

    private static Table Sheet(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).Expand();
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        return table;
    }
}
