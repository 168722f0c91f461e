namespace Parley.Cases;

/// <summary>One line of a case's timeline.</summary>
/// <param name="At">When it happened or was said, as far as that is stated; else when it was entered.</param>
/// <param name="Who">The speaker or the desk.</param>
/// <param name="What">The act in few words.</param>
/// <param name="Text">What was said or done.</param>
/// <param name="Entry">The record that states it.</param>
public sealed record TimelineLine(StatedTime At, string Who, string What, string Text, Entry Entry);

/// <summary>The entries of a case as lines in the order of time.</summary>
public static class Timeline
{
    private const int Longest = 400;

    /// <summary>Statements and acts at their own time, all else when it was composed. Custody, ratings and links have views of their own.</summary>
    public static IReadOnlyList<TimelineLine> Of(CaseFile file) => file.Lines;

    internal static bool Has(Entry e) => e.Attempt is null && e.Family is not ("evidence" or "rating" or "link" or "hypothesis") && e.Form is not "incident.step";

    internal static int ByTime(TimelineLine a, TimelineLine b) => a.At.From.CompareTo(b.At.From) is not 0 and var order ? order : Entry.ByTime(a.Entry, b.Entry);

    internal static TimelineLine LineOf(Entry e)
    {
        var line = Line(e);
        // An overview: what is longer is read where it stands.
        var first = line.Text.Split('\n', 2)[0];
        return first.Length <= Longest && first.Length == line.Text.Length ? line : line with { Text = first[..Math.Min(first.Length, Longest)] + " …" };
    }

    private static TimelineLine Line(Entry e)
    {
        var entered = StatedTime.Read(Records.Text.Times.ToText(e.Composed))!;
        var at = StatedTime.Read(e["uttered"] ?? e["date"] ?? e["at"]) ?? entered;
        return e.Form switch
        {
            "statement" => new(at, string.Join(", ", new[] { e["speaker"] is "not named" ? null : e["speaker"], e["office"] is "not stated" ? null : e["office"], e["organ"] is "not stated" ? null : e["organ"], e["state"] }.OfType<string>().Distinct()), "statement", e["summary"] ?? e["text"] ?? "", e),
            "act" => new(at, e["actor"]!, e["act"]!, e["summary"] ?? "", e),
            "incident.open" => new(entered, e.Author.Value, "case opened", e["title"]!, e),
            "incident.holding" => new(entered, e.Record.Content.Desk.ToString(), "holding message", e["about"] ?? "", e),
            "incident.first-report" => new(entered, e.Record.Content.Desk.ToString(), "first report", e["what"] ?? "", e),
            "incident.account" => new(entered, e.Party.Value, "account", $"{e.Under("fact.").Count()} facts stated", e),
            "demarche.note" => new(at, e["by"] ?? e.Party.Value, "demarche", $"{e.Under("demand.").Count()} demands; deadline: {e["deadline"] ?? "none"}", e),
            "demarche.reaction" or "demarche.reply" => new(at, e["organ"] ?? e.Party.Value, $"{e.Form["demarche.".Length..]} to demand {e["demand"]}", e["reply"] ?? e["reaction"]!, e),
            "inquiry.offer" or "inquiry.counter" or "inquiry.accept" => new(entered, e.Record.Content.Desk.ToString(), e.Form.Replace('.', ' '), string.Join(", ", e.Under("terms.").Concat(e.Under("accept.")).Concat(e.Under("reject.")).Select(f => f.Name)), e),
            "inquiry.sign" or "report.sign" => new(entered, e.Record.Content.Desk.ToString(), e.Form.Replace('.', ' '), "", e),
            "inquiry.member" or "inquiry.admission" => new(entered, e.Record.Content.Desk.ToString(), e.Form.Replace('.', ' '), string.Join(" ", new[] { e["officer"] ?? e["member"], e["verdict"], e["reason"] }.OfType<string>()), e),
            "inquiry.right" => new(at, e.Record.Content.Desk.ToString(), "right", $"{e["right"]}: {e["state"]}", e),
            "inquiry.response" => new(at, e.Record.Content.Desk.ToString(), "answer to a request", string.Join(" ", new[] { e["request"], e["state"], e["note"] }.OfType<string>()), e),
            _ => new(at, e.Record.Content.Desk.ToString(), e.Form.Replace('.', ' '), e["title"] ?? e["text"] ?? e["asks"] ?? e["summary"] ?? e["note"] ?? e["reason"] ?? e["reaction"] ?? "", e),
        };
    }
}
