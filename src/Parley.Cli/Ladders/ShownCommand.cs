using System.CommandLine;
using Parley.Cli.Commands;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Ladders;

internal static class ShownCommand
{
    public static Command Create()
    {
        var records = new Argument<string[]>("record") { Description = "Records, by id.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Whom they were shown to: an office, not a name that must not be told." };
        var officer = new Option<string>("--officer") { Description = "The officer who showed them.", Required = true };
        var command = new Command("shown", """
            State, over an officer's signature, that records were shown to the principal: whoever can decide.

            Example: parley shown 3f1c… --to "the minister" --officer duty-1 --node ./ua
            """) { records, to, officer, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var shown = new List<RecordMessage>();
            foreach (var id in parsed.GetValue(records)!)
                shown.Add(await node.RecordAsync(id, cancel));
            if (shown.FirstOrDefault(r => r.Author == node.Self.Value) is { } own)
                throw new CommandFailure($"record {own.Id} is {node.Self}'s own: only what others said is shown to the principal");
            Field[] more = parsed.GetValue(to) is { } principal ? [new Field("shown-to", principal)] : [];
            var receipts = new List<SubmittedMessage>();
            foreach (var receipt in await ReadCommand.ReceiptsAsync(node, shown, cancel, FormId.ShownReceipt, more))
                receipts.Add(await node.SubmitAsync(receipt.Sign(node.Directory, null, parsed.GetValue(officer)!, Crypto.Provider), cancel));
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { shown = shown.Select(r => r.Id), receipts });
            else
                Console.WriteLine($"{shown.Count} {(shown.Count == 1 ? "record" : "records")} stated as shown{(parsed.GetValue(to) is { } whom ? $" to {Terminal.Plain(whom)}" : "")}.");
            return 0;
        });
        return command;
    }
}
