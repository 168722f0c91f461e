using System.CommandLine;
using System.Globalization;

namespace Parley.Cli.Commands;

internal static class EvidenceCommand
{
    public static Command Create()
    {
        var number = new Argument<int?>("number") { Description = "Which one to write. Default: list all.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<FileInfo>("--out") { Description = "Write it to this file. Default: standard output." };
        var command = new Command("evidence", """
            List the evidence that this node keeps of parties that lied: one number given to two records, a chain that forks, a ledger
            that was not continued, two ledgers of one size. Or write one as a file that shows it by itself.

            Example: parley evidence --node ./by
            Example: parley evidence 1 --out ua.evidence --node ./by
            """) { number, output, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            if (parsed.GetValue(number) is { } which)
            {
                var bytes = await node.EvidenceAsync(which, cancel);
                if (parsed.GetValue(output) is { } file)
                {
                    await File.WriteAllBytesAsync(file.FullName, bytes, cancel);
                    Console.WriteLine($"Check it with: parley verify {file.Name}");
                }
                else
                {
                    using var standard = Console.OpenStandardOutput();
                    await standard.WriteAsync(bytes, cancel);
                }

                return 0;
            }

            var list = await node.EvidenceListAsync(cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(list);
            else if (list.Length == 0)
                Console.WriteLine("There is none.");
            foreach (var one in parsed.GetValue(Terminal.JsonOption) ? [] : list)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Number,3}  {one.Party,-10}{one.Kind,-18}{one.Channel}"));
            return 0;
        });
        return command;
    }
}
