using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Parley.Cases.Exports;
using Parley.Cases.Reading;
using Parley.Cli.Cases;
using Spectre.Console;

namespace Parley.Cli.Commands;

/// <summary>Proposes from documents what may go into a case. Nothing enters one by itself.</summary>
internal static class CaseReadCommand
{
    public static Command Create()
    {
        var entry = new CaseEntry();
        var into = new Option<string?>("--case") { Description = "Accept, mend or drop each proposal, and make entries of this case of what is accepted." };
        var decisions = new Option<FileInfo?>("--decisions") { Description = "Where each decision is kept as it is made; a file that is there is read first, and only the rest is asked about." };
        var entries = new Option<FileInfo?>("--entries") { Description = "Write what is accepted to this file, for 'parley case import'. With --channel it is entered at once." };
        var files = new Argument<FileInfo[]>("file") { Description = "Documents: text, HTML or e-mail, in English.", Arity = ArgumentArity.OneOrMore };
        var published = new Option<string?>("--published") { Description = "The day a document is of, such as 2022-12-30, where it does not say so itself." };
        var keep = new Option<DirectoryInfo>("--keep") { Description = "Where the documents are kept, each under its SHA-256.", DefaultValueFactory = _ => new DirectoryInfo("documents") };
        var accept = new Option<int[]>("--accept") { Description = "Write only these proposals, by number, after a person has read them.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var command = new Command("read", """
            Propose from documents what may go into a case: who, statements, quotations, claims, demands, hypotheses, acts, dates, places,
            instruments; each with the passage that it rests on. The document is kept by its SHA-256. With --case a person accepts, mends or drops
            each, asked one by one; where there is no terminal, by lines on standard input: '3 accept', '4 drop', '7 set office=Minister'.

            Example: parley case read article.html
            Example: parley case read article.txt --published 2022-12-30 --json > proposals.json
            Example: parley case read article.html --case BY-2022-0007 --decisions article.decisions --entries article.json
            Example: parley case read article.html --case BY-2022-0007 --channel by-ua.public --to UA/press --drafted-by press-1 --released-by press-2 --node ./by
            """) { files, published, keep, accept, into, decisions, entries, Terminal.JsonOption };
        foreach (var option in entry.Options(always: false))
            command.Add(option);
        command.Run(async (parsed, token) =>
        {
            DateOnly? day = null;
            if (parsed.GetValue(published) is { } text)
                day = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dated) ? dated : throw new CommandFailure($"'{text}' (--published) is not a day such as 2022-12-29");
            var read = new List<(FileInfo File, DocumentText Source, ReadDocument Document, string Hash, string Kept)>();
            foreach (var file in parsed.GetValue(files)!)
            {
                var bytes = await Bytes(file, token);
                var source = DocumentText.Of(bytes, file.Name);
                var document = Reader.Read(source.Text, day ?? source.Published);
                var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
                read.Add((file, source, document, hash, await Keep(parsed.GetValue(keep)!, hash, bytes, document.Text, token)));
            }

            (int Number, Proposal Proposal, ReadIn In)[] all = [.. read.SelectMany(r => r.Document.Proposals.Select(p => (p, new ReadIn(r.File.Name, r.Hash, r.Document.Published)))).Select((p, i) => (i + 1, p.p, p.Item2))];
            var wanted = parsed.GetValue(accept)!.ToHashSet();
            if (wanted.FirstOrDefault(n => n < 1 || n > all.Length) is var missing && missing != 0)
                throw new CommandFailure($"there is no proposal {missing}; they go from 1 to {all.Length}");
            var desk = new ReadingDesk(all);
            if (parsed.GetValue(into) is { } name)
            {
                await DecideAsync(name, desk);
                return 0;
            }

            if (parsed.GetValue(decisions) is not null || parsed.GetValue(entries) is not null)
                throw new CommandFailure("--decisions and --entries need --case: entries of which case?");
            var documents = new JsonArray();
            foreach (var r in read)
            {
                var proposals = all.Where(p => p.In.Sha256 == r.Hash && p.In.Document == r.File.Name && (wanted.Count == 0 || wanted.Contains(p.Number))).Select(p => (p.Number, p.Proposal)).ToArray();
                if (parsed.GetValue(Terminal.JsonOption))
                    documents.Add(Json(r.File.Name, r.Hash, r.Kept, r.Source, r.Document, proposals));
                else
                    Show(r.File.Name, r.Hash, r.Kept, r.Document, proposals);
            }

            if (parsed.GetValue(Terminal.JsonOption))
                Console.Write(CaseJson.Text(new JsonObject { ["format"] = "parley proposals v1", ["about"] = desk.About, ["documents"] = documents }));
            return 0;

            async Task DecideAsync(string name, ReadingDesk desk)
            {
                if (parsed.GetValue(entries) is null && string.IsNullOrEmpty(parsed.GetValue<string?>("--channel")))
                    throw new CommandFailure("where is what is accepted to go? Give --entries FILE, or --channel and --to to enter it at once");
                if (parsed.GetValue(decisions) is { } file)
                    desk.Keep(file);
                desk.Take([.. wanted.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n} accept"))], "--accept");
                if (Console.IsInputRedirected)
                    desk.Take([.. (await Console.In.ReadToEndAsync(token)).Split('\n')], "standard input");
                else
                    desk.Ask(AnsiConsole.Console);
                if (!Acceptance.Entries(name, desk.Accepted).Try(out var made, out var fault))
                    throw new CommandFailure(fault.Detail);
                Console.Error.WriteLine($"{made.Count} entries from {desk.Accepted.Count} proposals accepted; {desk.Rest.Dropped} dropped, {desk.Rest.Open} not decided.");
                if (parsed.GetValue(entries) is { } target)
                    await File.WriteAllTextAsync(target.FullName, CaseJson.Text(ImportedEntry.ToJson(made)), token);
                if (parsed.GetValue<string?>("--channel") is not null && made.Count > 0)
                {
                    var self = entry.Self(parsed);
                    await entry.EnterAllAsync(parsed, [.. made.Select(e => e.AsEnteredBy(self).OrThrow())], token);
                }
            }
        });
        return command;
    }

    private static async Task<byte[]> Bytes(FileInfo file, CancellationToken token)
    {
        if (!file.Exists)
            throw new CommandFailure($"{file} is not there");
        if (file.Length > DocumentText.MostBytes)
            throw new CommandFailure($"{file} has {file.Length} bytes, and a document may have {DocumentText.MostBytes}: divide it");
        return await File.ReadAllBytesAsync(file.FullName, token);
    }

    // CAS-096
    private static async Task<string> Keep(DirectoryInfo directory, string hash, byte[] bytes, string text, CancellationToken token)
    {
        directory.Create();
        var path = Path.Combine(directory.FullName, hash);
        if (!File.Exists(path) || !SHA256.HashData(await File.ReadAllBytesAsync(path, token)).AsSpan().SequenceEqual(SHA256.HashData(bytes)))
        {
            await File.WriteAllBytesAsync(path + ".part", bytes, token);
            File.Move(path + ".part", path, overwrite: true);
        }

        // The text that the anchors count in stands beside it.
        await File.WriteAllTextAsync(path + ".txt", text, new UTF8Encoding(false), token);
        return path;
    }

    private static JsonObject Json(string name, string hash, string kept, DocumentText source, ReadDocument document, (int Number, Proposal Proposal)[] proposals) => new()
    {
        ["file"] = name,
        ["sha256"] = hash,
        ["kept"] = kept,
        ["mediaType"] = source.MediaType,
        ["published"] = document.Published?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["textSha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Text))),
        ["cut"] = document.IsCut,
        ["proposals"] = new JsonArray([.. proposals.Select(p => (JsonNode?)new JsonObject
        {
            ["number"] = p.Number,
            ["kind"] = ReadingDesk.Word(p.Proposal.Kind),
            ["fields"] = new JsonObject(p.Proposal.Fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value))),
            ["selector"] = new JsonArray(
                new JsonObject { ["type"] = "TextQuoteSelector", ["exact"] = p.Proposal.Anchor.Exact, ["prefix"] = p.Proposal.Anchor.Prefix, ["suffix"] = p.Proposal.Anchor.Suffix },
                new JsonObject { ["type"] = "TextPositionSelector", ["start"] = p.Proposal.Anchor.Start, ["end"] = p.Proposal.Anchor.End }),
        })]),
    };

    private static void Show(string name, string hash, string kept, ReadDocument document, (int Number, Proposal Proposal)[] proposals)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{Terminal.Plain(name)}[/]  sha256 {hash}");
        AnsiConsole.MarkupLineInterpolated($"[grey]kept as {kept}; nothing below is in a case[/]");
        foreach (var kind in Enum.GetValues<ProposalKind>())
        {
            var table = CaseScreen.NewTable($"{kind}", "no.", "read", "passage");
            foreach (var (number, proposal) in proposals.Where(p => p.Proposal.Kind == kind))
                table.AddRow(CaseScreen.Cell(number.ToString(CultureInfo.InvariantCulture)), CaseScreen.Cell(string.Join('\n', proposal.Fields.Select(f => $"{f.Name}: {f.Value}"))), CaseScreen.Cell($"{proposal.Anchor.Exact} [{proposal.Anchor.Start}–{proposal.Anchor.End}]"));
            if (table.Rows.Count > 0)
                AnsiConsole.Write(table);
        }

        if (document.IsCut)
            AnsiConsole.WriteLine("There is more than is proposed from one document: divide it.");
    }
}
