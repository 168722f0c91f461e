using Parley.Node.Api;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Parley.Cli.Demo;

/// <summary>The table of the exercise while it plays: a row a record, a column a member, in each the highest rung of its ladder.</summary>
internal sealed class LiveTable(Exercise exercise)
{
    private const int Rows = 22;

    public static IRenderable Legend => new Markup("[grey]· queued   → sent   ● delivered   ✓ read   ▲ shown to the principal   ≡ understood   ↩ answered   ★ adequate   ✗ declined[/]\n\nEXERCISE");

    public async Task<IRenderable> DrawAsync(CancellationToken cancel)
    {
        var records = new List<RecordMessage>();
        foreach (var node in exercise.Nodes)
        {
            try
            {
                records.AddRange(await node.Client.OwnRecordsAsync(cancel));
            }
            catch (IOException)
            {
                // It is down at the moment; its rows come back with it.
            }
        }

        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).Expand();
        table.Title = new TableTitle($"[bold]EXERCISE  {Markup.Escape(exercise.Scenario.Title)}[/]");
        table.Caption = new TableTitle($"scenario time {exercise.Clock.At(TimeProvider.System.GetUtcNow()):yyyy-MM-dd HH:mm}Z, {exercise.Clock.Rate}× real time; {records.Count} records");
        table.AddColumn("time (UTC)").AddColumn("from").AddColumn("what").AddColumn("track");
        foreach (var node in exercise.Nodes)
            table.AddColumn(new TableColumn(node.Party.Id).Centered());

        foreach (var record in records.OrderBy(r => r.Composed).ThenBy(r => r.Author).TakeLast(Rows))
        {
            var urgent = record.Precedence is "flash" or "immediate";
            List<IRenderable> row =
            [
                new Text(record.Composed[5..16].Replace('T', ' ')),
                new Text($"{record.Author} {record.Number}"),
                new Markup($"{(urgent ? $"[red]{record.Precedence.ToUpperInvariant()}[/] " : "")}{Markup.Escape(record.Form)}{(record.Crossed.Count > 0 ? " [yellow]crossed[/]" : "")}"),
                new Markup(record.Exercise ? "[aqua]EXERCISE[/]" : "public record"),
            ];
            foreach (var node in exercise.Nodes)
                row.Add(node.Party.Id == record.Author ? new Text("") : new Markup(Rung(record, node.Party.Id)));
            table.AddRow(row);
        }

        return new Rows(table, Legend);
    }

    private static string Rung(RecordMessage record, string member) =>
        record.Ladder.Where(r => r.Member == member).Select(r => r.Rung).ToHashSet() switch
        {
            var rungs when rungs.Contains("adequate") => "[green]★[/]",
            var rungs when rungs.Contains("declined") => "[yellow]✗[/]",
            var rungs when rungs.Contains("answered") => "[green]↩[/]",
            var rungs when rungs.Contains("understood") => "[green]≡[/]",
            var rungs when rungs.Contains("shown") => "[green]▲[/]",
            var rungs when rungs.Contains("read") => "[green]✓[/]",
            var rungs when rungs.Contains("delivered") => "[blue]●[/]",
            var rungs when rungs.Contains("refused") => "[red]✗[/]",
            var rungs when rungs.Contains("sent") => "→",
            var rungs when rungs.Contains("queued") => "[grey]·[/]",
            _ => "",
        };
}
