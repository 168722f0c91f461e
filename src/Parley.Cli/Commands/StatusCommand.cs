using System.CommandLine;
using Parley.Node.Api;

namespace Parley.Cli.Commands;

internal static class StatusCommand
{
    public static Command Create()
    {
        var command = new Command("status", """
            Show the node, the parties it has met, its channels, and alarms. Exit code 1 where something needs a person.

            Example: parley status --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var (status, alarms, inbox) = (await node.NodeAsync(cancel), await node.AlarmsAsync(cancel), await node.InboxAsync(cancel));
            var well = status.StoreFault is null && alarms.Length == 0;
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { status, alarms, unread = inbox.Length });
                return well ? 0 : 1;
            }

            Console.WriteLine($"{status.Party} ({status.Name}), incarnation {status.Incarnation}{(status.Exercise ? ", EXERCISE node" : "")}, {inbox.Length} unread");
            if (status.StoreFault is { } fault)
                Console.WriteLine($"  THE STORE FAILS: {Terminal.Plain(fault)}. Nothing is taken or sent until it is mended.");
            foreach (var party in status.Parties.Where(p => p.Party != status.Party))
                Console.WriteLine($"  party    {party.Party,-10}{Terminal.Plain(party.Name)}, card version {party.CardVersion}, {string.Join(' ', party.Bearers)}");
            foreach (var channel in status.Channels)
                Console.WriteLine($"  channel  {channel.Name}: {channel.State}{(channel.Missing.Count > 0 ? $", waits for {string.Join(", ", channel.Missing)}" : "")}, time there {channel.Time[..19].Replace('T', ' ')}Z");
            foreach (var channel in status.Channels.Where(c => c.Sealing is not null))
                Console.WriteLine($"  sealing  {channel.Name}: {Sealing(channel)}");
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
}
