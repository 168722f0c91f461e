using System.CommandLine;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Cli.Keys;

internal static class KeyCommand
{
    public static Command Create() => new("key", """
        Make a root key where it is to stay; take a private key off the node, or put one under a passphrase.

        Example: parley key move ./by/keys/root.key /media/stick/root.key
        """) { Make(), Move(), Show() };

    private static Command Make()
    {
        var where = new Argument<string>("where") { Description = $"A new file, or a key that is not there yet in a token: {TokenUri.Scheme}token=LABEL;object=NAME?module-path=LIBRARY." };
        var party = new Option<string>("--party") { Description = "The party whose root key it is.", Required = true };
        var bare = new Option<bool>("--no-passphrase") { Description = "Write a file without a passphrase." };
        var command = new Command("make", """
            Make a root key on the medium, or in the token, where it is to stay, before 'parley init --root-key' makes the node. A file gets a passphrase, which is
            asked for or read from a pipe; so is a token's PIN. A token makes the key itself and does not give it out: there is no copy, and its loss is the loss
            of the key.

            Example: parley key make /media/stick/root.key --party BY
            Example: parley key make 'pkcs11:token=by;object=root?module-path=/usr/lib/softhsm/libsofthsm2.so' --party BY
            """) { where, party, bare, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var (place, id) = (parsed.GetValue(where)!, parsed.GetValue(party)!);
            if (!PartyId.TryParse(id, out var self))
                throw new CommandFailure($"'{id}' is not a party id: 2 to 16 upper-case letters and digits, after X- for an exercise");
            using var passphrase = RootKey.IsInToken(place) || parsed.GetValue(bare) ? null : Passphrase.New(CardHistory.RootName(self));
            using IRootKey key = RootKey.IsInToken(place)
                ? TokenKey.Create(TokenUri.Parse(place), self, Crypto.Provider, Passphrase.AskPin)
                : KeyFile.Create(Path.GetFullPath(place), CardHistory.RootName(self), Crypto.Provider, passphrase);
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { name = CardHistory.RootName(self), @public = key.Public.ToString(), place });
            else
                Console.WriteLine($"{CardHistory.RootName(self)} {key.Public} is in {place}. Next: parley init DIRECTORY --party {self} --root-key '{place}'");
            return Task.FromResult(0);
        });
        return command;
    }

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
        var where = new Argument<string>("where") { Description = $"The key's file, or its place in a token: {TokenUri.Scheme}…." };
        var command = new Command("show", """
            Say whose key a file holds, and its public half; of a key in a token, its public half.

            Example: parley key show /media/stick/root.key
            """) { where, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            using var key = RootKey.Open(parsed.GetValue(where)!);
            var name = key.ToString()!;
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { name, @public = key.Public.ToString() });
            else
                Console.WriteLine($"{name} {key.Public}");
            return Task.FromResult(0);
        });
        return command;
    }
}
