using System.CommandLine;
using Parley.Node.Api;
using Spectre.Console;

namespace Parley.Cli.Ladders;

internal static class OwedCommand
{
    public static Command Create()
    {
        var command = new Command("owed", """
            List what is owed, by whom and by when: readings and answers by the channel's answer times, and the next words that
            holding messages promised. What this party owes comes first.

            Example: parley owed --node ./ua
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var owed = await node.OwedAsync(cancel);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(owed);
                return 0;
            }

            if (owed.Length == 0)
            {
                Console.WriteLine("Nothing is owed.");
                return 0;
            }

            var exercise = node.Self.IsExercise;
            if (exercise)
                Console.WriteLine("EXERCISE\n");
            var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
            table.AddColumn("due (UTC)").AddColumn("by").AddColumn("what").AddColumn("about").AddColumn("asked again");
            foreach (var one in owed.OrderBy(o => o.Owes != node.Self.Value).ThenBy(o => o.Due))
                table.AddRow(new Markup($"{one.Due[..19].Replace('T', ' ')}Z{(one.Overdue ? " [red]OVERDUE[/]" : "")}"), new Text(one.Owes), new Text(What(one)), new Text(About(one)), new Text(Asked(one)));
            AnsiConsole.Write(table);
            if (exercise)
                Console.WriteLine("\nEXERCISE");
            return 0;
        });
        return command;
    }

    private static string What(OwedMessage owed) => owed.What switch
    {
        "answer" => $"an answer to {string.Join(", ", owed.Open)}",
        "word" => "the next word",
        "header" => "its header of the sealed exchange",
        "fields" => "the fields that it announced",
        _ => "that an officer reads",
    };

    private static string About(OwedMessage owed) =>
        $"{(owed.Precedence is "flash" or "immediate" ? owed.Precedence.ToUpperInvariant() + " " : "")}{owed.Author} number {owed.Number} on {owed.Channel}{(owed.Subject is null ? "" : $", {owed.Subject}")}";

    private static string Asked(OwedMessage owed) => owed.AskedAgain switch
    {
        0 => "",
        var times => $"{times} {(times == 1 ? "time" : "times")}{(owed.AskedNext is { } next ? $", next {next[..19].Replace('T', ' ')}Z" : ", no more")}",
    };
}
