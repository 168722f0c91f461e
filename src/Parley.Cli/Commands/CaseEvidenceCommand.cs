using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Parley.Cases;
using Parley.Cases.Evidence;
using Parley.Cli.Archives;
using Parley.Cli.Cases;
using Parley.Records;
using Parley.Records.Fields;
using Spectre.Console;

namespace Parley.Cli.Commands;

/// <summary>Files as evidence: of any size, by their hash. The file itself stays where its holder keeps it.</summary>
internal static class CaseEvidenceCommand
{
    private const int Chunk = 1 << 20;

    public static Command Create() => new("evidence", """
        Enter a file as evidence by its hash, or check that a file is a piece of evidence. The file stays with its holder.

        Example: parley case evidence check track.bin belarus-2022 --archive ./archives/X-BY
        """) { Add(), Check() };

    private static Command Add()
    {
        var entry = new CaseEntry();
        var file = new Argument<FileInfo>("file") { Description = "The file." };
        var key = new Option<string>("--key") { Description = "The piece's name among your own, such as radar-track.", Required = true };
        var title = new Option<string>("--title") { Description = "What it is.", Required = true };
        var origin = new Option<string?>("--origin") { Description = "What it goes back to; evidence of one origin counts once." };
        var copy = new Option<string?>("--copy-of") { Description = "The original, PARTY:key, where this is a working copy." };
        var command = new Command("add", """
            Hash a file of any size and enter it as evidence.

            Example: parley case evidence add track.bin BY-2022-0007 --key radar-track --title "Radar track, raw" --origin "radar of unit 5"
                       --channel by-ua.border --to UA/mod-duty --drafted-by duty-1 --released-by duty-2 --node ./by
            """) { file, CaseSource.Name, key, title, origin, copy, Terminal.JsonOption };
        foreach (var option in entry.Options())
            command.Add(option);
        command.Run(async (parsed, cancel) =>
        {
            var (hash, bytes) = await HashAsync(parsed.GetValue(file)!, cancel);
            var name = parsed.GetValue(CaseSource.Name)!;
            (string Name, string? Value)[] fields = [("key", parsed.GetValue(key)), ("title", parsed.GetValue(title)), ("sha256", hash.ToString()), ("bytes", bytes.ToString(CultureInfo.InvariantCulture)), ("origin", parsed.GetValue(origin)), ("copy-of", parsed.GetValue(copy))];
            await entry.EnterAsync(parsed, entry.Library(parsed), name, "evidence.item/1", CaseFile.SubjectOf(name), [.. fields.Where(f => f.Value is not null).Select(f => new Field(f.Name, f.Value!))], Precedence.Routine, "en", cancel);
            return 0;
        });
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<FileInfo>("file") { Description = "The file." };
        var command = new Command("check", """
            Say which piece of evidence a file is, and what was done with it. Exit code 1 where it is none.

            Example: parley case evidence check track.bin BY-2022-0007 --archive ./archive
            """) { file, CaseSource.Name, RecordSource.ArchiveOption, RecordSource.NodeOption, Terminal.JsonOption };
        command.Run(async (parsed, cancel) =>
        {
            var opened = CaseSource.Open(parsed, parsed.GetValue(CaseSource.Name)!);
            var (hash, bytes) = await HashAsync(parsed.GetValue(file)!, cancel);
            var items = EvidenceView.Of(opened).Items.Where(i => i.Sha256 == hash).ToArray();
            if (parsed.GetValue(Terminal.JsonOption))
                Terminal.WriteJson(new { sha256 = hash.ToString(), bytes, evidence = items.Select(i => i.Item.ToString()) });
            else if (items.Length == 0)
                Console.WriteLine($"This file ({hash}, {bytes} bytes) is no evidence of the case {opened.Name}.");
            foreach (var item in parsed.GetValue(Terminal.JsonOption) ? [] : items)
            {
                Console.WriteLine($"{item.Item}: {Terminal.Plain(item.Title)}");
                foreach (var custody in item.Chain)
                    Console.WriteLine($"  {custody.When?.Text ?? "time not stated",-24}{custody.Action,-14}{Terminal.Plain(custody.By)}{(custody.To is { } to ? $" → {Terminal.Plain(to)}" : "")}{(custody.Seal is { } seal ? $", seal {Terminal.Plain(seal)}" : "")}");
            }

            return items.Length > 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary>Reads the file once, a mebibyte at a time.</summary>
    private static async Task<(Digest Hash, long Bytes)> HashAsync(FileInfo file, CancellationToken cancel)
    {
        if (!file.Exists)
            throw new CommandFailure($"there is no file {file.FullName}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Chunk];
        var bytes = 0L;
        await Terminal.Error.Progress().StartAsync(async progress =>
        {
            var task = progress.AddTask($"hashing {Markup.Escape(file.Name)}", maxValue: Math.Max(1, file.Length));
            await using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
            for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0; task.Value = bytes)
            {
                hash.AppendData(buffer, 0, read);
                bytes += read;
            }
        });
        Digest.TryParse(Convert.ToHexStringLower(hash.GetHashAndReset()), out var digest);
        return (digest, bytes);
    }
}
