using System.CommandLine;
using Parley.Channels.Storage;
using Parley.Cli.Archives;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class AuditCommand
{
    public static Command Create() => new("audit", """
        Read and check the trail of what officers did at the console.

        Example: parley audit verify --node ./by
        """) { Show(), Checkpoint(), Verify() };

    private static Command Show()
    {
        var last = new Option<int>("--last") { Description = "How many acts, from the latest back. Default: 50.", DefaultValueFactory = _ => 50 };
        var command = new Command("show", """
            Show the latest acts, newest first. The trail never holds what a record or a draft says.

            Example: parley audit show --last 20 --node ./by
            """) { last, Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) => OfficerCommand.Opened(parsed.GetValue(Terminal.NodeOption)!, (_, book, _) =>
        {
            var acts = book.Latest(Math.Clamp(parsed.GetValue(last), 1, 100_000));
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(acts.Select(a => new { a.Index, a.Act.At, a.Act.By, a.Act.As, a.Act.Session, a.Act.What, a.Act.About, a.Act.Detail }));
                return;
            }

            foreach (var (index, act) in acts)
                Console.WriteLine(Terminal.Plain($"{index,6}  {act.At.UtcDateTime:yyyy-MM-dd HH:mm:ss'Z'}  {act.By,-16} {act.What,-22} {act.About} {act.Detail}"));
        }));
        return command;
    }

    private static Command Checkpoint()
    {
        var command = new Command("checkpoint", """
            Write the trail's signed checkpoint, for an auditor to keep elsewhere: from then on nothing before it changes unseen.

            Example: parley audit checkpoint --node ./by > /media/auditor/by-audit.txt
            """) { Terminal.NodeOption };
        command.Run((parsed, _) => OfficerCommand.Opened(parsed.GetValue(Terminal.NodeOption)!, (_, book, _) => Console.Write(book.Checkpoint ?? throw new CommandFailure("nobody has done anything yet"))));
        return command;
    }

    private static Command Verify()
    {
        var kept = new Option<FileInfo?>("--checkpoint") { Description = "A checkpoint that was kept elsewhere ('parley audit checkpoint')." };
        var command = new Command("verify", """
            Check that every act stands in the trail under the node's signed checkpoint, and under an earlier one that was kept elsewhere.

            Example: parley audit verify --checkpoint /media/auditor/by-audit.txt --node ./by
            """) { kept, Terminal.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            var directory = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var configuration = NodeConfiguration.Read(directory.Path);
            var self = PartyId.Parse(configuration.Party);
            var earlier = parsed.GetValue(kept) is { } file ? await File.ReadAllBytesAsync(file.FullName, cancel) : null;
            using var database = new NodeDatabase(directory, configuration);
            using IDeskStore desk = database.OpenDesk();
            if (!AuditCheck.Run(desk, self, [.. RecordSource.Cards(database.Archive)[self].NodeKeys()], Crypto.Provider, earlier).Try(out var checkpoint, out var fault))
                throw new CommandFailure($"the audit trail does not hold ({fault.Rule}): {fault.Detail}");
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { acts = checkpoint.Size.Value, root = checkpoint.Root.ToString(), earlier = earlier is not null });
            else
                Console.WriteLine($"{checkpoint.Size} acts, all under the checkpoint that {self}'s node signed{(earlier is null ? "" : ", and none before the one that was kept was changed")}.");
            return 0;
        });
        return command;
    }
}
