using System.CommandLine;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Packs;
using Parley.Node;
using Parley.Node.Instruments;
using Parley.Node.Keys;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Verification;

namespace Parley.Cli.Commands;

internal static class PackCommand
{
    public static Command Create() => new("pack", """
        Packs: instruments as data. packs/README.md teaches how to write one.

        Example: parley pack check ./packs/border-incident
        """) { Check(), List(), Sign() };

    private static Command Check()
    {
        var paths = new Argument<string[]>("path") { Description = "Packs: files, or directories with pack.yaml in them. None: all that come with Parley.", Arity = ArgumentArity.ZeroOrMore };
        var cards = new Option<string[]>("--card") { Description = "The card of the party whose signature a pack should carry; may be repeated.", DefaultValueFactory = _ => [] };
        var command = new Command("check", """
            Check packs: every fault is named with its line and what to do. Exit code 1 where there is one. A pack that carries a
            signature (pack.sig) is checked against the party's card.

            Example: parley pack check ./packs/border-incident
            Example: parley pack check ./packs/border-incident --card by.card.txt --json
            """) { paths, cards, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var files = Files(parsed.GetValue(paths)!).ToArray();
            var trust = new Trust(Crypto.Provider, TimeProvider.System.GetUtcNow());
            foreach (var card in parsed.GetValue(cards)!)
            {
                if (trust.AddCard(File.ReadAllBytes(card)) is { } unread)
                    throw new CommandFailure($"{card}: {unread}");
            }

            var results = files.Select(file => (File: file, Pack: PackLibrary.ReadFile(file, out var faults), Faults: faults)).Select(r => (r.File, r.Pack, r.Faults, Signed: r.Pack is null ? null : Signature(r.File, r.Pack, trust))).ToArray();
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(results.Select(r => new
                {
                    path = r.File, good = r.Pack is not null && r.Signed!.Good, pack = r.Pack?.Name, version = r.Pack?.Version, hash = r.Pack?.Hash.ToString(),
                    level = r.Pack?.Level.ToString().ToLowerInvariant(), signature = r.Signed?.Text, faults = r.Faults,
                }));
            }
            else
            {
                foreach (var result in results)
                    Print(result.File, result.Pack, result.Faults, result.Signed);
            }

            return Task.FromResult(results.All(r => r.Pack is not null && r.Signed!.Good) ? 0 : 1);
        });
        return command;
    }

    private static void Print(string file, Pack? pack, IReadOnlyList<Records.Fault> faults, PackSignature? signed)
    {
        if (pack is null)
        {
            Console.WriteLine(Terminal.Plain($"{file}: {faults.Count} fault{(faults.Count == 1 ? "" : "s")}"));
            foreach (var fault in faults)
                Console.WriteLine(Terminal.Plain($"  line {fault.Line}: {fault.Detail} [{fault.Rule}]"));
            return;
        }

        Console.WriteLine(Terminal.Plain($"{file}: good. {pack.Name} {pack.Version}, level {pack.Level.ToString().ToLowerInvariant()}: {pack.Parties.Count} parties, {pack.Provisions.Count} provisions, {pack.Forms.Count} forms, {pack.Obligations.Count} obligations, {pack.Acts.Count} acts"));
        Console.WriteLine($"  sha256 {pack.Hash}");
        Console.WriteLine(Terminal.Plain($"  {signed!.Text}"));
        var unread = pack.Provisions.Count(p => !p.OfficialTextRead);
        if (unread > 0)
            Console.WriteLine($"  {unread} of {pack.Provisions.Count} provisions are from other sources than the official text, and are shown so");
        var languages = Labels.Languages.Where(l => pack.Forms.Count > 0 && !pack.IsReviewed(l)).ToArray();
        if (languages.Length > 0)
            Console.WriteLine($"  labels that no speaker has reviewed: {string.Join(", ", languages)}");
    }

    private static Command List()
    {
        var command = new Command("list", """
            List the packs with version, level and hash: two parties compare these before they rely on a pack. With an archive or a node,
            the versions that others have used are compared with those here.

            Example: parley pack list
            Example: parley pack list --node ./by
            """) { PackOption.Packs, RecordSource.ArchiveOption, RecordSource.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var library = PackOption.Library(parsed);
            var used = (RecordSource.Read(parsed) ?? [])
                .Select(r => (Party: r.Record.Content.Author, Stamp: r.Record.Fields[Parley.Instruments.Forms.FormCheck.PackField]))
                .Where(u => u.Stamp is not null).Distinct().ToArray();
            (Records.PartyId Party, string Stamp)[] Others(Pack pack) => [.. used.Where(u => u.Stamp!.StartsWith(pack.Name + " ", StringComparison.Ordinal) && u.Stamp != pack.Stamp).Select(u => (u.Party, u.Stamp!)).OrderBy(u => u.Party)];
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(library.Packs.Select(p => new { pack = p.Name, version = p.Version, level = p.Level.ToString().ToLowerInvariant(), hash = p.Hash.ToString(), title = p.Title.In("en"), others = Others(p) is { Length: > 0 } others ? others.Select(o => new { party = o.Party.Value, pack = o.Stamp }) : null }));
            else
            {
                foreach (var pack in library.Packs)
                    Console.WriteLine(Terminal.Plain($"{pack.Name,-26}{pack.Version,-8}{pack.Level.ToString().ToLowerInvariant(),-8}{pack.Hash.ToString()[..16]}  {pack.Title.In("en")}"));
                foreach (var (pack, other) in library.Packs.SelectMany(p => Others(p).Select(o => (p, o))))
                    Console.WriteLine(Terminal.Plain($"DIFFERENT    {other.Party} fills in forms under '{other.Stamp}'; here is '{pack.Stamp}'. Compare the two before you rely on a deadline."));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Sign()
    {
        var path = new Argument<string>("path") { Description = "The pack: a file, or a directory with pack.yaml in it." };
        var command = new Command("sign", """
            Sign a pack with a node's key: writes pack.sig beside it. Whoever changes the pack afterwards breaks the signature.

            Example: parley pack sign ./packs/border-incident --node ./by
            """) { path, Terminal.NodeOption };
        command.Run((parsed, _) =>
        {
            var file = Files([parsed.GetValue(path)!]).Single();
            if (PackLibrary.ReadFile(file, out var faults) is not { } pack)
                throw new CommandFailure($"a pack with faults is not signed: {faults[0]}. All its faults: parley pack check {file}");
            var node = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            if (!File.Exists(node.NodeKey))
                throw new CommandFailure($"there is no node in {node.Path}: its key {node.NodeKey} is missing");
            using var key = KeyFile.Read(node.NodeKey, Crypto.Provider);
            var target = PackSignature.PathOf(file);
            File.WriteAllBytes(target, key.ToNoteSigner().SignNote(PackSignature.TextOf(pack)).ToBytes());
            Console.WriteLine($"{target}: {pack.Name} {pack.Version} signed by {key.Name}. Check it with: parley pack check {Path.GetDirectoryName(file)} --card CARD");
            return Task.FromResult(0);
        });
        return command;
    }

    private static PackSignature Signature(string file, Pack pack, Trust trust)
    {
        var path = PackSignature.PathOf(file);
        if (!File.Exists(path))
            return new PackSignature(true, "unsigned: whose version this is, nobody says");
        if (!SignedNote.TryParse(File.ReadAllBytes(path), out var note, out var error))
            return new PackSignature(false, $"INS-070: {path} is not a signed note ({error})");
        if (!note.Text.Span.SequenceEqual(PackSignature.TextOf(pack)))
            return new PackSignature(false, $"INS-070: {path} signs another version or other bytes than these: the pack was changed after it was signed");
        var signers = note.Signatures.Select(s => s.KeyName.ToString()).ToArray();
        foreach (var (party, cards) in trust.Cards.Where(c => signers.Contains(c.Key.Value)))
        {
            if (cards.All.Any(c => note.Verify(new Ed25519NoteVerifier(c.Node.ToVerifierKey(party.Value), Crypto.Provider.Ed25519)).IsVerified))
                return new PackSignature(true, $"signed by {party}, under the card with the words {Ceremony.Words(cards.All[0])}");
            return new PackSignature(false, $"INS-070: the signature is not by {party}'s key");
        }

        return new PackSignature(true, $"says that it is signed by {string.Join(", ", signers)}; to check it, give --card");
    }

    private static IEnumerable<string> Files(IReadOnlyCollection<string> paths)
    {
        if (paths.Count == 0)
            paths = Directory.GetDirectories(PackLibrary.Find() ?? throw new CommandFailure("there are no packs here: name one")).Order(StringComparer.Ordinal).ToArray();
        foreach (var path in paths)
        {
            var file = Directory.Exists(path) ? Path.Combine(path, PackLibrary.FileName) : path;
            if (Directory.Exists(path) && !File.Exists(file) && Directory.GetDirectories(path).Select(d => Path.Combine(d, PackLibrary.FileName)).Where(File.Exists).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } inside)
            {
                foreach (var pack in inside)
                    yield return pack;
                continue;
            }

            if (!File.Exists(file))
                throw new CommandFailure($"there is no pack at {path}: a pack is a directory with {PackLibrary.FileName} in it, or that file");
            yield return file;
        }
    }
}
