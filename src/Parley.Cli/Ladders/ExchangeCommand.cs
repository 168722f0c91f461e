using System.CommandLine;
using Spectre.Console;

namespace Parley.Cli.Ladders;

internal static class ExchangeCommand
{
    public static Command Create()
    {
        var command = new Command("exchange", """
            Show the sealed exchanges: whose header is in, whose fields are, and who is in breach. 'parley send' with --reveal-by takes
            part in one.

            Example: parley exchange --node ./in
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var exchanges = await node.ExchangesAsync(cancel);
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(exchanges);
                return 0;
            }

            if (node.Self.IsExercise)
                Console.WriteLine("EXERCISE\n");
            Console.WriteLine("This is no fair exchange. All commit to their fields before any are shown; yet whoever reveals last has seen the\nothers' and may keep back his own. He is then in breach, and it is recorded here.\n");
            foreach (var exchange in exchanges)
            {
                var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
                table.Title = new TableTitle(Markup.Escape($"{exchange.Subject} on {exchange.Channel}: {(exchange.AllHeadersIn ? "every header is in" : "headers are missing")}"));
                table.AddColumn("party").AddColumn("state").AddColumn("header in (UTC)").AddColumn("everything by (UTC)");
                foreach (var part in exchange.Parts)
                    table.AddRow(new Text(part.Party), new Markup(State(part.State)), new Text(Time(part.HeaderAt)), new Text(Time(part.RevealBy)));
                AnsiConsole.Write(table);
            }

            if (exchanges.Length == 0)
                Console.WriteLine("There is none.");
            if (node.Self.IsExercise)
                Console.WriteLine("\nEXERCISE");
            return 0;
        });
        return command;
    }

    private static string State(string state) => state switch
    {
        "revealed" => "[green]revealed[/]",
        "header" => "header is in",
        "breach" => "[red]IN BREACH: has not revealed[/]",
        "overdue" => "[yellow]no header in time[/]",
        _ => "[grey]no header yet[/]",
    };

    private static string Time(string? at) => at is null ? "" : $"{at[..19].Replace('T', ' ')}Z";
}
