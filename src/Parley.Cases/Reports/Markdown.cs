using System.Text;

namespace Parley.Cases.Reports;

/// <summary>Blocks as CommonMark with tables.</summary>
public static class Markdown
{
    /// <summary>The document's text. What parties wrote is escaped: it cannot become a heading, a link or a picture.</summary>
    public static string Write(IEnumerable<Block> blocks)
    {
        var text = new StringBuilder();
        foreach (var block in blocks)
        {
            switch (block)
            {
                case Block.Heading heading:
                    text.Append('#', heading.Level).Append(' ').Append(Line(heading.Text)).Append("\n\n");
                    break;
                case Block.Paragraph paragraph:
                    foreach (var line in paragraph.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                        text.Append(Line(line)).Append("\n\n");
                    break;
                case Block.Items items:
                    foreach (var item in items.Texts)
                        text.Append("- ").Append(Line(item)).Append('\n');
                    text.Append('\n');
                    break;
                case Block.Table table:
                    Row(table.Head);
                    Row([.. table.Head.Select(_ => "---")], escape: false);
                    foreach (var row in table.Rows)
                        Row(row);
                    text.Append('\n');
                    break;
            }
        }

        return text.ToString().TrimEnd('\n') + "\n";

        void Row(IReadOnlyList<string> cells, bool escape = true) =>
            text.Append("| ").AppendJoin(" | ", cells.Select(c => escape ? Line(c) : c)).Append(" |\n");
    }

    private static string Line(string text)
    {
        var line = new StringBuilder();
        foreach (var c in text.Replace('\n', ' ').Trim())
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '&' or '~' || (c is '-' or '+' or '=' && line.Length == 0))
                line.Append('\\');
            line.Append(c);
        }

        return line.ToString();
    }
}
