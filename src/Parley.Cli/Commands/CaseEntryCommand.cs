using System.CommandLine;
using System.Globalization;
using Parley.Cases;
using Parley.Cases.Exports;
using Parley.Cases.Incidents;
using Parley.Cli.Archives;
using Parley.Cli.Cases;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Commands;

/// <summary>What puts records into a case: new, request, import.</summary>
internal static class CaseEntryCommand
{
    public static Command New()
    {
        var entry = new CaseEntry();
        var name = new Argument<string?>("case") { Description = "The case's name: letters, digits, dots and hyphens. Default: the party, the year and the next number, such as BY-2022-0007.", Arity = ArgumentArity.ZeroOrOne };
        var holding = new Option<string?>("--holding") { Description = "First send a holding message, FLASH. Without a text it says that something has happened and is being looked into.", Arity = ArgumentArity.ZeroOrOne };
        var next = new Option<string?>("--next-word-by") { Description = "By when the holding message promises the next word: a UTC time, or so long from now, such as +20m or +2h. Default: +30m." };
        var title = new Option<string?>("--title") { Description = "One line that says what happened." };
        var kind = new Option<string?>("--kind") { Description = $"What kind of incident: {string.Join(", ", IncidentKind.All.Select(k => k.Id))}." };
        kind.AcceptOnlyFromAmong([.. IncidentKind.All.Select(k => k.Id)]);
        var region = new Option<string?>("--region") { Description = "The region, for the register." };
        var with = new Option<string[]>("--with") { Description = "Another subject that belongs to the case, such as demarche/BY-2022-0001; may be repeated.", DefaultValueFactory = _ => [] };
        var fact = new Option<string[]>("--field") { Description = "An essential of the first report as name=value: what, when, where, harm, known, not-known. May be repeated; sends incident.first-report.", DefaultValueFactory = _ => [] };
        var command = new Command("new", """
            Open a case: a holding message at once, the case, and the essentials of the first report. Then shows the first hour's steps.
            With PARLEY_NODE, PARLEY_DRAFTED_BY and PARLEY_RELEASED_BY set at the beginning of the watch, and one line, the first word is short.

            Example: parley case new --holding
            Example: parley case new BY-2022-0007 --holding "An object is down in Brest region. Being looked into."
                       --next-word-by 2022-12-29T07:45:00Z --channel by-ua.border --to UA/mod-duty --released-by duty-1 --node ./by
            Example: parley case new BY-2022-0007 --title "Object down in Brest region" --kind missile-or-debris --region "Brest region"
                       --channel by-ua.border --to UA/mod-duty --drafted-by duty-1 --released-by duty-2 --node ./by
            """) { name, holding, next, title, kind, region, with, fact, Terminal.JsonOption };
        Add(command, entry.Options(fast: true));
        command.Run(async (parsed, cancel) =>
        {
            var essentials = parsed.GetValue(fact)!.Select(ReadField).ToArray();
            var holds = parsed.GetResult(holding) is { Implicit: false };
            if (!holds && parsed.GetValue(title) is null && essentials.Length == 0)
                throw new CommandFailure("there is nothing to say: give --holding, --title with --kind, or --field name=value");
            if ((parsed.GetValue(title) is null) != (parsed.GetValue(kind) is null))
                throw new CommandFailure("--title and --kind go together: they open the case");
            var library = entry.Library(parsed);
            var now = await entry.TimeAsync(parsed, cancel);
            var id = parsed.GetValue(name) ?? NextName(library, entry.Self(parsed), now.UtcDateTime.Year);
            var subject = CaseFile.SubjectOf(id);
            if (holds)
                await entry.EnterAsync(parsed, library, id, "incident.holding/1", subject, Fields(("about", parsed.GetValue(holding) ?? "Something has happened and is being looked into."), ("next-word-by", NextWord(parsed.GetValue(next), now))), Precedence.Flash, "en", cancel);
            if (parsed.GetValue(title) is { } titled)
                await entry.EnterAsync(parsed, library, id, "incident.open/1", subject, Fields(("title", titled), ("kind", parsed.GetValue(kind)), ("region", parsed.GetValue(region)), ("with", string.Join('\n', parsed.GetValue(with)!))), Precedence.Priority, "en", cancel);
            if (essentials.Length > 0)
                await entry.EnterAsync(parsed, library, id, "incident.first-report/1", subject, essentials, Precedence.Flash, "en", cancel);
            if (!parsed.GetValue(Terminal.JsonOption) && parsed.GetValue(name) is null)
                Console.WriteLine($"The case is {id}.");
            if (!parsed.GetValue(Terminal.JsonOption) && IncidentKind.Find(parsed.GetValue(kind)) is { } known)
            {
                Console.WriteLine("\nThe first hour:");
                foreach (var step in known.Checklist)
                    Console.WriteLine($"  {step.Minutes,3} min  {step.Key,-14}{step.What} ({step.Who})");
            }

            return 0;
        });
        return command;
    }

