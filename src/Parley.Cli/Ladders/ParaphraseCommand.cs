using System.CommandLine;
using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Ladders;

internal static class ParaphraseCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "The record, by id." };
        var text = new Option<string>("--text") { Description = "What was understood, in your own words; '-' reads it from standard input.", Required = true };
        var command = new Command("paraphrase", """
            Send back what was understood, in your own words. Whoever wrote the record confirms or corrects it; only a confirmed
            paraphrase counts as understood.

            Example: parley paraphrase 3f1c… --text "You say that nobody was hurt and that the cause is open." --released-by duty-1 --node ./ua
            """) { record, text };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var id = parsed.GetValue(record)!;
            return await AboutRecord.SayAsync(node, parsed, id, FormId.Paraphrase,
                [new Field(ClaimReader.RecordField, id), new Field(ClaimReader.TextField, await AboutRecord.TextAsync(parsed.GetValue(text)!, cancel))], cancel);
        });
        return command;
    }

    /// <summary><c>parley confirm</c>.</summary>
    public static Command CreateConfirm()
    {
        var paraphrase = new Argument<string>("paraphrase") { Description = "The paraphrase of a record of this party, by id." };
        var command = new Command("confirm", """
            Confirm a paraphrase: this is what was meant.

            Example: parley confirm 77a0… --released-by duty-1 --node ./by
            """) { paraphrase };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            return await WordAsync(node, parsed, parsed.GetValue(paraphrase)!, null, cancel);
        });
        return command;
    }

    /// <summary><c>parley correct</c>.</summary>
    public static Command CreateCorrect()
    {
        var paraphrase = new Argument<string>("paraphrase") { Description = "The paraphrase of a record of this party, by id." };
        var text = new Option<string>("--text") { Description = "What was meant; '-' reads it from standard input.", Required = true };
        var command = new Command("correct", """
            Correct a paraphrase: say what was meant. The other side may paraphrase again.

            Example: parley correct 77a0… --text "We did not say that the cause is known." --released-by duty-1 --node ./by
            """) { paraphrase, text };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            return await WordAsync(node, parsed, parsed.GetValue(paraphrase)!, await AboutRecord.TextAsync(parsed.GetValue(text)!, cancel), cancel);
        });
        return command;
    }

    private static async Task<int> WordAsync(NodeClient node, ParseResult parsed, string paraphrase, string? correction, CancellationToken cancel)
    {
        var said = await node.RecordAsync(paraphrase, cancel);
        if (said.Form != FormId.Paraphrase.Value || said.About.Count != 1)
            throw new CommandFailure($"record {paraphrase} is no paraphrase but {said.Form}; 'parley ladder RECORD' shows the paraphrases of a record");
        List<Field> fields = [new(ClaimReader.RecordField, said.About[0]), new(ClaimReader.ParaphraseField, said.Id)];
        if (correction is not null)
            fields.Add(new Field(ClaimReader.TextField, correction));
        return await AboutRecord.SayAsync(node, parsed, paraphrase, correction is null ? FormId.ParaphraseConfirmed : FormId.ParaphraseCorrected, fields, cancel);
    }
}
