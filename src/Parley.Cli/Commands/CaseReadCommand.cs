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
        var files = new Argument<FileInfo[]>("file") { Description = "Documents: text, HTML or e-mail, in English.", Arity = ArgumentArity.OneOrMore };
        var published = new Option<string?>("--published") { Description = "The day a document is of, such as 2022-12-30, where it does not say so itself." };
        var keep = new Option<DirectoryInfo>("--keep") { Description = "Where the documents are kept, each under its SHA-256.", DefaultValueFactory = _ => new DirectoryInfo("documents") };
        var accept = new Option<int[]>("--accept") { Description = "Write only these proposals, by number, after a person has read them.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var command = new Command("read", """
            Propose from documents what may go into a case: who, statements, quotations, claims, demands, hypotheses, acts, dates, places,
            instruments; each with the passage that it rests on. A person accepts, mends or drops each. The document is kept by its SHA-256.

            Example: parley case read article.html
            Example: parley case read article.txt --published 2022-12-30 --json > proposals.json
            """) { files, published, keep, accept, Terminal.JsonOption };
        command.Run(async (parsed, token) =>
        {
            DateOnly? day = null;
            if (parsed.GetValue(published) is { } text)
                day = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : throw new CommandFailure($"'{text}' (--published) is not a day such as 2022-12-29");
            var documents = new JsonArray();
            var wanted = parsed.GetValue(accept)!.ToHashSet();
            var number = 0;
            foreach (var file in parsed.GetValue(files)!)
            {
                var bytes = await Bytes(file, token);
                var source = DocumentText.Of(bytes, file.Name);
                var document = Reader.Read(source.Text, day ?? source.Published);
                var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
                var kept = await Keep(parsed.GetValue(keep)!, hash, bytes, document.Text, token);
                var proposals = document.Proposals.Select(p => (Number: ++number, Proposal: p)).Where(p => wanted.Count == 0 || wanted.Contains(p.Number)).ToArray();
                if (parsed.GetValue(Terminal.JsonOption))
                    documents.Add(Json(file.Name, hash, kept, source, document, proposals));
                else
                    Show(file.Name, hash, kept, document, proposals);
            }

            if (wanted.FirstOrDefault(n => n < 1 || n > number) is var missing && missing != 0)
                throw new CommandFailure($"there is no proposal {missing}; they go from 1 to {number}");
            if (parsed.GetValue(Terminal.JsonOption))
                Console.Write(CaseJson.Text(new JsonObject { ["format"] = "parley proposals v1", ["documents"] = documents }));
            return 0;
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
            ["kind"] = Word(p.Proposal.Kind),
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

    private static string Word(ProposalKind kind) => kind.ToString().ToLowerInvariant();
}
