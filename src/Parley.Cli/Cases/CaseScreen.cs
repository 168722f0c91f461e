using Parley.Cases;
using Parley.Cases.Accounts;
using Parley.Cases.Demarches;
using Parley.Cases.Incidents;
using Parley.Cases.Prevention;
using Parley.Cases.Reports;
using Parley.Cases.Statements;
using Parley.Records.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Parley.Cli.Cases;

/// <summary>A case on a terminal.</summary>
internal static class CaseScreen
{
    private static readonly Dictionary<FactState, string> Colours = new() { [FactState.Agreed] = "green", [FactState.Disputed] = "red", [FactState.NotContested] = "yellow", [FactState.OneSided] = "blue" };

    public static void Show(IAnsiConsole console, CaseFile file, DateTimeOffset now)
    {
        Head(console, file, now);
        console.Write(Timeline(file));
        FirstHour(console, file);
        Accounts(console, file);
        Demands(console, file, now);
        Links(console, file);
        InquiryScreen.Show(console, file, now);
        MatrixScreen.Show(console, file);
        Open(console, file, now);
        Attempts(console, file);
        Exercise(console, file);
    }

    public static void Head(IAnsiConsole console, CaseFile file, DateTimeOffset now)
    {
        var incident = Incident.Of(file);
        Exercise(console, file);
        var (publicly, exercise) = (file.Entries.Count(e => e.IsPublic), file.Entries.Count(e => e.IsExercise));
        var lines = new List<string>
        {
            $"[bold]{Text(incident.Title)}[/]",
            $"[grey]case[/] {Text(file.Name)}  [grey]kind[/] {Text(incident.Kind?.Title ?? "not stated")}  [grey]region[/] {Text(incident.Said("region") ?? "not stated")}",
            $"[grey]as at[/] {Times.ToText(now)}  [grey]records[/] {file.Entries.Count}: {publicly} of the public record, {exercise} of an exercise, {file.Entries.Count - publicly - exercise} others",
        };
        console.Write(new Panel(new Markup(string.Join('\n', lines))) { Border = BoxBorder.Rounded, Expand = true });
    }

    public static void Exercise(IAnsiConsole console, CaseFile file)
    {
        if (file.Entries.Any(e => e.IsExercise))
            console.Write(new Rule("[bold black on yellow] EXERCISE [/]") { Style = Style.Parse("yellow") });
    }

    public static Table Timeline(CaseFile file)
    {
        var table = NewTable("Timeline", "when, UTC", "", "who", "what");
        foreach (var line in Parley.Cases.Timeline.Of(file))
            table.AddRow(Cell(When(line.At)), new Markup(Mark(line.Entry)), Cell(line.Who), new Markup($"[bold]{Text(line.What)}[/] {Text(line.Text)}"));
        return table;
    }

    private static void FirstHour(IAnsiConsole console, CaseFile file)
    {
        var steps = Incident.Of(file).FirstHour;
        // Of an incident that was entered from the public record, nobody keeps a checklist.
        if (steps.All(s => s.Done.Count == 0))
            return;
        var table = NewTable("The first hour", "minute", "step", "who", "done");
        foreach (var step in steps)
            table.AddRow(Cell($"{step.Step.Minutes}"), Cell(step.Step.What), Cell(step.Step.Who), new Markup(step.Done.Count == 0 ? "[grey]nobody says so[/]" : string.Join('\n', step.Done.Select(d => $"[green]{Text(d.Party.Value)}[/] {Text(d.By)}, {Text(d.At)}{(d.Note is { } note ? $": {Text(note)}" : "")}"))));
        console.Write(table);
    }

    public static void Accounts(IAnsiConsole console, CaseFile file)
    {
        var incident = Incident.Of(file);
        if (incident.Facts.Count == 0)
        {
            console.MarkupLine("[grey]No party has given an account.[/]\n");
            return;
        }

        foreach (var (matter, title) in new[] { (Matter.Fact, "Did it happen: the facts by state"), (Matter.Inquiry, "Who and why: for an inquiry, not settled by agreement on the above") })
        {
            var facts = incident.Facts.Where(f => IncidentKind.MatterOf(f.Name) == matter).ToArray();
            if (facts.Length == 0)
                continue;
            var table = NewTable(title, ["state", "fact", .. incident.Accounts.Select(a => a.Party.Value)]);
            foreach (var fact in facts.OrderBy(f => f.State).ThenBy(f => f.Name, StringComparer.Ordinal))
                table.AddRow([new Markup($"[{Colours[fact.State]}]{CaseWords.Of(fact.State)}[/]"), Cell(fact.Name), .. incident.Accounts.Select(a => Cell(fact.Stated.GetValueOrDefault(a.Party, "–")))]);
            console.Write(table);
        }

        foreach (var account in incident.Accounts.Where(a => Account.Versions(file, a.Party).Count > 1))
            console.MarkupLine($"[grey]{Text(account.Party.Value)} has given {Account.Versions(file, account.Party).Count} accounts; the latest is shown, and --json has all.[/]");
        console.MarkupLine("[grey]Silence is never agreement: [/][yellow]not contested[/][grey] means that the other gave an account and left it out.[/]\n");
    }

