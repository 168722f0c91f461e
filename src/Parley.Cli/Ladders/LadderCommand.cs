using System.CommandLine;

namespace Parley.Cli.Ladders;

internal static class LadderCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "The record's id." };
        var command = new Command("ladder", """
            Draw how far a record has come with each member: queued, sent, delivered, read, shown to the principal, understood,
            answered, adequate; what was declined, and how each of its questions stands. Each rung is its maker's claim.

            Example: parley ladder 3f1c… --node ./by
            """) { record, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var shown = await node.RecordAsync(parsed.GetValue(record)!, cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { shown.Id, shown.Author, shown.Number, shown.Form, shown.Ladder, shown.Questions, shown.Members });
            else
                LadderDrawing.Print(shown);
            return 0;
        });
        return command;
    }
}
