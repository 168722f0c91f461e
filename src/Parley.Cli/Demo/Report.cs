using Spectre.Console;

namespace Parley.Cli.Demo;

/// <summary>The end of an exercise on the terminal.</summary>
internal static class Report
{
    public static void Print(Summary summary, Exercise exercise)
    {
        Console.WriteLine();
        Facts("The accounts agree on", summary.Agreed, exercise);
        Facts("They dispute", summary.Disputed, exercise);
        Facts("Stated by one, neither confirmed nor contested by the other", summary.NotContested, exercise);
        Facts("Stated by one, and nobody else has given an account", summary.OneSided, exercise);
        Console.WriteLine($"{summary.Records} records and {summary.Receipts} receipts at {exercise.Nodes.Count} nodes: {summary.Lost} lost, {summary.Duplicated} duplicated, {summary.LedgersVerified} of {summary.Ledgers} ledgers verified, {summary.Cosignatures} cosignatures of peers{(summary.Kills > 0 ? $", {summary.Kills} kills" : "")}; {summary.Seconds:0.0} s");
        Console.WriteLine($"{summary.Sealing.TakenSealed} times a record came sealed for its channel's group and {summary.Sealing.TakenPlain} times plain inside the bundle; {summary.Sealing.GroupsInStep} of {summary.Sealing.Groups} groups have all members in one epoch");
        foreach (var fault in summary.Faults)
            Console.WriteLine($"  fault: {fault}");
        Console.WriteLine($"\n{(summary.Good ? "Everything holds." : "THIS DOES NOT HOLD.")}\n\nEXERCISE");
    }

    private static void Facts(string heading, IReadOnlyList<SummaryFact> facts, Exercise exercise)
    {
        if (facts.Count == 0)
            return;
        var parties = exercise.Nodes.Select(n => n.Party.Id).Where(p => facts.Any(f => f.Stated.ContainsKey(p))).ToArray();
        var table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.Title = new TableTitle($"[bold]{Markup.Escape(heading)}[/]");
        table.AddColumn("fact");
        foreach (var party in parties)
            table.AddColumn(Markup.Escape(party));
        foreach (var fact in facts)
            table.AddRow([Markup.Escape(fact.Fact), .. parties.Select(p => Markup.Escape(fact.Stated.GetValueOrDefault(p, "–")))]);
        AnsiConsole.Write(table);
    }
}
