using System.CommandLine;
using Parley.Cli.Keys;
using Parley.Node;
using Parley.Node.Keys;
using Parley.Node.Backups;
using Parley.Records.Text;
using Spectre.Console;

namespace Parley.Cli.Backups;

internal static class BackupCommand
{
    public static Command Create()
    {
        var to = new Option<DirectoryInfo>("--to") { Description = "The directory to write into, best on another machine or medium. Default: 'backup' in node.yaml." };
        var key = new Option<FileInfo>("--key") { Description = "The public half of the backup key. Default: 'backup' in node.yaml." };
        var full = new Option<bool>("--full") { Description = "Begin a new set with everything, rather than adding what changed." };
        var command = new Command("backup", """
            Back the node up, while it runs or not: its store as it is at this moment, and every file beside it but the root key, sealed to a key
            whose private half is elsewhere. The first part of a set holds everything, each later one what changed since.

            Example: parley backup --node ./by --to /srv/backup/by --key backup.pub
            """) { to, key, full, Terminal.NodeOption, Terminal.JsonOption };
        command.Add(Key());
        command.Run((parsed, cancel) =>
        {
            var directory = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var configured = NodeConfiguration.Read(directory.Path).Backup;
            var destination = parsed.GetValue(to)?.FullName ?? (configured is null ? null : Path.Combine(directory.Path, configured.To))
                ?? throw new CommandFailure("say where to with --to, or give the key 'backup' in node.yaml");
            var publicKey = parsed.GetValue(key)?.FullName ?? (configured is null ? null : Path.Combine(directory.Path, configured.Key))
                ?? throw new CommandFailure("give the public half of the backup key with --key, or the key 'backup' in node.yaml; 'parley backup key' makes a pair");
            var made = Terminal.Error.Progress().Start(progress =>
            {
                var task = progress.AddTask("store");
                return NodeBackup.Make(directory, destination, BackupKey.Read(publicKey), parsed.GetValue(full), Crypto.Provider, TimeProvider.System,
                    (done, of) => (task.Value, task.MaxValue) = (done, of), cancel);
            });
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { path = made.Path, set = made.Header.Set, part = made.Header.Part, made = Times.ToText(made.Header.Made), key = made.Header.Key, bytes = made.Bytes, pages = made.Pages, ofPages = made.OfPages, files = made.Files, newSet = made.Why, leftOut = made.LeftOut });
            else
                Console.WriteLine($"{made.Path}: part {made.Header.Part}, {made.Bytes} bytes, {made.Pages} of {made.OfPages} pages of the store and {made.Files} files{(made.Why is { } why ? $"; a new set, for {why}" : "")}");
            foreach (var link in made.LeftOut)
                Console.Error.WriteLine($"parley: {Terminal.Plain(link)} is a link, or the root key, and is not in the backup");
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Key()
    {
        var file = new Argument<FileInfo>("file") { Description = "Where the private half goes: onto a medium that is kept away from the node." };
        var publicFile = new Option<FileInfo>("--public") { Description = "Where the public half goes; it is no secret.", DefaultValueFactory = _ => new FileInfo("backup.pub") };
        var bare = new Option<bool>("--no-passphrase") { Description = "Write the private half without a passphrase: whoever gets hold of it and of a backup has the node." };
        var command = new Command("key", """
            Make the pair of keys that backups are sealed to and opened with. The passphrase of the private half is asked for, or read from a pipe.
            Without the private half no backup opens: keep a second copy of it elsewhere.

            Example: parley backup key /media/stick/backup.key --public ./by/backup.pub
            """) { file, publicFile, bare, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var path = parsed.GetValue(publicFile)!.FullName;
            if (File.Exists(path))
                throw new CommandFailure($"{path} is there already, and nothing is ever overwritten");
            using var passphrase = parsed.GetValue(bare) ? null : Passphrase.New("the backup key");
            var key = BackupKey.Create(parsed.GetValue(file)!.FullName, passphrase, Crypto.Provider);
            PrivateFile.WriteOpen(path, key.ToString());
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { id = key.Id, @public = path, @private = parsed.GetValue(file)!.FullName });
            else
                Console.WriteLine($"Backup key {key.Id}: its public half is in {path}, its private half in {parsed.GetValue(file)!.FullName}. Keep that away from the node, and a second copy elsewhere.");
            return Task.FromResult(0);
        });
        return command;
    }
}
