using System.CommandLine;
using System.Text;
using Parley.Records;
using Parley.Records.Fields;
using Spectre.Console;

namespace Parley.Cli.Ladders;

internal static class ExchangeCommand
{
    public static Command Create()
    {
        var command = new Command("exchange", """
            Show the sealed exchanges: whose header is in, whose fields are, and who is in breach. 'parley send' with --reveal-by takes
            part in one, and 'parley exchange withdraw' leaves it while a header is missing.

            Example: parley exchange --node ./in
            """) { Terminal.NodeOption, Terminal.JsonOption, CreateWithdraw() };
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

    private static Command CreateWithdraw()
    {
        var header = new Argument<string>("header") { Description = "This party's header in the exchange, by its record's id." };
        var reason = new Option<string>("--reason") { Description = "Why, where it is to be said." };
        var command = new Command("withdraw", """
            Take this party's header of a sealed exchange back, by a signed record, while a header of another party is missing here: nothing is
            revealed then, and it is no breach. Once every header is here, the others may have revealed, and it is too late.

            Example: parley exchange withdraw 3f1c… --reason "the list is being checked" --drafted-by mfa-1 --released-by mfa-2 --node ./in
            """) { header, reason };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var own = Record.Parse(Encoding.UTF8.GetBytes(await node.RecordBytesAsync(parsed.GetValue(header)!, cancel))).OrThrow();
            List<Field> fields = [new("header", own.Id.ToString())];
            if (parsed.GetValue(reason) is { } why)
                fields.Add(new Field("reason", why));
            return await AboutRecord.SayAsync(node, parsed, own.Id.ToString(), FormId.ExchangeWithdrawal, fields, cancel, own.Content.To);
        });
        return command;
    }

    private static string State(string state) => state switch
    {
        "revealed" => "[green]revealed[/]",
        "header" => "header is in",
        "withdrawn" => "[yellow]withdrawn before every header was in[/]",
        "breach" => "[red]IN BREACH: has not revealed[/]",
        "overdue" => "[yellow]no header in time[/]",
        _ => "[grey]no header yet[/]",
    };

    private static string Time(string? at) => at is null ? "" : $"{at[..19].Replace('T', ' ')}Z";
}
