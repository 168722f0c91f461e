using System.Globalization;
using System.Text;

namespace Parley.Mls.Bench;

/// <summary>All measurements as one Markdown table a suite, a column for each library.</summary>
internal static class Table
{
    public static string Of(IReadOnlyList<Measurement> all)
    {
        var text = new StringBuilder();
        foreach (var suite in all.GroupBy(static m => m.Suite))
        {
            var libraries = suite.Select(static m => m.Library).Distinct().ToList();
            text.AppendLine(CultureInfo.InvariantCulture, $"\n| {suite.Key} | unit | {string.Join(" | ", libraries)} |");
            text.AppendLine(CultureInfo.InvariantCulture, $"|---|---|{string.Concat(libraries.Select(static _ => "--:|"))}");
            foreach (var row in suite.GroupBy(static m => (m.Row, m.Unit)))
            {
                var cells = libraries.Select(library => row.FirstOrDefault(m => m.Library == library) is { } m ? Cell(m) : "–");
                text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Key.Row} | {row.Key.Unit} | {string.Join(" | ", cells)} |");
            }
        }

        return text.ToString();
    }

    private static string Cell(Measurement m) => m.Value switch
    {
        null => m.Note ?? "–",
        >= 100 => m.Value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => m.Value.Value.ToString(m.Unit == "bytes" ? "N0" : m.Unit == "×" ? "N2" : "N1", CultureInfo.InvariantCulture),
    };
}
