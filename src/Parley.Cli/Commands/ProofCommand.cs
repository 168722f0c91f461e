using System.CommandLine;

namespace Parley.Cli.Commands;

internal static class ProofCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "The record's id." };
        var output = new Option<FileInfo>("--out") { Description = "Write the proof to this file. Default: standard output." };
        var command = new Command("proof", """
            Write the proof that a record stands in this node's ledger, under a head that the other members cosigned: a C2SP tlog-proof
            that 'parley verify' checks anywhere. The cosignatures bound when it was there at the latest.

            Example: parley proof 3f1c… --out entry.tlog-proof --node ./by
            """) { record, output, Terminal.NodeOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var text = await node.ProofAsync(parsed.GetValue(record)!, cancel);
            if (parsed.GetValue(output) is { } file)
                await File.WriteAllTextAsync(file.FullName, text, cancel);
            else
                Console.Write(text);
            return 0;
        });
        return command;
    }
}
