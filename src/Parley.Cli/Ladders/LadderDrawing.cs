using Parley.Node.Api;
using Parley.Records;
using Spectre.Console;

namespace Parley.Cli.Ladders;

/// <summary>A record's ladder on the terminal: the lowest rung at the bottom, a column for each member.</summary>
internal static class LadderDrawing
{
    /// <summary>The rungs from the top down, as people say them.</summary>
    private static readonly (string Rung, string Words)[] Rungs =
    [
        ("adequate", "adequate"), ("answered", "answered"), ("understood", "understood"), ("shown", "shown to the principal"),
        ("read", "read at the desk"), ("delivered", "delivered"), ("sent", "sent"), ("queued", "queued"),
    ];

    public static void Print(RecordMessage record)
    {
        var banner = record.Exercise ? RecordRendering.ExerciseBanner : record.Form.StartsWith("public.", StringComparison.Ordinal) ? RecordRendering.PublicRecordBanner : null;
        if (banner is not null)
            Console.WriteLine($"{banner}\n");
        Console.WriteLine($"{record.Precedence.ToUpperInvariant()}  {record.Author} number {record.Number}  {record.Form}{(record.Subject is { } subject ? $"  {subject}" : "")}");
        Console.WriteLine($"composed {Time(record.Composed)} on {record.Channel}, record {record.Id}\n");
        AnsiConsole.Write(Ladder(record));
        if (record.Questions.Any(q => q.Text is not null))
            AnsiConsole.Write(Questions(record));
        foreach (var member in record.Members)
        {
            foreach (var paraphrase in member.Paraphrases)
                Paraphrase(member.Member, paraphrase);
            if (member.Holding is { } holding)
                Console.WriteLine($"{member.Member} is looking into it (said {Time(holding.At)}): next word by {Time(holding.NextWordBy)}");
        }

        if (record.Crossed.Count > 0)
            Console.WriteLine($"crossed with {string.Join(", ", record.Crossed)}: each was written before its officer had read the other");
        if (banner is not null)
            Console.WriteLine($"\n{banner}");
    }

    private static Table Ladder(RecordMessage record)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("");
        foreach (var member in record.Members)
            table.AddColumn($"[bold]{Markup.Escape(member.Member)}[/]\n[grey]{(member.Acts ? "to act" : "for information")}[/]");
        foreach (var (rung, words) in Rungs)
            table.AddRow([Markup.Escape(words), .. record.Members.Select(m => Cell(record, m, rung))]);
        foreach (var end in new[] { "declined", "refused" }.Where(end => record.Ladder.Any(r => r.Rung == end)))
            table.AddRow([end, .. record.Members.Select(m => Cell(record, m, end))]);
        return table;
    }

    private static string Cell(RecordMessage record, MemberMessage member, string rung)
    {
        if (record.Ladder.FirstOrDefault(r => r.Member == member.Member && r.Rung == rung) is { } climbed)
            return rung is "declined" or "refused" ? $"[yellow]✗ {Time(climbed.At)}[/]" : $"[green]✓[/] {Time(climbed.At)}";
        var answered = member.Questions.Count(q => q.State is "answered" or "adequate" or "not-adequate");
        return rung switch
        {
            "understood" when member.Paraphrases.Count > 0 => member.Paraphrases[^1].State == "corrected" ? "[yellow]paraphrase corrected[/]" : "[grey]paraphrase waits for a word[/]",
            "answered" when answered > 0 => $"[grey]{answered} of {member.Questions.Count}[/]",
            "adequate" when member.Questions.Any(q => q.State == "not-adequate") => "[yellow]not adequate[/]",
            // Of another party's record the first two rungs are known to its own node only; and whoever is only told owes nothing.
            "queued" or "sent" when record.Direction != "sent" => "[grey]known to its node[/]",
            "answered" or "adequate" when !member.Acts => "",
            _ => "[grey]·[/]",
        };
    }

    private static Table Questions(RecordMessage record)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("question");
        foreach (var member in record.Members.Where(m => m.Acts))
            table.AddColumn($"[bold]{Markup.Escape(member.Member)}[/]");
        foreach (var question in record.Questions)
        {
            table.AddRow([
                $"[bold]{Markup.Escape(question.Name)}[/]  {Markup.Escape(Terminal.Plain(question.Text ?? ""))}",
                .. record.Members.Where(m => m.Acts).Select(m => State(m.Questions.First(q => q.Question == question.Name))),
            ]);
        }

        return table;
    }

    private static string State(StandingMessage standing) => standing.State switch
    {
        "open" => "[grey]open[/]",
        "adequate" => $"[green]adequate[/] {Time(standing.At!)}",
        "not-adequate" => $"[yellow]not adequate[/] {Time(standing.At!)}",
        "declined" => $"[yellow]declined[/] {Time(standing.At!)}",
        _ => $"answered {Time(standing.At!)}",
    };

    private static void Paraphrase(string member, ParaphraseMessage paraphrase)
    {
        Console.WriteLine($"{member} understood it so ({Time(paraphrase.At)}, record {paraphrase.Record}): {Terminal.Plain(paraphrase.Text)}");
        Console.WriteLine(paraphrase.State switch
        {
            "confirmed" => "    confirmed by its author",
            "corrected" => $"    corrected by its author: {Terminal.Plain(paraphrase.Correction!)}",
            _ => "    its author has not confirmed or corrected this",
        });
    }

    private static string Time(string at) => $"{at[..19].Replace('T', ' ')}Z";
}
