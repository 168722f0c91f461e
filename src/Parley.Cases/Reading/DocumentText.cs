using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using MimeKit;

namespace Parley.Cases.Reading;

/// <summary>A document's text, in paragraphs with an empty line between, and the day that it dates itself with.</summary>
/// <param name="Text">The text.</param>
/// <param name="Published">The day of publication by its own word.</param>
/// <param name="MediaType">text/plain, text/html or message/rfc822.</param>
public sealed record DocumentText(string Text, DateOnly? Published, string MediaType)
{
    /// <summary>The longest document that is read, in bytes.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    private const int MostDepth = 1000;
    private const int LongestTag = 100_000;
    private static readonly HashSet<string> Unclosed = ["p", "li", "td", "th", "tr", "dt", "dd", "br", "hr", "img", "meta", "link", "input", "option", "source", "wbr", "col", "area", "base", "embed", "track"];
    private static readonly string[] Blocks = ["p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "article", "section", "td", "th", "tr", "ul", "ol", "dt", "dd", "figcaption", "pre", "main", "header", "footer"];
    private static readonly string[] Left = ["script", "style", "nav", "noscript", "template", "svg", "iframe", "form", "button", "head", "aside"];

    // CAS-096
    /// <summary>The text of a document, whatever its bytes: what is neither HTML nor e-mail is text.</summary>
    public static DocumentText Of(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length > MostBytes)
            bytes = bytes[..MostBytes];
        var start = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 2048)]).TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        var extension = name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant();
        try
        {
            if (extension is "HTML" or "HTM" or "XHTML" || start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
                return OfHtml(Encoding.UTF8.GetString(bytes));
            if (extension == "EML" || IsMail(start))
                return OfMail(bytes.ToArray());
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or NotSupportedException or DomException or System.IO.IOException or IndexOutOfRangeException)
        {
            // What its own library does not read is read as text.
        }

        return new DocumentText(Paragraphs(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')), null, "text/plain");
    }

    private static bool IsMail(string start)
    {
        var line = start.Split('\n', 2)[0];
        return line.StartsWith("From:", StringComparison.Ordinal) || line.StartsWith("Received:", StringComparison.Ordinal) || line.StartsWith("Return-Path:", StringComparison.Ordinal) || line.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Message-ID:", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Delivered-To:", StringComparison.Ordinal);
    }

    // Markup nested thousands deep, or a tag of a hundred thousand characters, costs the parser the square of it; no page is so.
    private static bool IsSane(string html)
    {
        var depth = 0;
        for (var i = html.IndexOf('<', StringComparison.Ordinal); i >= 0 && i + 1 < html.Length; i = html.IndexOf('<', i + 1))
        {
            var close = html.IndexOf('>', i, Math.Min(html.Length - i, LongestTag));
            if (close < 0 && html.Length - i > LongestTag)
                return false;
            if (html[i + 1] == '/')
                depth = Math.Max(0, depth - 1);
            else if (char.IsAsciiLetter(html[i + 1]) && !Unclosed.Contains(Name(html, i + 1)) && (close < 1 || html[close - 1] != '/') && ++depth > MostDepth)
                return false;
        }

        return true;
    }

    private static string Name(string html, int at)
    {
        var end = at;
        while (end < html.Length && end < at + 12 && char.IsAsciiLetterOrDigit(html[end]))
            end++;
        return html[at..end].ToLowerInvariant();
    }

    private static DocumentText OfHtml(string html)
    {
        if (!IsSane(html))
            throw new FormatException("nested too deep");
        using var document = new HtmlParser().ParseDocument(html);
        var text = new StringBuilder();
        if (document.Body is { } body)
            Write(body, text, 0);
        var date = document.QuerySelector("meta[property='article:published_time'], meta[name='date'], meta[name='pubdate'], meta[itemprop='datePublished']")?.GetAttribute("content")
            ?? document.QuerySelector("time[datetime]")?.GetAttribute("datetime");
        return new DocumentText(Paragraphs(text.ToString(), false), Day(date), "text/html");
    }

    private static void Write(INode node, StringBuilder text, int depth)
    {
        if (depth > MostDepth)
            return;
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                text.Append(words.Data.Replace('\n', ' ').Replace('\r', ' '));
            }
            else if (child is IElement element && !Left.Contains(element.LocalName))
            {
                var block = Blocks.Contains(element.LocalName);
                if (block || element.LocalName == "br")
                    text.Append("\n\n");
                Write(element, text, depth + 1);
                if (block)
                    text.Append("\n\n");
            }
        }
    }

    private static DocumentText OfMail(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using var message = MimeMessage.Load(new ParserOptions { MaxMimeDepth = 32 }, stream);
        DateOnly? sent = message.Headers.Contains(HeaderId.Date) && message.Date.Year > 1900 ? DateOnly.FromDateTime(message.Date.DateTime) : null;
        if (message.TextBody is { } text)
            return new DocumentText(Paragraphs(text), sent, "message/rfc822");
        return message.HtmlBody is { } html ? OfHtml(html) with { Published = sent, MediaType = "message/rfc822" } : new DocumentText("", sent, "message/rfc822");
    }

    private static DateOnly? Day(string? text) => text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // One space between words, an empty line between paragraphs. A line that was only broken to fit goes on in the next.
    private static string Paragraphs(string text, bool wrapped = true)
    {
        var result = new StringBuilder(text.Length);
        var previous = "";
        foreach (var raw in text.Split('\n'))
        {
            var line = string.Join(' ', raw.Split([' ', '\t', '\r', '\u00A0', '\u200B', '\f', '\v', '\0'], StringSplitOptions.RemoveEmptyEntries));
            if (line.Length > 0 && result.Length > 0)
                result.Append(wrapped && previous.Length > 0 && (char.IsLower(line[0]) || (previous.Length is >= 50 and <= 100 && previous[^1] is not ('.' or '!' or '?' or ':' or '”' or '"'))) ? " " : "\n\n");
            result.Append(line);
            previous = line;
        }

        return result.ToString();
    }
}
