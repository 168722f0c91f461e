using System.CommandLine;
using System.Globalization;
using Parley.Cli.Lines;
using Parley.Node.Api;

namespace Parley.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", """
            Show the node, the parties it has met, its channels, who is silent and why, and alarms. Exit code 1 where something needs a person.

            Example: parley status --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var (status, alarms, inbox, lines) = (await node.NodeAsync(cancel), await node.AlarmsAsync(cancel), await node.InboxAsync(cancel), await node.LinesAsync(cancel));
            var well = status.StoreFault is null && alarms.Length == 0;
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { status, alarms, unread = inbox.Length, lines });
                return well ? 0 : 1;
            }

            Console.WriteLine($"{status.Party} ({status.Name}), incarnation {status.Incarnation}{(status.Exercise ? ", EXERCISE node" : "")}, {inbox.Length} unread");
            if (status.StoreFault is { } fault)
                Console.WriteLine($"  THE STORE FAILS: {Terminal.Plain(fault)}. Nothing is taken or sent until it is mended.");
            foreach (var route in status.Parties.Where(p => p.Party == status.Party).SelectMany(p => p.Routes))
                Console.WriteLine($"  fetches  {route.Bearer,-6} {route.Address}: {State(route)}");
            foreach (var party in status.Parties.Where(p => p.Party != status.Party))
            {
                Console.WriteLine($"  party    {party.Party,-10}{Terminal.Plain(party.Name)}, card version {party.CardVersion}");
                foreach (var route in party.Routes)
                    Console.WriteLine($"  bearer   {party.Party,-10}{route.Bearer,-6} {route.Address}: {State(route)}");
            }

            foreach (var channel in status.Channels)
                Console.WriteLine($"  channel  {channel.Name}: {channel.State}{(channel.Missing.Count > 0 ? $", waits for {string.Join(", ", channel.Missing)}" : "")}, time there {channel.Time[..19].Replace('T', ' ')}Z");
            foreach (var channel in status.Channels.Where(c => c.Sealing is not null))
                Console.WriteLine($"  sealing  {channel.Name}: {Sealing(channel)}");
            foreach (var line in lines.Where(l => l.Cause != "none"))
                Console.WriteLine($"  SILENCE  {line.Channel} {line.Member}: {LineCommand.Words(line.Cause)}{(line.Since is { } since ? $" since {since[..19].Replace('T', ' ')}Z" : "")}: {Terminal.Plain(line.Text)} (what was tried: parley line {line.Channel})");
            foreach (var alarm in alarms)
                Console.WriteLine($"  ALARM    {alarm.LastAt[..19].Replace('T', ' ')}Z {alarm.Rule}: {Terminal.Plain(alarm.Text)}{(alarm.Times > 1 ? $" ({alarm.Times} times)" : "")}");
            return well ? 0 : 1;
        });
        return command;
    }

    private static string Sealing(ChannelMessage channel) => channel.Sealing switch
    {
        { Epoch: > 0 and var epoch } sealing => $"epoch {epoch}, "
            + (channel.Members.Except(sealing.Members).ToArray() is { Length: > 0 } outside ? $"not yet in the group: {string.Join(", ", outside)}; " : "")
            + (channel.Members.Except(sealing.InStep).ToArray() is { Length: > 0 } unknown ? $"not yet shown in step by a line test: {string.Join(", ", unknown)}; " : "all in step; ")
            + $"{sealing.TakenSealed} records came sealed and {sealing.TakenPlain} plain since the start",
        _ => "not in the channel's group yet; records go in the seal of the bundle alone",
    };

    private static string State(RouteMessage route) => route.State switch
    {
        "works" when route.RoundTripMs is null => $"works, last {Utc(route.LastSuccess!)}",
        "works" => string.Create(CultureInfo.InvariantCulture, $"works, {route.RoundTripMs:0.0} ms, {route.KilobytesPerSecond:0} kB/s or more, last {Utc(route.LastSuccess!)}"),
        "fails" => $"FAILS, {route.Failures} times in a row, last {Utc(route.LastFailure!)}: {Terminal.Plain(route.Fault ?? "")}",
        _ => "not tried yet",
    };

    private static string Utc(string time) => time.Replace('T', ' ');
}
