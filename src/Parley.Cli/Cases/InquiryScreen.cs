using Parley.Cases;
using Parley.Cases.Evidence;
using Parley.Cases.Inquiries;
using Spectre.Console;

namespace Parley.Cli.Cases;

/// <summary>An inquiry on a terminal: terms, members, requests, evidence.</summary>
internal static class InquiryScreen
{
    public static void Show(IAnsiConsole console, CaseFile file, DateTimeOffset now)
    {
        var inquiry = Inquiry.Of(file);
        Terms(console, inquiry);
        if (inquiry.Members.Count > 0)
        {
            var table = CaseScreen.NewTable("Who takes part", "officer", "role", "admitted", "words");
            foreach (var member in inquiry.Members)
                table.AddRow(CaseScreen.Cell(member.Officer), CaseScreen.Cell(member.Role), new Markup(member.IsAdmitted ? "[green]yes[/]" : "[red]no[/]"),
                    CaseScreen.Cell(string.Join("; ", member.Verdicts.Select(v => $"{v.Key} {v.Value.Verdict}{(v.Value.Reason is { } reason ? $": {reason}" : "")}"))));
            console.Write(table);
        }

        Rights(console, inquiry);
        Requests(console, file, now);
        Evidence(console, file);
    }

    public static void Requests(IAnsiConsole console, CaseFile file, DateTimeOffset now)
    {
        var requests = Inquiry.Of(file).Requests;
        if (requests.Count == 0)
            return;
        var table = CaseScreen.NewTable("Requests", "state", "what", "by", "of", "due", "days");
        foreach (var request in requests)
        {
            var state = request.StateAt(now);
            var colour = state switch { RequestState.Supplied => "green", RequestState.Requested or RequestState.Promised => "yellow", _ => "red" };
            table.AddRow(new Markup($"[{colour}]{CaseWords.Of(state)}[/]"), CaseScreen.Cell(request.Asks), CaseScreen.Cell(request.Asker.Value), CaseScreen.Cell(request.Asked.Value),
                CaseScreen.Cell(request.Due?.Text ?? "no clock"), CaseScreen.Cell($"{request.DaysElapsed(now)}"));
        }

        console.Write(table);
    }

    private static void Terms(IAnsiConsole console, Inquiry inquiry)
    {
        if (inquiry.Terms.Parties.Count == 0)
        {
            console.MarkupLine("[grey]No terms of reference have been offered for a joint inquiry in this case.[/]\n");
            return;
        }

        var state = inquiry.Terms.InForce is null ? "not in force" : "in force, signed by " + string.Join(", ", inquiry.Terms.Signatures.Select(s => s.Party.Value));
        var table = CaseScreen.NewTable($"Terms of reference: {state}", ["clause", "state", .. inquiry.Terms.Parties.Select(p => p.Value)]);
        foreach (var clause in inquiry.Terms.Clauses)
        {
            table.AddRow([CaseScreen.Cell(clause.Name), new Markup(clause.State switch
            {
                ClauseState.Agreed => "[green]agreed[/]",
                ClauseState.Open => "[grey]open[/]",
                ClauseState.Offered => "[yellow]offered[/]",
                _ => $"[red]{CaseWords.Of(clause.State)}[/]",
            }), .. inquiry.Terms.Parties.Select(p => CaseScreen.Cell(clause.Latest.TryGetValue(p, out var move) ? (move.IsRejection ? "rejects: " : "") + move.Text : "–"))]);
        }

        console.Write(table);
    }

    private static void Rights(IAnsiConsole console, Inquiry inquiry)
    {
        if (inquiry.Rights.Count == 0)
            return;
        var parties = inquiry.Rights.Select(r => r.Party).Distinct().Order().ToArray();
        var table = CaseScreen.NewTable("Rights, and what became of them", ["right", .. parties.Select(p => p.Value)]);
        foreach (var right in Inquiry.AllRights)
            table.AddRow([CaseScreen.Cell(right), .. parties.Select(p => CaseScreen.Cell(inquiry.Rights.FirstOrDefault(r => r.Right == right && r.Party == p) is { } use
                ? string.Join(", ", use.Moves.Select(m => $"{m["state"]} {m["at"] ?? Records.Text.Times.ToText(m.Composed)}"))
                : "–"))]);
        console.Write(table);
    }

    private static void Evidence(IAnsiConsole console, CaseFile file)
    {
        var items = EvidenceView.Of(file).Items;
        if (items.Count == 0)
            return;
        var table = CaseScreen.NewTable("Evidence", "name", "what", "SHA-256", "held by", "custody");
        foreach (var item in items)
            table.AddRow(CaseScreen.Cell(item.Item.ToString()), CaseScreen.Cell(item.Title + (item.CopyOf is { } original ? $" (copy of {original})" : "")), CaseScreen.Cell(item.Sha256 is { } hash ? hash.ToString()[..12] + "…" : "no file"),
                CaseScreen.Cell(item.Holders.Count > 0 ? string.Join("; ", item.Holders) : "not stated"), new Markup($"{item.Chain.Count}{(item.SealBroken ? ", [red]opened since it was sealed[/]" : "")}"));
        console.Write(table);
    }
}
