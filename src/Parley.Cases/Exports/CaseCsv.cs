using System.Text;
using Parley.Cases.Evidence;
using Parley.Cases.Incidents;
using Parley.Cases.Statements;

namespace Parley.Cases.Exports;

/// <summary>Tables of a case as CSV (RFC 4180), UTF-8 with CR LF.</summary>
public static class CaseCsv
{
    /// <summary>The tables that there are.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["timeline", "facts", "statements", "evidence", "entries"];

    // CAS-092
    /// <summary>One of <see cref="Tables"/>.</summary>
    public static string Write(CaseFile file, string table) => table switch
    {
        "timeline" => Rows(["at", "who", "what", "text", "record"], Timeline.Of(file).Select(l => new[] { l.At.Text, l.Who, l.What, l.Text, l.Entry.Record.Id.ToString() })),
        "facts" => Rows(["fact", "matter", "state", "party", "value"], Incident.Of(file).Facts.SelectMany(f => f.Stated.OrderBy(s => s.Key).Select(s => new[]
        {
            f.Name, CaseWords.Token(IncidentKind.MatterOf(f.Name)), CaseWords.Token(f.State), s.Key.Value, s.Value,
        }))),
        "statements" => Rows(["statement", "speaker", "office", "organ", "state", "capacity", "uttered", "summary", "source"], StatementsView.Of(file).Statements.Select(s => new[]
        {
            s.Item.ToString(), s.Speaker, s.Office ?? "", s.Organ ?? "", s.State, s.Capacity, s.UtteredText, s.Summary ?? s.Text ?? "", s.Source,
        })),
        "evidence" => Rows(["evidence", "title", "sha256", "when", "action", "by", "where", "to", "seal"], EvidenceView.Of(file).Items.SelectMany(i => i.Chain.DefaultIfEmpty().Select(c => new[]
        {
            i.Item.ToString(), i.Title, i.Sha256?.ToString() ?? "", c?.When?.Text ?? "", c?.Action ?? "", c?.By ?? "", c?.Where ?? "", c?.To ?? "", c?.Seal ?? "",
        }))),
        "entries" => Rows(["record", "author", "form", "subject", "composed", "field", "value"], file.Entries.SelectMany(e => e.Record.Fields.All.Select(f => new[]
        {
            e.Record.Id.ToString(), e.Author.Value, e.Record.Content.Form.Value, e.Subject, Records.Text.Times.ToText(e.Composed), f.Name, f.Value,
        }))),
        _ => throw new ArgumentException($"there is no table '{table}': {string.Join(", ", Tables)}", nameof(table)),
    };

    private static string Rows(string[] head, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(head))
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    // A spreadsheet runs what begins like a formula: the apostrophe makes it text, and shows that it is there.
    private static string Cell(string value)
    {
        if (value.Length > 0 && value[0] is ('=' or '+' or '-' or '@' or '\t'))
            value = "'" + value;
        return value.AsSpan().ContainsAny("\",\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
