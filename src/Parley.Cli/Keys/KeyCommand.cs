using System.CommandLine;
using Parley.Node.Keys;

namespace Parley.Cli.Keys;

internal static class KeyCommand
{
    public static Command Create() => new("key", """
        Take a private key off the node, or put one under a passphrase.

        Example: parley key move ./by/keys/root.key /media/stick/root.key
        """) { Move(), Show() };

    private static Command Move()
    {
        var from = new Argument<FileInfo>("from") { Description = "The key's file." };
        var to = new Argument<FileInfo>("to") { Description = "Where it goes: a new file, on a medium that is kept away from the node." };
        var bare = new Option<bool>("--no-passphrase") { Description = "Write it without a passphrase." };
        var keep = new Option<bool>("--keep") { Description = "Leave the file where it is: a second copy." };
        var command = new Command("move", """
            Write a key to another file, under a passphrase that is asked for or read from a pipe; read it back; and only then overwrite and remove the
            first file. A disk may keep what was overwritten: make a root key where it is to stay, or move it before the node has a peer.

            Example: parley key move ./by/keys/root.key /media/stick/root.key
            """) { from, to, bare, keep, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (source, target) = (parsed.GetValue(from)!.FullName, parsed.GetValue(to)!.FullName);
            using var key = KeyFile.Read(source, Crypto.Provider, Passphrase.Ask);
            using (var passphrase = parsed.GetValue(bare) ? null : Passphrase.New(key.Name))
            {
                key.WriteTo(target, passphrase);
                using var again = KeyFile.Read(target, Crypto.Provider, (_, _) => passphrase!.Clone());
                if (!again.Public.Equals(key.Public))
                    throw new IOException($"{target} does not read back as it was written: the medium is bad. {source} is left as it is.");
            }

            if (!parsed.GetValue(keep))
                PrivateFile.Remove(source);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { name = key.Name, @public = key.Public.ToString(), file = target, removed = !parsed.GetValue(keep) });
            else
                Console.WriteLine($"{key.Name} is in {target}{(parsed.GetValue(keep) ? "" : $"; {source} is gone")}.");
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Show()
    {
        var file = new Argument<FileInfo>("file") { Description = "The key's file." };
        var command = new Command("show", """
            Say whose key a file holds, and its public half.

            Example: parley key show /media/stick/root.key
            """) { file, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            using var key = KeyFile.Read(parsed.GetValue(file)!.FullName, Crypto.Provider, Passphrase.Ask);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { name = key.Name, @public = key.Public.ToString() });
            else
                Console.WriteLine($"{key.Name} {key.Public}");
            return Task.FromResult(0);
        });
        return command;
    }
}
