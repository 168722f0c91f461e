using System.CommandLine;

namespace Parley.Cli.Lines;

internal static class SelfTestCommand
{
    public static Command Create()
    {
        var command = new Command("selftest", """
            Test this node itself now: do its keys fit its card, does its disk take what is written, has its clock leapt, does its
            bearer answer under its key, and does its own last record come back sealed, opened and known. Exit code 1 where not.

            Example: parley selftest --node ./by
            """) { Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var result = await node.SelfTestAsync(cancel);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(result);
            else
                Console.WriteLine(result.Good ? $"This node is well ({result.At[..19].Replace('T', ' ')}Z)." : string.Join('\n', result.Faults.Select(f => $"FAULT  {Terminal.Plain(f)}")));
            return result.Good ? 0 : 1;
        });
        return command;
    }
}
