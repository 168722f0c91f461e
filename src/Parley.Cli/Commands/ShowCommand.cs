using System.CommandLine;
using Parley.Cli.Ladders;

namespace Parley.Cli.Commands;

internal static class ShowCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "The record's id." };
        var raw = new Option<bool>("--raw") { Description = "Write the record's exact bytes, for a file or for 'parley verify'." };
        var command = new Command("show", """
            Show a record, and how far it has come at each member.

            Example: parley show 3f1c… --node ./by
            """) { record, raw, Beside.In, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var id = parsed.GetValue(record)!;
            if (parsed.GetValue(raw))
            {
                Console.Write(await node.RecordBytesAsync(id, cancel));
                return 0;
            }

            var shown = await node.RecordAsync(id, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(shown);
                return 0;
            }

            Console.WriteLine(Terminal.Plain(shown.Text));
            Beside.Print(shown, parsed.GetValue(Beside.In)!);
            foreach (var member in shown.Ladder.GroupBy(r => r.Member))
                Console.WriteLine($"  {member.Key,-8}{string.Join("  ", member.Select(r => $"{r.Rung} {r.At[..19].Replace('T', ' ')}Z"))}");
            if (shown.Crossed.Count > 0)
                Console.WriteLine($"  crossed with {string.Join(", ", shown.Crossed)}: each was written before its officer had read the other");
            if (shown.Flag is { } flag)
                Console.WriteLine($"  note: {Terminal.Plain(flag)}");
            return 0;
        });
        return command;
    }
}