    public static void Demands(IAnsiConsole console, CaseFile file, DateTimeOffset now)
    {
        foreach (var demarche in Demarche.Of(file))
        {
            var deadline = demarche.Deadline is { } date ? $"deadline {Text(date.Text)}" : $"no deadline was set, so nothing is late; days passed: {demarche.DaysElapsed(now)}";
            var table = NewTable($"Demands of {demarche.Asker} ({deadline})", "", "demand", "what was said to it", "replies", "satisfied");
            foreach (var demand in demarche.Demands)
            {
                var said = string.Join('\n', demand.Reactions.Select(r => $"{Text(r.Organ ?? r.Entry.Party.Value)}{(r.IsReply ? "" : " [yellow](a reaction, no reply until the asker says so)[/]")}: {Text(r.Text)}{string.Concat(r.Conditions.Select(c => $"\n  [grey]on condition:[/] {Text(c)}"))}"));
                table.AddRow(Cell($"{demand.Number}"), Cell(demand.Text), new Markup(said.Length > 0 ? said : "[red]nothing found[/]"), Cell($"{demand.Replies.Count()}"),
                    new Markup(demand.Satisfied is { } word ? Text(word) : demarche.IsLate(demand, now) ? "[red]not stated, late[/]" : "[grey]not stated[/]"));
            }

            console.Write(table);
        }
    }

    public static void Links(IAnsiConsole console, CaseFile file)
    {
        var links = StatementsView.Of(file).Links;
        if (links.Count == 0)
            return;
        var table = NewTable("How statements and sources stand to each other", "state", "link", "between", "why");
        foreach (var link in links)
        {
            var words = link.Asserted.Select(a => $"{Text(a.Party.Value)}{Exercised(a.Entry)}: {Text(a.Reason)}").Concat(link.Denied.Select(d => $"[red]denied by[/] {Text(d.Party.Value)}{Exercised(d.Entry)}: {Text(d.Reason)}"));
            table.AddRow(new Markup(link.State switch { LinkState.Asserted => "[green]asserted[/]", LinkState.Disputed => "[red]disputed[/]", LinkState.Dismissed => "[grey]dismissed[/]", _ => "[yellow]proposed[/]" }),
                Cell(link.Type), Cell($"{link.From} {(link.Type is "contradicts" or "source-conflict" or "differs-in-emphasis" ? "↔" : "→")} {link.To}"),
                new Markup(string.Join('\n', words.DefaultIfEmpty($"[grey]{Text(link.Proposal ?? "")}[/]"))));
        }

        console.Write(table);
    }

    private static void Open(IAnsiConsole console, CaseFile file, DateTimeOffset now)
    {
        var measures = Measure.Of(file);
        if (measures.Count > 0)
        {
            var table = NewTable("Measures against recurrence", "state", "measure", "owner", "agreed by", "due");
            foreach (var measure in measures)
                table.AddRow(new Markup(measure.StateAt(now) is MeasureState.Overdue ? "[bold red]overdue[/]" : Text(CaseWords.Of(measure.StateAt(now)))), Cell(measure.Text), Cell(measure.Owner.Value), Cell(string.Join(", ", measure.AgreedBy)), Cell(measure.Due?.Text ?? "–"));
            console.Write(table);
        }

        var calendar = CaseCalendar.Of(file, now);
        if (calendar.Count > 0)
        {
            var table = NewTable("On the watch's calendar", "due", "what", "owed by", "");
            foreach (var entry in calendar)
                table.AddRow(Cell(entry.Due.Text), Cell($"{entry.What}: {entry.Text}"), Cell(entry.Owed?.Value ?? "–"), new Markup(entry.IsOverdue ? "[bold red]overdue[/]" : "open"));
            console.Write(table);
        }

        if (ReportView.Of(file) is { Latest: { } text } report)
            console.MarkupLine($"[bold]Report[/] {Text(text.Sha256.ToString()[..16])}…: signed by {Text(string.Join(", ", text.Signatures.Select(s => s.Party.Value)))}{(report.Missing.Count > 0 ? $"; missing {Text(string.Join(", ", report.Missing.Select(p => p.Value)))}" : "")}; {report.Dissents.Count} dissents\n");
    }

    private static void Attempts(IAnsiConsole console, CaseFile file)
    {
        var attempts = Parley.Cases.Attempts.Of(file);
        if (attempts.Count == 0)
            return;
        var table = NewTable("Kept, and counted for nothing", "party", "form", "rule", "reason");
        foreach (var attempt in attempts)
            table.AddRow(Cell(attempt.Entry.Party.Value), Cell(attempt.Entry.Form), Cell(attempt.Rule), Cell(attempt.Reason));
        console.Write(table);
    }

    internal static Table NewTable(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"[bold]{Text(title)}[/]"), Expand = true };
        table.BorderColor(Color.Grey);
        foreach (var column in columns)
            table.AddColumn(new TableColumn($"[grey]{Text(column)}[/]"));
        return table;
    }

    /// <summary>Text of parties, for a screen that obeys markup and control characters.</summary>
    internal static string Text(string text) => Markup.Escape(Terminal.Plain(text));

    internal static IRenderable Cell(string text) => new Text(Terminal.Plain(text));

    private static string Exercised(Entry entry) => entry.IsExercise ? " [black on yellow]EX[/]" : "";

    private static string Mark(Entry entry) => entry.IsExercise ? "[black on yellow]EX[/]" : entry.IsPublic ? "[grey]public[/]" : "";

    private static string When(StatedTime at) => at.From == at.Until ? at.Text[..10] + " " + at.Text[11..16] + "Z" : at.Text.Split(' ', 2)[0];
}
