using System.CommandLine;
using Parley.Cli.Verification;
using Parley.Node;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class ArchiveCommand
{
    public static Command Create()
    {
        var target = new Argument<DirectoryInfo>("directory") { Description = "A new directory for the archive." };
        var command = new Command("archive", """
            Write a node's records, cards, policies and ledgers as plain files, which 'parley verify' checks anywhere. The
            node may be running.

            Example: parley archive ./archive-by --node ./by
            """) { target, Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var directory = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var count = Terminal.Error.Progress().Start(progress =>
            {
                var task = progress.AddTask("records");
                return ArchiveWriter.Write(directory, parsed.GetValue(target)!.FullName, Crypto.Provider, (done, all) =>
                {
                    task.MaxValue = Math.Max(1, all);
                    task.Value = done;
                });
            });
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { records = count, directory = parsed.GetValue(target)!.FullName });
            else
                Console.WriteLine($"{count} records are in {parsed.GetValue(target)}. Check them with: parley verify {parsed.GetValue(target)}");
            return Task.FromResult(0);
        });
        return command;
    }
}