    private static string NextName(CaseLibrary library, PartyId self, int year)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{self}-{year}-");
        var last = library.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => int.TryParse(n[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty(0).Max();
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{last + 1:0000}");
    }

    /// <summary>A UTC time as it is, or <c>+20m</c>, <c>+2h</c> from now.</summary>
    private static string NextWord(string? text, DateTimeOffset now)
    {
        text ??= "+30m";
        if (text is not ['+', .. var length, 'm' or 'h'])
            return text;
        return int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 10_000
            ? Records.Text.Times.ToText(now.AddMinutes(text[^1] == 'h' ? 60 * number : number))
            : throw new CommandFailure($"'{text}' (--next-word-by) is neither a UTC time nor a length such as +20m or +2h");
    }

    public static Command Request()
    {
        var entry = new CaseEntry();
        var asks = new Option<string?>("--asks") { Description = "What is asked for; without it the requests are listed." };
        var of = new Option<string?>("--of") { Description = "The party that is asked." };
        var due = new Option<string?>("--due") { Description = "By when, as a day or a UTC time. Without it no clock runs." };
        var key = new Option<string?>("--key") { Description = "The request's name among your own, such as radar-track." };
        var subject = new Option<string?>("--subject") { Description = "The inquiry's subject. Default: inquiry/CASE." };
        var answer = new Option<string?>("--answer") { Description = "Answer this request, PARTY:key." };
        var state = new Option<string?>("--state") { Description = "The answer: promised, supplied, unusable (the asker's word), refused, not-recorded, destroyed." };
        state.AcceptOnlyFromAmong("promised", "supplied", "unusable", "refused", "not-recorded", "destroyed");
        var note = new Option<string?>("--note") { Description = "A word with the answer." };
        var command = new Command("request", """
            List the requests of a case with their clocks, ask for something, or answer.

            Example: parley case request belarus-2022 --archive ./archives/X-BY
            Example: parley case request BY-2022-0007 --asks "Launch records of 29 December, 06:00Z to 08:00Z" --of UA --due 2023-01-12 --key launches
                       --channel by-ua.border --to UA/mod-duty --drafted-by duty-1 --released-by duty-2 --node ./by
            Example: parley case request BY-2022-0007 --answer BY:launches --state promised --channel by-ua.border --to BY/mod-duty
                       --drafted-by duty-1 --released-by duty-2 --node ./ua
            """) { CaseSource.Name, asks, of, due, key, subject, answer, state, note, CaseSource.AtOption, RecordSource.ArchiveOption, Terminal.JsonOption };
        Add(command, entry.Options(always: false));
        command.Run(async (parsed, cancel) =>
        {
            var name = parsed.GetValue(CaseSource.Name)!;
            if (parsed.GetValue(asks) is null && parsed.GetValue(answer) is null)
            {
                var file = parsed.GetValue(RecordSource.ArchiveOption) is { } archive
                    ? CaseLibrary.Of(RecordSource.ReadArchive(archive.FullName).Select(r => r.Record)).Open(name)
                    : entry.Library(parsed).Open(name);
                if (file is null)
                    throw new CommandFailure($"there is no case {name} here");
                var now = CaseSource.At(parsed, file);
                if (parsed.GetValue(Terminal.JsonOption))
                    Console.Write(CaseJson.Text(InquiryJson.Requests(file, now)));
                else if (file.Of("inquiry.request").Any())
                    InquiryScreen.Requests(Spectre.Console.AnsiConsole.Console, file, now);
                else
                    Console.WriteLine("Nothing has been requested in this case.");
                return 0;
            }

            var about = parsed.GetValue(subject) ?? $"inquiry/{name}";
            var library = entry.Library(parsed);
            if (!library.Subjects(name).Contains(about))
                throw new CommandFailure($"{about} does not belong to the case {name}; open the case with it (parley case new {name} --with {about} …), or name another with --subject. It has: {string.Join(", ", library.Subjects(name))}");
            if (parsed.GetValue(answer) is { } request)
                await entry.EnterAsync(parsed, library, name, "inquiry.response/1", about, Fields(("request", request), ("state", parsed.GetValue(state)), ("note", parsed.GetValue(note))), Precedence.Routine, "en", cancel);
            else
                await entry.EnterAsync(parsed, library, name, "inquiry.request/1", about, Fields(("key", parsed.GetValue(key)), ("to", parsed.GetValue(of)), ("asks", parsed.GetValue(asks)), ("due", parsed.GetValue(due))), Precedence.Routine, "en", cancel);
            return 0;
        });
        return command;
    }

    public static Command Import()
    {
        var entry = new CaseEntry();
        var file = new Argument<FileInfo>("file") { Description = "A .json of 'parley case export', a .geojson, or a .csv with the columns form and subject." };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would be entered." };
        var command = new Command("import", """
            Enter what a file holds as records of your own. Nobody speaks for another: what another party said goes into the public
            record, with its source, or is brought as an archive. Everything is checked before the first is said. What broke off is run once
            more: each entry is said once.

            Example: parley case import places.geojson --dry-run
            Example: parley case import statements.csv --channel by-ua.public --to UA/press --drafted-by press-1 --released-by press-2 --node ./by
            """) { file, dry, Terminal.JsonOption };
        Add(command, entry.Options(always: false));
        command.Run(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(file)!;
            const long Most = 64 * 1024 * 1024;
            if (!path.Exists || path.Length > Most)
                throw new CommandFailure(path.Exists ? $"{path.FullName} is larger than {Most} bytes" : $"there is no file {path.FullName}");
            var text = await File.ReadAllTextAsync(path.FullName, cancel);
            var read = path.Extension.ToLowerInvariant() switch
            {
                ".csv" => CaseImport.Csv(text),
                ".geojson" => CaseImport.GeoJson(text),
                ".json" => CaseImport.Json(text),
                _ => throw new CommandFailure($"'{path.Extension}' says nothing about what is in {path.Name}: .json, .geojson or .csv"),
            };
            if (!read.Try(out var entries, out var fault))
                throw new CommandFailure($"{path.Name}: {fault}");
            if (parsed.GetValue(dry))
            {
                if (parsed.GetValue(Terminal.JsonOption))
                    Terminal.WriteJson(entries.Select(e => new { form = e.Form.Value, e.Subject, e.Language, fields = e.Fields.ToDictionary(f => f.Name, f => f.Value) }));
                else
                    foreach (var e in entries)
                        Console.WriteLine($"{e.Form,-32}{Terminal.Plain(e.Subject),-32}{e.Fields.Count} fields");
                return 0;
            }

            var self = entry.Self(parsed);
            await entry.EnterAllAsync(parsed, [.. entries.Select(e => e.AsEnteredBy(self).Try(out var mine, out var why) ? mine : throw new CommandFailure($"{path.Name}: {why}"))], cancel);
            return 0;
        });
        return command;
    }

    private static void Add(Command command, IEnumerable<Option> options)
    {
        foreach (var option in options)
            command.Add(option);
    }

    private static Field[] Fields(params (string Name, string? Value)[] fields) => [.. fields.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => new Field(f.Name, f.Value!))];

    private static Field ReadField(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Field.IsName(text[..equals])
        ? new Field(text[..equals], text[(equals + 1)..])
        : throw new CommandFailure($"'{text}' is not a field: write name=value");
}
