using System.CommandLine;
using Parley.Cli.Archives;
using Parley.Cli.Instruments;
using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using Parley.Node.Instruments;
using Parley.Records;

namespace Parley.Cli.Commands;

internal static class InstrumentFormCommand
{
    public static Command Create() => new("form", """
        Forms: list them, print an empty one to fill in, check a filled one line by line, show a record in another language.

        Example: parley instrument form show border.incident/1 --language uk
        """) { List(), Show(), Check(), Render() };

    private static Option<string> Language()
    {
        var language = new Option<string>("--language", "-l") { Description = $"The language of the labels: {string.Join(", ", Labels.Languages)}.", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong([.. Labels.Languages]);
        return language;
    }

    private static Option<string> Format()
    {
        var format = new Option<string>("--format") { Description = "text, html, json or csv.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "html", "json", "csv");
        return format;
    }

    private static Command List()
    {
        var command = new Command("list", """
            List the forms of all packs.

            Example: parley instrument form list
            """) { PackOption.Packs };
        command.Run((parsed, _) =>
        {
            foreach (var pack in PackOption.Library(parsed).Packs)
            {
                foreach (var form in pack.Forms)
                    Console.WriteLine(Terminal.Plain($"{form.Id.Value,-36}{pack.Name} {form.Provision}: {form.Title.In("en")}"));
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<string>("form") { Description = "The form's id." };
        var (language, format) = (Language(), Format());
        var command = new Command("show", """
            Print an empty form. Fill it in with any editor, and check it with 'parley instrument form check'.

            Example: parley instrument form show border.incident/1 --language uk > incident.txt
            """) { id, language, format, PackOption.Packs };
        command.Run((parsed, _) =>
        {
            var (pack, form) = Find(PackOption.Library(parsed), parsed.GetValue(id)!);
            Write(pack, new FilledForm(form, new Dictionary<string, string>()), parsed.GetValue(language)!, parsed.GetValue(language)!, parsed.GetValue(format)!, []);
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Check()
    {
        var file = new Argument<FileInfo>("file") { Description = "The filled form, as plain text." };
        var at = new Option<string?>("--at") { Description = "As if it were composed at this time. Default: now." };
        var members = new Option<int?>("--members") { Description = "Of how many members the channel is that it is to go on." };
        var (language, format) = (Language(), Format());
        var command = new Command("check", """
            Read a filled form back from its plain text, whatever language its labels are in, and check it: every fault is named with its
            line and the provision. Without a fault it is shown in its one form, with the thresholds that it reaches.

            Example: parley instrument form check incident.txt
            """) { file, at, members, language, format, PackOption.Packs };
        command.Run((parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            if (!path.Exists || path.Length > 1024 * 1024)
                throw new CommandFailure(path.Exists ? $"{path} is larger than a form can be" : $"there is no file {path}");
            var library = PackOption.Library(parsed);
            var text = File.ReadAllText(path.FullName);
            var read = FormImport.Read(text, library.Of, out var faults);
            var composed = When.Instant(parsed.GetValue(at), "--at");
            var lines = text.Split('\n');
            var all = faults.Select(f => (f.Line, Text: $"{f.Detail} [{f.Rule}]")).ToList();
            if (read is { } form)
            {
                all.AddRange(FormCheck.Check(form.Pack, form.Filled.Form, form.Filled.Values, composed, parsed.GetValue(members))
                    // The reading has named what is missing, with its line.
                    .Where(f => f.Rule != "INS-020")
                    .Select(f => (Line: Math.Max(1, Array.FindIndex(lines, l => l.Contains($". {f.Field} |", StringComparison.Ordinal)) + 1), Text: $"'{f.Field}': {f.Detail} ({f.Provision}) [{f.Rule}]")));
            }

            if (all.Count > 0)
            {
                foreach (var (line, words) in all.OrderBy(f => f.Line))
                    Console.Error.WriteLine(Terminal.Plain($"{path.Name}, line {line}: {words}"));
                return Task.FromResult(1);
            }

            Write(read!.Value.Pack, read.Value.Filled, parsed.GetValue(language)!, parsed.GetValue(language)!, parsed.GetValue(format)!, []);
            foreach (var threshold in FormCheck.Reached(read.Value.Pack, read.Value.Filled.Form, read.Value.Filled.Values, composed))
                Console.Error.WriteLine(Terminal.Plain($"reaches {read.Value.Pack.Name} {threshold.Provision} ({threshold.Id}): {threshold.Means}"));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Render()
    {
        var record = new Argument<string>("record") { Description = "The record's id, or its beginning." };
        var (language, format) = (Language(), Format());
        var command = new Command("render", """
            Show a record's form in another language: labels and coded values from the pack, free text in the original with a marked place
            for a translation.

            Example: parley instrument form render 3f1c… --language pl --archive ./out/X-BY
            Example: parley instrument form render 3f1c… --format html --node ./by > form.html
            """) { record, language, format, RecordSource.ArchiveOption, RecordSource.NodeOption, PackOption.Packs };
        command.Run((parsed, _) =>
        {
            var wanted = parsed.GetValue(record)!.TrimEnd('…');
            var records = RecordSource.Read(parsed) ?? throw new CommandFailure("give --archive DIR or --node DIR: a record is somewhere");
            var found = records.Where(r => r.Record.Id.ToString().StartsWith(wanted, StringComparison.Ordinal)).ToArray();
            if (found.Length != 1 || wanted.Length < 4)
                throw new CommandFailure(found.Length == 0 ? $"there is no record {wanted} here" : $"{wanted} is not enough: {found.Length} records begin so");
            var known = found[0].Record;
            var library = PackOption.Library(parsed);
            if (library.Of(known.Content.Form) is not { } pack)
                throw new CommandFailure($"no pack here has the form {known.Content.Form}");
            var values = known.Fields.All.ToDictionary(f => f.Name, f => f.Value);
            var parties = known.Content.To.Select(d => d.Party).Prepend(known.Content.Author);
            var zones = parties.Select(p => pack.Parties.FirstOrDefault(x => x.Id == Parley.Instruments.Acts.RecordedActs.Real(pack, p))?.Zone).OfType<string>().Distinct().Take(2).ToArray();
            Write(pack, new FilledForm(pack.Form(known.Content.Form.Value)!, values), parsed.GetValue(language)!, known.Content.Language, parsed.GetValue(format)!, zones);
            if (values.TryGetValue(FormCheck.PackField, out var stamp) && stamp != pack.Stamp)
                Console.Error.WriteLine(Terminal.Plain($"parley: it was filled under another version of the pack, '{stamp}'; here is '{pack.Stamp}'"));
            return Task.FromResult(0);
        });
        return command;
    }

    public static (Pack Pack, FormDefinition Form) Find(PackLibrary library, string id)
    {
        if (FormId.TryParse(id, out var form) && library.Of(form) is { } pack && pack.Form(id) is { } found)
            return (pack, found);
        throw new CommandFailure($"no pack here has a form '{id}'; 'parley instrument form list' lists them");
    }

    private static void Write(Pack pack, FilledForm filled, string language, string original, string format, IReadOnlyList<string> zones) => Console.Write(format switch
    {
        "html" => FormRendering.ToHtml(pack, filled, language, original, zones),
        "json" => FormRendering.ToJson(pack, filled, language, original),
        "csv" => FormRendering.ToCsv(pack, filled, language),
        _ => Terminal.Plain(FormRendering.ToText(pack, filled, language, original, zones)),
    });
}
