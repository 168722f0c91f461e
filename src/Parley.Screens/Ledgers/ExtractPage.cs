using System.Globalization;
using System.Net;
using System.Text;
using Parley.Records;
using Parley.Records.Extracts;
using QRCoder;

namespace Parley.Screens.Ledgers;

/// <summary>An extract as a page to print: what is shown, what is left out, and a QR code of the extract itself, or, where it is too long, of its hash.</summary>
public static class ExtractPage
{
    // ISO/IEC 18004, version 40, level L: 2,953 bytes. A camera still reads a good print of version 30.
    private const int MostBytes = 1_700;

    /// <summary>The page, complete in itself.</summary>
    public static string Render(Extract extract)
    {
        ArgumentNullException.ThrowIfNull(extract);
        var bytes = extract.ToBytes();
        var holds = bytes.Length <= MostBytes;
        var hash = Digest.Of(bytes).ToString();
        var (content, numbering) = (extract.Header.Content, extract.Header.Numbering);
        var banner = RecordRendering.Banner(content);
        var hidden = extract.Fields.Count(f => f.Disclosure == Disclosure.Hidden);
        var named = extract.Fields.Count(f => f.Disclosure == Disclosure.Named);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Extract of record {numbering.Number} of {Text(content.Author.Value)}</title>
            <style>{Style}</style>
            </head>
            <body>

            """);
        if (banner is not null)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"banner\">{banner}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Extract of record {numbering.Number} of {Text(content.Author.Value)}</h1>\n<dl class=\"head\">\n");
        Line("composed", content.Composed.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line("precedence", content.Precedence.ToString().ToLowerInvariant());
        Line("form", content.Form.Value);
        Line("from", content.Desk.ToString());
        Line("to", string.Join(", ", content.To));
        if (content.Info.Count > 0)
            Line("for information", string.Join(", ", content.Info));
        if (content.Subject is { } subject)
            Line("subject", subject);
        Line("channel", content.Channel.Name);
        foreach (var officer in extract.Header.Officers)
            Line($"{officer.Role.ToString().ToLowerInvariant()} by", officer.Officer.ToString());
        Line("number", string.Create(CultureInfo.InvariantCulture, $"{numbering.Number} of incarnation {numbering.Incarnation}"));
        page.Append(CultureInfo.InvariantCulture, $"<dt>record</dt><dd><code>{extract.Header.Id}</code></dd>\n");
        page.Append(CultureInfo.InvariantCulture, $"</dl>\n<p class=\"count\">The record has {extract.Fields.Count} fields: {extract.Fields.Count - named - hidden} shown, {named} by name only, {hidden} hidden.</p>\n");
        foreach (var field in extract.Fields)
        {
            page.Append(field.Disclosure switch
            {
                Disclosure.Shown => $"<section><h2>{Text(field.Name!)}</h2><pre>{Text(field.Value!)}</pre></section>\n",
                Disclosure.Named => $"<section class=\"left-out\"><h2>{Text(field.Name!)}</h2><p>not shown</p></section>\n",
                _ => "<section class=\"left-out\"><p>a field that is not shown</p></section>\n",
            });
        }

        page.Append(CultureInfo.InvariantCulture, $"""
            <footer>
            {Code(holds ? bytes : Encoding.ASCII.GetBytes("sha256:" + hash))}
            <div>
            <p>{(holds
                ? "The code holds the extract itself. Scan it into a file, and check it with no network:"
                : "The extract is longer than a code that a camera reads; the code holds its SHA-256. Ask for the file, compare, and check it:")}</p>
            <p><code>parley-verify extract.txt --card {Text(content.Author.Value.ToLowerInvariant())}.card.txt</code></p>
            <p>SHA-256 of the extract <code>{hash}</code></p>
            <p>The check shows that header and shown values are as {Text(content.Author.Value)}'s officers and node signed them. It does not show what the fields say that are left out, nor when the record was composed.</p>
            </div>
            </footer>

            """);
        if (banner is not null)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"banner\">{banner}</p>\n");
        return page.Append("</body>\n</html>\n").ToString();

        void Line(string name, string value) => page.Append(CultureInfo.InvariantCulture, $"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>\n");
    }

    private const string Style = """

        body { font: 11pt/1.45 "DejaVu Sans", "Noto Sans", sans-serif; color: #111; background: #fff; max-width: 46em; margin: 2em auto; padding: 0 1em; }
        h1 { font-size: 1.5em; margin: 0.6em 0; }
        h2 { font-size: 0.85em; color: #444; margin: 0; font-weight: 600; }
        .banner { text-align: center; font-weight: 700; letter-spacing: 0.4em; border: 2px solid #111; padding: 0.2em; }
        .head { display: grid; grid-template-columns: 9em 1fr; margin: 0; row-gap: 0.1em; }
        dt { color: #444; } dd { margin: 0; overflow-wrap: anywhere; }
        .count { border-top: 1px solid #999; padding-top: 0.6em; }
        section { margin: 0.7em 0; break-inside: avoid; }
        pre { font: inherit; margin: 0.1em 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        .left-out { color: #444; border-left: 0.5em solid #111; padding-left: 0.7em; } .left-out p { margin: 0; font-style: italic; }
        footer { display: grid; grid-template-columns: 18em 1fr; gap: 1.4em; border-top: 1px solid #999; margin-top: 1.5em; padding-top: 1em; break-inside: avoid; font-size: 0.85em; }
        footer svg { width: 18em; height: 18em; } footer p { margin: 0 0 0.6em; }
        code { font: 0.95em "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; } dd code { font-size: 0.8em; }
        @media print { body { margin: 0; max-width: none; } }

        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Code(byte[] bytes)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(bytes, QRCodeGenerator.ECCLevel.L);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
            {
                if (rows[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {rows.Count} {rows.Count}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR code\"><path d=\"{path}\"/></svg>");
    }
}
