using System.Net;
using System.Text;

namespace Parley.Cases.Reports;

/// <summary>Blocks as one HTML file with a style for print and nothing to load.</summary>
public static class Html
{
    private const string Style = """
        body { font: 11pt/1.45 Georgia, "Times New Roman", serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #111; }
        h1 { font-size: 1.6em; } h2 { font-size: 1.25em; margin-top: 1.8em; border-bottom: 1px solid #999; } h3 { font-size: 1.05em; }
        table { border-collapse: collapse; width: 100%; margin: .8em 0; font-size: .92em; }
        th, td { border: 1px solid #aaa; padding: .3em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        th { background: #eee; } .banner { text-align: center; font-weight: bold; letter-spacing: .2em; }
        @page { size: A4; margin: 2cm 2cm 2.4cm; }
        @media print { body { margin: 0; max-width: none; } h2, h3 { break-after: avoid; } tr, li { break-inside: avoid; } thead { display: table-header-group; } }
        """;

    /// <summary>The document. What parties wrote is text in it and never markup.</summary>
    public static string Write(string title, string language, string? banner, IEnumerable<Block> blocks)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html lang=\"").Append(Text(language)).Append("\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<title>").Append(Text(title)).Append("</title>\n<style>\n").Append(Style.ReplaceLineEndings("\n")).Append("\n</style>\n</head>\n<body>\n");
        Banner();
        foreach (var block in blocks)
            Write(html, block);
        Banner();
        return html.Append("</body>\n</html>\n").ToString();

        void Banner()
        {
            if (banner is not null)
                html.Append("<p class=\"banner\">").Append(Text(banner)).Append("</p>\n");
        }
    }

    private static void Write(StringBuilder html, Block block)
    {
        switch (block)
        {
            case Block.Heading heading:
                html.Append($"<h{heading.Level}>").Append(Text(heading.Text)).Append($"</h{heading.Level}>\n");
                break;
            case Block.Paragraph paragraph:
                foreach (var line in paragraph.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    html.Append("<p>").Append(Text(line)).Append("</p>\n");
                break;
            case Block.Items items:
                html.Append("<ul>\n");
                foreach (var item in items.Texts)
                    html.Append("<li>").Append(Text(item)).Append("</li>\n");
                html.Append("</ul>\n");
                break;
            case Block.Table table:
                html.Append("<table>\n<thead>\n");
                Row(html, table.Head, "th");
                html.Append("</thead>\n<tbody>\n");
                foreach (var row in table.Rows)
                    Row(html, row, "td");
                html.Append("</tbody>\n</table>\n");
                break;
        }
    }

    private static void Row(StringBuilder html, IReadOnlyList<string> cells, string tag)
    {
        html.Append("<tr>");
        foreach (var cell in cells)
            html.Append('<').Append(tag).Append('>').Append(Text(cell)).Append("</").Append(tag).Append('>');
        html.Append("</tr>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
