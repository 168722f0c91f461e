using Parley.Cases;
using Parley.Cases.Statements;
using Spectre.Console;

namespace Parley.Cli.Cases;

/// <summary>Statements and the backdrop on a terminal.</summary>
internal static class StatementScreen
{
    public static Table Table(CaseFile file)
    {
        var table = CaseScreen.NewTable("What was said", "name", "uttered", "speaker", "what", "claims", "source");
        foreach (var statement in StatementsView.Of(file).Statements)
        {
            table.AddRow(CaseScreen.Cell(statement.Item.ToString()), CaseScreen.Cell(statement.UtteredText),
                CaseScreen.Cell(string.Join("\n", new[] { statement.Speaker, statement.Office, statement.Organ, statement.State, statement.IsOfficial ? null : statement.Capacity }.OfType<string>().Where(v => v is not ("not stated" or "not named")).Distinct())),
                CaseScreen.Cell(statement.Text ?? statement.Summary ?? ""), CaseScreen.Cell(string.Join("\n", statement.Claims.Select(c => $"{c.Field}: {c.Text}"))), CaseScreen.Cell(statement.Source));
        }

        return table;
    }

    public static void Backdrop(IAnsiConsole console, CaseFile file)
    {
        var acts = StatementsView.Of(file).Backdrop.ToArray();
        if (acts.Length == 0)
            return;
        var table = CaseScreen.NewTable("Backdrop", "date", "what", "who", "declared", "not disclosed", "inferred, and by whom");
        foreach (var act in acts)
        {
            table.AddRow(CaseScreen.Cell(act.DateText), CaseScreen.Cell(act.Act), CaseScreen.Cell(string.Join("\n", act.Participants)), CaseScreen.Cell(string.Join("\n", act.Declared)),
                CaseScreen.Cell(string.Join("\n", act.NotDisclosed)), new Markup(string.Join("\n", act.Inferences.Select(i => $"[yellow]inference[/] [grey]({CaseScreen.Text(i.Name)})[/] {CaseScreen.Text(i.Value)}"))));
        }

        console.Write(table);
    }
}
