using System.CommandLine;

namespace Parley.Cli.Commands;

internal static class InboxCommand
{
    public static Command Create()
    {
        var command = new Command("inbox", """
            List what no officer here has read, most urgent first. What came before its turn is shown above it, since a flash
            may overtake on a slow line: it is authentic, and is numbered in and receipted when those before it are here.

            Example: parley inbox --node ./ua
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var unread = await node.InboxAsync(cancel);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(unread);
                return 0;
            }

            foreach (var record in await node.WaitingAsync(cancel))
            {
                Console.WriteLine($"{(record.Exercise ? "EXERCISE  " : "")}{record.Precedence.ToUpperInvariant(),-10}{record.Author,-8}{record.Number,5}  {record.Form,-28}{record.Composed[..19].Replace('T', ' ')}Z  {record.Channel}  {record.Id}{(record.Exercise ? "  EXERCISE" : "")}");
                Console.WriteLine($"          came before its turn: {record.Author}'s records from {record.FirstMissing} to {record.Number - 1} are not all here yet, and are asked for");
                Console.WriteLine(string.Join('\n', Terminal.Plain(record.Text).Split('\n').Select(l => $"          | {l}")));
            }

            foreach (var record in unread)
            {
                var (before, after) = record.Exercise ? ("EXERCISE  ", "  EXERCISE") : ("", "");
                Console.WriteLine($"{before}{record.Precedence.ToUpperInvariant(),-10}{record.Author,-8}{record.Number,5}  {record.Form,-28}{record.Composed[..19].Replace('T', ' ')}Z  {record.Channel}  {record.Id}{after}");
                if (record.Crossed.Count > 0)
                    Console.WriteLine($"          crossed with {record.Crossed.Count} of yours or others': it was written before its officer had read {(record.Crossed.Count == 1 ? "it" : "them")}, and the other way round");
                if (record.Flag is { } flag)
                    Console.WriteLine($"          note: {Terminal.Plain(flag)}");
            }

            if (unread.Length == 0)
                Console.WriteLine("Everything here has been read.");
            return 0;
        });
        return command;
    }
}
