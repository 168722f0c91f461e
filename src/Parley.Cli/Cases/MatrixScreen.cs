using System.Globalization;
using Parley.Cases;
using Parley.Cases.Evidence;
using Parley.Cases.Hypotheses;
using Spectre.Console;

namespace Parley.Cli.Cases;

/// <summary>The matrix on a terminal: hypotheses as rows, per party, disagreement marked, and no winner.</summary>
internal static class MatrixScreen
{
    public static void Show(IAnsiConsole console, CaseFile file)
    {
        var matrix = Matrix.Of(file);
        if (matrix.Hypotheses.Count == 1)
            return;
        Hypotheses(console, matrix);
        if (matrix.Raters.Count == 0)
        {
            console.MarkupLine("[grey]Nobody has rated the evidence.[/]\n");
            return;
        }

        var raters = string.Join(", ", matrix.Raters.Select(r => $"{CaseScreen.Text(r.Name)}{(r.IsExercise ? " [black on yellow]EX[/]" : "")}{(r.Revealed ? r.Blind ? "" : " [red](had read another's sheet)[/]" : " [red](committed, not shown)[/]")}"));
        console.MarkupLine($"[grey]Rated blind by[/] {raters}");
        Cells(console, file, matrix);
        Sums(console, matrix);
    }

    private static void Hypotheses(IAnsiConsole console, Matrix matrix)
    {
        var table = CaseScreen.NewTable("Explanations that somebody holds", "", "hypothesis", "held by", "stands to");
        foreach (var hypothesis in matrix.Hypotheses)
        {
            table.AddRow(CaseScreen.Cell(hypothesis.Name), CaseScreen.Cell(hypothesis.Text), CaseScreen.Cell(hypothesis.HeldBy ?? "–"),
                CaseScreen.Cell(string.Join("; ", matrix.Relations.Where(r => r.From == hypothesis.Name).Select(r => $"{r.Type} {r.To}"))));
        }

        console.Write(table);
    }

    private static void Cells(IAnsiConsole console, CaseFile file, Matrix matrix)
    {
        var evidence = EvidenceView.Of(file).Items.Select(i => i.Item.ToString()).Where(e => matrix.Cells.Any(c => c.Evidence == e))
            .OrderByDescending(e => matrix.Cells.Where(c => c.Evidence == e).Max(c => c.Spread)).ThenByDescending(e => matrix.Diagnosticity.GetValueOrDefault(e)).ThenBy(e => e, StringComparer.Ordinal).ToArray();
        var table = CaseScreen.NewTable("The matrix: widest disagreement first", ["hypothesis", .. evidence]);
        foreach (var hypothesis in matrix.Hypotheses.Where(h => matrix.Cells.Any(c => c.Hypothesis == h.Name)))
        {
            table.AddRow([CaseScreen.Cell(hypothesis.Name), .. evidence.Select(e => matrix.Cells.FirstOrDefault(c => c.Hypothesis == hypothesis.Name && c.Evidence == e) is { } cell
                ? new Markup(string.Join('\n', cell.Ratings.GroupBy(r => r.Party).Select(p => $"{(cell.Spread > 1 ? "[red]" : cell.Spread > 0 ? "[yellow]" : "[white]")}{CaseScreen.Text(p.Key.Value)} {string.Join(' ', p.Select(r => RatingSheet.Letters(r.Rating)))}[/]")))
                : CaseScreen.Cell("–"))]);
        }

        table.AddEmptyRow();
        table.AddRow([new Markup("[grey]tells apart, 0–4[/]"), .. evidence.Select(e => CaseScreen.Cell(matrix.Diagnosticity.GetValueOrDefault(e).ToString("0.#", CultureInfo.InvariantCulture)))]);
        console.Write(table);
    }

    private static void Sums(IAnsiConsole console, Matrix matrix)
    {
        var table = CaseScreen.NewTable("Weighted inconsistency per party, nearest to 0 first; it is no verdict", "party", "order", "would change if this were false");
        foreach (var party in matrix.Parties)
        {
            table.AddRow(CaseScreen.Cell(party.Party.Value), CaseScreen.Cell(string.Join('\n', party.Order.Select(o => $"{(Math.Round(o.Score, 2) + 0.0).ToString("0.00", CultureInfo.InvariantCulture),6}  {o.Hypothesis}"))),
                CaseScreen.Cell(party.Critical.Count > 0 ? string.Join('\n', party.Critical) : "nothing by itself"));
        }

        console.Write(table);
        foreach (var ratio in matrix.Ratios)
            console.MarkupLine($"[grey]{CaseScreen.Text(ratio.Rater)}:[/] {CaseScreen.Text(ratio.Evidence)} is {ratio.Ratio.ToString("0.#", CultureInfo.InvariantCulture)} times as probable under {CaseScreen.Text(ratio.Over)} as under {CaseScreen.Text(ratio.Under)}: {ratio.Words}");
    }
}
