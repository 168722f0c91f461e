using System.CommandLine;
using Spectre.Console;

namespace Parley.Cli.Lines;

internal static class LineCommand
{
    public static Command Create()
    {
        var channel = new Argument<string?>("channel") { Description = "One channel; none: all of them.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("line", """
            Say why nothing comes from whom, from evidence: own fault; the way there, or their node; their node is up and the desk does not
            read; refused; or cannot tell, which is the default. Each with since when and what was tried. Exit code 1 where
            somebody is silent.

            Example: parley line by-ua.border --node ./by
            """) { channel, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var lines = (await node.LinesAsync(cancel)).Where(l => parsed.GetValue(channel) is not { } one || l.Channel == one).ToArray();
            if (parsed.GetValue(channel) is { } named && lines.Length == 0)
                throw new CommandFailure($"no channel {named} is open here; 'parley channel list' shows what there is");
            var silent = lines.Any(l => l.Cause != "none");
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(lines);
                return silent ? 1 : 0;
            }

            foreach (var line in lines)
            {
                AnsiConsole.MarkupLine($"{Markup.Escape(line.Channel)}  [bold]{Markup.Escape(line.Member)}[/]  [{Colour(line.Cause)}]{Words(line.Cause)}[/]{(line.Since is { } since ? $" since {since[..19].Replace('T', ' ')}Z" : "")}");
                Console.WriteLine($"    {Terminal.Plain(line.Text)}");
                foreach (var tried in line.Tried)
                    Console.WriteLine($"    · {Terminal.Plain(tried)}");
            }

            return silent ? 1 : 0;
        });
        return command;
    }

    /// <summary>A cause in words; loud where it is this side's own.</summary>
    internal static string Words(string cause) => cause switch
    {
        "none" => "no silence",
        "own-fault" => "OWN FAULT",
        "path-or-node" => "the way there, or their node",
        "desk-not-reading" => "their node is up, the desk does not read",
        "refused" => "refused",
        _ => "cannot tell",
    };

    private static string Colour(string cause) => cause switch
    {
        "none" => "green",
        "own-fault" => "red",
        "path-or-node" or "desk-not-reading" or "refused" => "yellow",
        _ => "default",
    };
}
