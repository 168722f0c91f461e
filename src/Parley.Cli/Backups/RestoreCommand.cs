using System.CommandLine;
using Parley.Cli.Keys;
using Parley.Node;
using Parley.Node.Backups;
using Parley.Node.Keys;
using Parley.Records.Text;
using Spectre.Console;

namespace Parley.Cli.Backups;

internal static class RestoreCommand
{
    public static Command Create()
    {
        var directory = new Argument<DirectoryInfo>("directory") { Description = "A new directory for the node." };
        var from = new Option<FileSystemInfo>("--from") { Description = "The directory with the parts of the backup: the latest set is taken. Or one part: the set up to it.", Required = true };
        var key = new Option<FileInfo>("--key") { Description = "The private half of the backup key.", Required = true };
        var rootKey = RootKey.Option("The restored node is declared at once. Without it the node does not start before 'parley restart'.");
        var command = new Command("restore", """
            Put a node back from a backup, on a bare machine: this command, then 'parley serve'. The node is declared as restored under the root
            key. It gets back from the other members what it may have forgotten, and says nothing before; their watches are told. What does not open, was
            cut off, changed or put in the place of another leaves nothing behind.

            Example: parley restore ./by --from /srv/backup/by --key /media/stick/backup.key --root-key /media/stick/root.key
            """) { directory, from, key, rootKey, Terminal.JsonOption };
        command.Run((parsed, cancel) =>
        {
            var place = new NodeDirectory(parsed.GetValue(directory)!.FullName);
            var set = BackupSet.Find(parsed.GetValue(from)!.FullName);
            var root = parsed.GetValue(rootKey);
            using var privateKey = KeyFile.Read(parsed.GetValue(key)!.FullName, Crypto.Provider, Passphrase.Ask);
            // Asked for before the bar is drawn, and before long work: a wrong one is found out at once.
            using var rootKeyRead = root is null ? null : RootKey.Open(root);
            var incarnation = 0L;
            Terminal.Error.Progress().Start(progress =>
            {
                var task = progress.AddTask("backup");
                NodeRestore.Run(set, place, privateKey, rootKeyRead is null ? null : half => incarnation = NextCard.Restart(half, rootKeyRead, Crypto.Provider, TimeProvider.System).Incarnation,
                    Crypto.Provider, TimeProvider.System, (done, of) => (task.Value, task.MaxValue) = (done, of), cancel);
            });
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { party = set.Last.Party.Value, directory = place.Path, set = set.Last.Set, part = set.Last.Part, made = Times.ToText(set.Last.Made), declared = root is not null, incarnation });
                return Task.FromResult(0);
            }

            Console.WriteLine($"{set.Last.Party} is in {place.Path} as it was at {Times.ToText(set.Last.Made).Replace('T', ' ')}.");
            Console.WriteLine(root is null
                ? $"It does not start before it is declared: parley restart --node {parsed.GetValue(directory)} --root-key FILE"
                : $"It opens incarnation {incarnation}. Start it: {Terminal.StartOf($"{parsed.GetValue(directory)}")}");
            return Task.FromResult(0);
        });
        return command;
    }
}
