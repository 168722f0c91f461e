using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Parley.Cases;
using Parley.Cases.Exports;
using Parley.Cases.Incidents;
using Parley.Cases.Reports;
using Parley.Cli.Archives;
using Parley.Cli.Cases;
using Parley.Records.Text;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class CaseCommand
{
    public static Command Create() => new("case", """
        Incidents, demarches and joint inquiries: what each side says, what follows from it, and what is missing. No verdict.

        Example: parley case show belarus-2022 --archive ./archives/X-BY
        """)
    {
        Show(), Accounts(), Statements(), MatrixOf(), Report(), Export(),
        CaseEntryCommand.New(), CaseEntryCommand.Request(), CaseEntryCommand.Import(), CaseEvidenceCommand.Create(), CaseWitnessCommand.Create(), CaseReadCommand.Create(),
    };

    private static Command Show()
    {
        var name = new Argument<string?>("case") { Description = "The case's name, such as belarus-2022. Without one: the register of all cases.", Arity = ArgumentArity.ZeroOrOne };
        var beside = new Option<string[]>("--beside") { Description = "Another case to set beside it, point by point; may be repeated.", DefaultValueFactory = _ => [] };
        var with = new Option<DirectoryInfo[]>("--with") { Description = "Another archive to read too, such as that of another exercise; may be repeated.", DefaultValueFactory = _ => [] };
        var region = new Option<string?>("--region") { Description = "Of the register, only this region." };
        var from = new Option<string?>("--from") { Description = "Of the register, only what happened at or after this time or day." };
        var until = new Option<string?>("--until") { Description = "Of the register, only what happened at or before this time or day." };
        var command = new Command("show", """
            Show a case: timeline, facts by state, open demands, links between statements, inquiry, matrix, measures. Without a name,
            the register of all cases.

            Example: parley case show belarus-2022 --archive ./archives/X-BY
            Example: parley case show belarus-2022 --beside przewodow-2022 --archive ./archives/X-BY
            Example: parley case show --region Brest --from 2022-12-01 --archive ./archives/X-BY
            """) { name, beside, with, region, from, until, CaseSource.AtOption, RecordSource.ArchiveOption, RecordSource.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var library = CaseSource.Library(parsed);
            foreach (var record in parsed.GetValue(with)!.SelectMany(d => RecordSource.ReadArchive(d.FullName)))
                library.Add(record.Record);
            var json = parsed.GetValue(Terminal.JsonOption);
            if (parsed.GetValue(name) is not { } wanted)
            {
                var lines = Register.Of(library, parsed.GetValue(region), Day(parsed.GetValue(from))?.From, Day(parsed.GetValue(until))?.Until);
                if (json)
                    Console.Write(CaseJson.Text(RegisterJson(lines)));
                else
                    AnsiConsole.Write(RegisterTable(lines));
                return Task.FromResult(0);
            }

            CaseFile[] files = [.. parsed.GetValue(beside)!.Prepend(wanted).Select(n => library.Open(n) ?? throw new CommandFailure($"there is no case {n} here; there are: {string.Join(", ", library.Names)}"))];
            var now = CaseSource.At(parsed, files.MaxBy(f => f.Entries[^1].Composed)!);
            if (files.Length > 1)
                Parallel(files, now, json);
            else if (json)
                Console.Write(CaseJson.Write(files[0], now));
            else
                CaseScreen.Show(AnsiConsole.Console, files[0], now);
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Accounts() => CaseSource.Over("accounts", """
        Show each party's account fact by fact: agreed, disputed, one-sided, not contested.

        Example: parley case accounts belarus-2022 --archive ./archives/X-BY
        """, (parsed, file, now) =>
    {
        if (parsed.GetValue(Terminal.JsonOption))
        {
            Console.Write(CaseJson.Text(new JsonObject { ["case"] = file.Name, ["facts"] = CaseJson.Facts(file), ["accounts"] = CaseJson.Accounts(file) }));
            return 0;
        }

        CaseScreen.Head(AnsiConsole.Console, file, now);
        CaseScreen.Accounts(AnsiConsole.Console, file);
        CaseScreen.Exercise(AnsiConsole.Console, file);
        return 0;
    });

    private static Command Statements() => CaseSource.Over("statements", """
        Show what officials said, what each claims, and how statements stand to each other.

        Example: parley case statements belarus-2022 --archive ./archives/X-BY
        """, (parsed, file, now) =>
    {
        if (parsed.GetValue(Terminal.JsonOption))
        {
            Console.Write(CaseJson.Text(new JsonObject { ["case"] = file.Name, ["statements"] = CaseJson.Statements(file), ["links"] = CaseJson.Links(file) }));
            return 0;
        }

        CaseScreen.Head(AnsiConsole.Console, file, now);
        AnsiConsole.Write(StatementScreen.Table(file));
        CaseScreen.Links(AnsiConsole.Console, file);
        StatementScreen.Backdrop(AnsiConsole.Console, file);
        CaseScreen.Exercise(AnsiConsole.Console, file);
        return 0;
    });

    private static Command MatrixOf() => CaseSource.Over("matrix", """
        Show hypotheses against evidence, per rater and per party, widest disagreement first, with what the order hangs on.

        Example: parley case matrix belarus-2022 --archive ./archives/X-BY
        """, (parsed, file, now) =>
    {
        if (parsed.GetValue(Terminal.JsonOption))
        {
            Console.Write(CaseJson.Text(MatrixJson.Of(file)));
            return 0;
        }

        CaseScreen.Head(AnsiConsole.Console, file, now);
        MatrixScreen.Show(AnsiConsole.Console, file);
        CaseScreen.Exercise(AnsiConsole.Console, file);
        return 0;
    });

    private static Command Report()
    {
        var format = new Option<string>("--format") { Description = "md, html or json.", DefaultValueFactory = _ => "md" };
        format.AcceptOnlyFromAmong("md", "html", "json");
        var toSign = new Option<bool>("--to-sign") { Description = "Write only the text that is put forward to be signed." };
        var extract = new Option<bool>("--public") { Description = "Write the extract for the public." };
        return CaseSource.Over("report", """
            Write the report of an inquiry. Nodes that hold the same records write the same bytes.

            Example: parley case report lake-2031 --format html --archive ./archives/X-ARD > report.html
            Example: parley case report lake-2031 --to-sign --node ./ard | sha256sum
            """, (parsed, file, now) =>
        {
            if (parsed.GetValue(toSign))
                Console.Write(ReportDocument.TextToSign(file));
            else if (parsed.GetValue(Terminal.JsonOption) || parsed.GetValue(format) == "json")
                Console.Write(CaseJson.Write(file, now));
            else
                Write(parsed.GetValue(extract) ? ReportDocument.Public(file) : ReportDocument.Whole(file, now), ReportDocument.Banner(file), Incident.Of(file).Title, parsed.GetValue(format)!);
            return 0;
        }, format, toSign, extract);
    }

    private static Command Export()
    {
        var format = new Option<string>("--format") { Description = "json, geojson, csv, or prov for the custody of evidence.", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "geojson", "csv", "prov");
        var table = new Option<string>("--table") { Description = $"Which table, for csv: {string.Join(", ", CaseCsv.Tables)}.", DefaultValueFactory = _ => "timeline" };
        table.AcceptOnlyFromAmong([.. CaseCsv.Tables]);
        return CaseSource.Over("export", """
            Write a case for other programs: JSON (docs/spec/case.schema.json), GeoJSON, CSV, or W3C PROV.

            Example: parley case export belarus-2022 --archive ./archives/X-BY > belarus-2022.json
            Example: parley case export belarus-2022 --format csv --table facts --archive ./archives/X-BY
            """, (parsed, file, now) =>
        {
            Console.Write(parsed.GetValue(format) switch
            {
                "geojson" => CaseGeoJson.Write(file),
                "csv" => CaseCsv.Write(file, parsed.GetValue(table)!),
                "prov" => CaseProv.Write(file),
                _ => CaseJson.Write(file, now),
            });
            return 0;
        }, format, table);
    }

    private static void Write(IReadOnlyList<Block> blocks, string? banner, string title, string format)
    {
        if (format == "html")
            Console.Write(Html.Write(title, "en", banner, blocks));
        else
            Console.Write(banner is null ? Markdown.Write(blocks) : $"{banner}\n\n{Markdown.Write(blocks)}\n{banner}\n");
    }

    private static void Parallel(CaseFile[] files, DateTimeOffset now, bool json)
    {
        var points = ParallelCases.Of(files, now);
        if (json)
        {
            Console.Write(CaseJson.Text(new JsonObject
            {
                ["cases"] = new JsonArray([.. files.Select(f => (JsonNode?)f.Name)]),
                ["points"] = new JsonArray([.. points.Select(p => (JsonNode?)new JsonObject { ["point"] = p.Name, ["values"] = new JsonArray([.. p.Values.Select(v => (JsonNode?)v)]) })]),
            }));
            return;
        }

        var table = CaseScreen.NewTable("Parallel cases, point by point", ["", .. files.Select(f => f.Name)]);
        foreach (var point in points.Where(p => p.Values.Any(v => v != "–")))
            table.AddRow([new Markup($"[grey]{point.Name}[/]"), .. point.Values.Select(CaseScreen.Cell)]);
        AnsiConsole.Write(table);
        foreach (var file in files.Take(1))
            CaseScreen.Exercise(AnsiConsole.Console, file);
    }

    private static Table RegisterTable(IReadOnlyList<RegisterLine> lines)
    {
        var table = CaseScreen.NewTable("Register of incidents", "when", "case", "what", "region", "parties", "agreed / disputed");
        foreach (var line in lines)
            table.AddRow(CaseScreen.Cell(line.At.Text.Split(' ')[0]), new Markup(CaseScreen.Text(line.Name) + (line.IsExercise ? " [black on yellow]EX[/]" : "")), CaseScreen.Cell(line.Title), CaseScreen.Cell(line.Region ?? "–"),
                CaseScreen.Cell(string.Join(' ', line.Parties)), CaseScreen.Cell(string.Create(CultureInfo.InvariantCulture, $"{line.Agreed} / {line.Disputed}")));
        return table;
    }

    private static JsonArray RegisterJson(IReadOnlyList<RegisterLine> lines) => new([.. lines.Select(l => (JsonNode?)new JsonObject
    {
        ["case"] = l.Name, ["title"] = l.Title, ["kind"] = l.Kind, ["region"] = l.Region, ["when"] = l.At.Text, ["parties"] = new JsonArray([.. l.Parties.Select(p => (JsonNode?)p.Value)]),
        ["records"] = l.Records, ["agreed"] = l.Agreed, ["disputed"] = l.Disputed, ["exercise"] = l.IsExercise,
    })]);

    private static StatedTime? Day(string? text) => text is null ? null : StatedTime.Read(text) is { } time && time.Text.Length is 4 or 7 or 10 or 20
        ? StatedTime.Read(text)
        : throw new CommandFailure($"'{text}' is not a day such as 2022-12-29 or a time such as {Times.ToText(DateTimeOffset.UnixEpoch)}");
}
