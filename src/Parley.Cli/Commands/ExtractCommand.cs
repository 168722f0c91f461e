using System.CommandLine;
using System.Text;
using Parley.Screens.Ledgers;
using Parley.Records;
using Parley.Records.Extracts;
using Parley.Verification;

namespace Parley.Cli.Commands;

internal static class ExtractCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("record") { Description = "A record's file, an extract's file, or the id of a record at the node." };
        var show = new Option<string[]>("--show") { Description = "Fields to show; all others are hidden. May be repeated.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var hide = new Option<string[]>("--hide") { Description = "Fields to hide; all others are shown. May be repeated.", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
        var hideNames = new Option<bool>("--hide-names") { Description = "Hide the names of hidden fields too." };
        var output = new Option<FileInfo>("--out") { Description = "Write the extract to this file. Default: standard output." };
        var html = new Option<FileInfo>("--html") { Description = "Write a page to print, with a QR code of the extract or of its hash." };
        var command = new Command("extract", """
            Make a shorter document of a record, for a court or a newspaper: some fields shown, the others hidden even from guessing,
            and the proof that header and shown fields are the original's. An extract of an extract hides more and never shows more.

            Example: parley extract record.txt --show time place --out extract.txt --html extract.html
            """) { source, show, hide, hideNames, output, html, Terminal.NodeOption };
        command.Validators.Add(result =>
        {
            if (result.GetValue(show)!.Length == 0 && result.GetValue(hide)!.Length == 0)
                result.AddError("Say what to show or what to hide: --show FIELD… or --hide FIELD….");
        });
        command.Run(async (parsed, cancel) =>
        {
            var bytes = await ReadAsync(parsed.GetValue(source)!, parsed.GetValue(Terminal.NodeOption)!, cancel);
            var (shown, hidden) = (parsed.GetValue(show)!.ToHashSet(), parsed.GetValue(hide)!.ToHashSet());
            var extract = Make(bytes, out var names);
            if (shown.Concat(hidden).FirstOrDefault(f => !names.Contains(f)) is { } unknown)
                throw new CommandFailure($"there is no field '{unknown}'; there are: {string.Join(", ", names)}");
            if (shown.FirstOrDefault(hidden.Contains) is { } both)
                throw new CommandFailure($"'{both}' is to be shown and to be hidden");
            var otherwise = parsed.GetValue(hideNames) ? Disclosure.Hidden : Disclosure.Named;
            // What an extract shows by name only is a hidden field like any other.
            hidden.UnionWith(extract.Fields.Where(f => f.Disclosure == Disclosure.Named && !shown.Contains(f.Name!)).Select(f => f.Name!));
            extract = extract.Reduce(name => hidden.Contains(name) || (shown.Count > 0 && !shown.Contains(name)) ? otherwise : Disclosure.Shown);
            if (parsed.GetValue(output) is { } file)
                await File.WriteAllBytesAsync(file.FullName, extract.ToBytes(), cancel);
            if (parsed.GetValue(html) is { } page)
                await File.WriteAllTextAsync(page.FullName, ExtractPage.Render(extract), cancel);
            if (parsed.GetValue(output) is null && parsed.GetValue(html) is null)
                Console.Write(Encoding.UTF8.GetString(extract.ToBytes()));
            else
                Console.WriteLine($"{extract.Fields.Count(f => f.Disclosure == Disclosure.Shown)} of {extract.Fields.Count} fields are shown. Check it with: parley verify {parsed.GetValue(output)?.Name ?? "FILE"} --card {extract.Header.Content.Author.Value.ToLowerInvariant()}.card.txt");
            return 0;
        });
        return command;
    }

    private static async Task<byte[]> ReadAsync(string source, DirectoryInfo directory, CancellationToken cancel)
    {
        if (!Digest.TryParse(source, out _) || File.Exists(source))
            return ArchiveFile.TryRead(source, ArchiveFile.MaxBytes, out var bytes, out var fault) ? bytes : throw new CommandFailure($"{source}: {fault}");
        using var node = NodeClient.Open(directory.FullName);
        return Encoding.UTF8.GetBytes(await node.RecordBytesAsync(source, cancel));
    }

    private static Extract Make(byte[] bytes, out IReadOnlyList<string> names)
    {
        if (bytes.AsSpan().IndexOf("\n\nparley extract v1\n"u8) >= 0)
        {
            var extract = Extract.Parse(bytes).Try(out var read, out var fault) ? read : throw new CommandFailure($"this is not an extract, {fault}");
            names = [.. extract.Fields.Select(f => f.Name).OfType<string>()];
            return extract;
        }

        var record = Record.Parse(bytes).Try(out var parsed, out var broken) ? parsed : throw new CommandFailure($"this is neither a record nor an extract, {broken}");
        names = [.. record.Fields.All.Select(f => f.Name)];
        return Extract.Of(record, _ => Disclosure.Shown);
    }
}
