using System.CommandLine;
using Parley.Cli.Verification;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class VerifyCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Archives (directories) or record files.", Arity = ArgumentArity.OneOrMore };
        var cards = new Option<FileInfo[]>("--card") { Description = "A card to check single records with; may be repeated.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var command = new Command("verify", """
            Check archives and records with no node, no network and no trust in either side. Exit code 1 where anything does
            not hold.

            Example: parley verify ./archive-by
            Example: parley verify record.txt --card by.card.txt
            """) { paths, cards, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var findings = Terminal.Error.Progress().Start(progress =>
            {
                var task = progress.AddTask("records");
                return parsed.GetValue(paths)!.Select(path => Directory.Exists(path)
                    ? new ArchiveVerifier(Crypto.Provider, (done, all) =>
                    {
                        task.MaxValue = Math.Max(1, all);
                        task.Value = done;
                    }).Verify(path)
                    : VerifyRecord(path, parsed.GetValue(cards)!)).ToArray();
            });
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(findings);
            else
                Print(findings);
            return Task.FromResult(findings.All(f => f.Good) ? 0 : 1);
        });
        return command;
    }

    private static void Print(Finding[] findings)
    {
        foreach (var finding in findings)
        {
            Console.WriteLine($"{Terminal.Plain(finding.Path)}: {(finding.Good ? "HOLDS" : "DOES NOT HOLD")}");
            foreach (var fault in finding.Faults)
                Console.WriteLine($"  fault: {Terminal.Plain(fault)}");
            if (finding.Good)
                Console.WriteLine($"  Proven: {finding.Proven}");
            Console.WriteLine($"  Not proven: {finding.NotProven}\n");
        }
    }

    private static Finding VerifyRecord(string path, FileInfo[] cardFiles)
    {
        const string NotProven = "That the card is its party's own is for its words to show, read aloud; and when the record was composed is its author's claim.";
        if (!Path.Exists(path))
            throw new CommandFailure($"there is nothing at {path}");
        if (!ArchiveFile.TryRead(path, ArchiveFile.MaxBytes, out var bytes, out var unreadable))
            return Bad(unreadable);
        if (!Record.Parse(bytes).Try(out var record, out var fault))
            return Bad(fault.ToString());
        CardHistory? author = null;
        foreach (var file in cardFiles)
        {
            if (!ArchiveFile.TryRead(file.FullName, ArchiveFile.MaxBytes, out var cardBytes, out var missing))
                return Bad($"{file}: {missing}");
            if (!SignedNote.TryParse(cardBytes, out var note, out _))
                return Bad($"{file} is not a card");
            var read = author is null ? CardHistory.Pin(note, Crypto.Provider) : author.Accept(note, Crypto.Provider);
            if (read.Try(out var card, out var refused) && card.Current.Party == record.Content.Author)
                author = card;
            else if (refused is not null)
                return Bad($"{file}: {refused}");
        }

        if (author is null)
            return Bad($"no card of {record.Content.Author} was given: parley verify {path} --card FILE");
        return new RecordVerifier(Crypto.Provider).Authenticate(record, author).Try(out _, out var signature)
            ? new Finding(path, true, $"Record {record.Id}, number {record.Numbering.Number} of {record.Content.Author}, is as its node and its officers ({string.Join(", ", record.Officers.Select(o => o.Officer))}) signed it, under the card with the words {Ceremony.Words(author.All[0])}.", NotProven, [], 1, 0)
            : Bad(signature.ToString());

        Finding Bad(string detail) => new(path, false, "", NotProven, [detail], 1, 0);
    }
}
