using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Instruments.Positions;
using Parley.Records.Text;

namespace Parley.Instruments.Forms;

/// <summary>
/// A filled form in any of the forms' languages: labels and coded values from the pack, free text in the original with a place for
/// a translation. Labels that no speaker has reviewed are marked.
/// </summary>
public static class FormRendering
{
    private const int Width = 72;
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The languages' marks for a place where a translation goes.</summary>
    private static readonly Dictionary<string, string> Mark = new() { ["en"] = "translation", ["uk"] = "переклад", ["be"] = "пераклад", ["pl"] = "tłumaczenie", ["ru"] = "перевод" };

    /// <summary>
    /// Plain text in fixed layout, for e-mail and print; <see cref="FormImport"/> reads it back, whatever language its labels are in. Lines
    /// that begin with <c>=</c> or <c>[</c> show a value in another way and are not read back.
    /// </summary>
    /// <param name="pack">The pack.</param>
    /// <param name="filled">The form; it may be empty, for somebody to fill in.</param>
    /// <param name="language">The language of the labels.</param>
    /// <param name="original">The language that the free text is in.</param>
    /// <param name="zones">Both sides' zones, in which times are shown beside UTC.</param>
    public static string ToText(Pack pack, FilledForm filled, string language, string original, IReadOnlyList<string> zones)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(filled);
        ArgumentNullException.ThrowIfNull(zones);
        var text = new StringBuilder();
        text.Append("FORM     ").Append(filled.Form.Id.Value).Append('\n');
        text.Append("PACK     ").Append(filled.Values.GetValueOrDefault(FormCheck.PackField, pack.Stamp)).Append(", ").Append(Level(pack)).Append('\n');
        text.Append("LANGUAGE ").Append(language).Append(", text in ").Append(original).Append('\n');
        if (!pack.IsReviewed(language))
            text.Append("UNREVIEWED LABELS: no speaker of '").Append(language).Append("' has reviewed them\n");
        text.Append('\n');
        Wrap(text, "", filled.Form.Title.In(language) + Unlabelled(filled.Form.Title, language));
        if (filled.Form.Notice is { } notice)
            Wrap(text, "* ", notice.In(language) + Unlabelled(notice, language));
        text.Append(new string('-', Width)).Append('\n');
        var number = 0;
        foreach (var (name, field) in Names(filled))
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{++number,2}. {name}"));
            text.Append(" | ").Append(field.Label.In(language)).Append(Unlabelled(field.Label, language));
            if (field.Unit is { } unit)
                text.Append(" (").Append(pack.Units.TryGetValue(unit, out var names) ? names.In(language) : unit).Append(')');
            if (field.Required)
                text.Append(" *");
            text.Append('\n');
            var value = filled.Values.GetValueOrDefault(name, "");
            foreach (var line in Shown(field, value, language))
                text.Append("    ").Append(line).Append('\n');
            foreach (var other in InOtherWays(field, value, zones))
                text.Append("    = ").Append(other).Append('\n');
            if (field.Type == FieldType.Text && value.Length > 0 && original != language)
                text.Append("    [").Append(Mark[language]).Append(": ____________________ ]\n");
        }

        return text.Append(new string('-', Width)).Append('\n').ToString();
    }

    /// <summary>A page of HTML with no script and nothing from elsewhere.</summary>
    public static string ToHtml(Pack pack, FilledForm filled, string language, string original, IReadOnlyList<string> zones)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(filled);
        ArgumentNullException.ThrowIfNull(zones);
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"").Append(language).Append("\"><head><meta charset=\"utf-8\"><title>").Append(Encode(filled.Form.Title.In(language)))
            .Append("</title><style>body{font:15px/1.4 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}th{text-align:left;vertical-align:top;width:40%;font-weight:normal;color:#444}td{vertical-align:top}table{border-collapse:collapse;width:100%}tr{border-bottom:1px solid #ddd}.mark{color:#8a4b00}.also{color:#666;font-size:.9em}</style></head><body>\n");
        html.Append("<h1>").Append(Encode(filled.Form.Title.In(language))).Append("</h1>\n<p class=\"also\">").Append(Encode($"{filled.Form.Id} · {filled.Values.GetValueOrDefault(FormCheck.PackField, pack.Stamp)} · {Level(pack)}")).Append("</p>\n");
        if (!pack.IsReviewed(language))
            html.Append("<p class=\"mark\">unreviewed labels (").Append(language).Append(")</p>\n");
        if (filled.Form.Notice is { } notice)
            html.Append("<p><strong>").Append(Encode(notice.In(language))).Append("</strong></p>\n");
        html.Append("<table>\n");
        foreach (var (name, field) in Names(filled))
        {
            var value = filled.Values.GetValueOrDefault(name, "");
            html.Append("<tr><th>").Append(Encode(field.Label.In(language))).Append(field.Group is null ? "" : $" ({name.Split('.')[1]})").Append("</th><td>")
                .Append(string.Join("<br>", Shown(field, value, language).Select(Encode)));
            foreach (var other in InOtherWays(field, value, zones))
                html.Append("<div class=\"also\">").Append(Encode(other)).Append("</div>");
            if (field.Type == FieldType.Text && value.Length > 0 && original != language)
                html.Append("<div class=\"mark\" lang=\"").Append(language).Append("\">[").Append(Mark[language]).Append(": … ]</div>");
            html.Append("</td></tr>\n");
        }

        return html.Append("</table></body></html>\n").ToString();
    }

    /// <summary>JSON: each field with its name, label, value and, where coded, the value's label.</summary>
    public static string ToJson(Pack pack, FilledForm filled, string language, string original)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(filled);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            json.WriteString("form", filled.Form.Id.Value);
            json.WriteString("pack", filled.Values.GetValueOrDefault(FormCheck.PackField, pack.Stamp));
            json.WriteString("level", Level(pack));
            json.WriteString("language", language);
            json.WriteString("textIn", original);
            json.WriteBoolean("labelsReviewed", pack.IsReviewed(language));
            json.WriteString("title", filled.Form.Title.In(language));
            json.WriteStartArray("fields");
            foreach (var (name, field) in Names(filled))
            {
                var value = filled.Values.GetValueOrDefault(name, "");
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("label", field.Label.In(language));
                json.WriteString("value", value);
                if (field.Codes.TryGetValue(value, out var code))
                    json.WriteString("valueLabel", code.In(language));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>CSV (RFC 4180): name, label, value; the head marks labels that no speaker has reviewed. A value that a spreadsheet would take for a formula begins with an apostrophe.</summary>
    public static string ToCsv(Pack pack, FilledForm filled, string language)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(filled);
        var unreviewed = pack.IsReviewed(language) ? "" : $" ({language}; unreviewed)";
        var csv = new StringBuilder($"field,label{unreviewed},value,value label{unreviewed}\r\n");
        foreach (var (name, field) in Names(filled))
        {
            var value = filled.Values.GetValueOrDefault(name, "");
            csv.Append(Cell(name)).Append(',').Append(Cell(field.Label.In(language))).Append(',').Append(Cell(value)).Append(',')
                .Append(Cell(field.Codes.TryGetValue(value, out var code) ? code.In(language) : "")).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>The names of the fields as they stand in a record: a group's for each of its items, and for a first one where there is none.</summary>
    public static IEnumerable<(string Name, FieldDefinition Field)> Names(FilledForm filled)
    {
        ArgumentNullException.ThrowIfNull(filled);
        var done = new HashSet<string>();
        foreach (var field in filled.Form.Fields)
        {
            if (field.Group is null)
                yield return (field.Name, field);
            else if (done.Add(field.Group))
            {
                var items = filled.Items(field.Group);
                foreach (var item in items.Count > 0 ? items : [1])
                {
                    foreach (var part in filled.Form.Fields.Where(f => f.Group == field.Group))
                        yield return (string.Create(CultureInfo.InvariantCulture, $"{field.Group}.{item}.{part.Name}"), part);
                }
            }
        }
    }

    private static string Level(Pack pack) => $"level {pack.Level.ToString().ToLowerInvariant()}";

    private static string Unlabelled(Labels labels, string language) => labels.Has(language) ? "" : " [en]";

    private static IEnumerable<string> Shown(FieldDefinition field, string value, string language) => field.Type switch
    {
        _ when value.Length == 0 => [],
        FieldType.Code when field.Codes.TryGetValue(value, out var code) => [$"{code.In(language)}{Unlabelled(code, language)} {{{value}}}"],
        FieldType.YesNo => [$"{YesNo(value, language)} {{{value}}}"],
        _ => value.Split('\n'),
    };

    private static string YesNo(string value, string language) => (value, language) switch
    {
        ("yes", "uk") => "так", ("no", "uk") => "ні", ("yes", "be") => "так", ("no", "be") => "не", ("yes", "pl") => "tak", ("no", "pl") => "nie",
        ("yes", "ru") => "да", ("no", "ru") => "нет", _ => value,
    };

    /// <summary>The other ways in which people read a value: a position in degrees, minutes and seconds, over WGS-84 and as MGRS; a time as a date-time group and in zones of the tz database.</summary>
    public static IEnumerable<string> InOtherWays(FieldDefinition field, string value, IReadOnlyList<string> zones)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(zones);
        if (field.Type == FieldType.Position && GeodeticPosition.TryParse(value, out var position))
        {
            yield return position.ToSexagesimal();
            if (position.Datum == Datum.Sk42)
                yield return position.In(Datum.Wgs84).ToString();
            if (position.ToMgrs() is { } grid)
                yield return $"MGRS {grid} WGS84";
        }
        else if (field.Type == FieldType.Time && Times.TryParse(value, out var time))
        {
            yield return DateTimeGroup.Of(time);
            foreach (var zone in zones.Distinct())
                yield return string.Create(CultureInfo.InvariantCulture, $"{Deadline.In(time, zone):yyyy-MM-dd HH:mm zzz} {zone}");
        }
    }

    private static void Wrap(StringBuilder text, string lead, string words)
    {
        var line = lead;
        foreach (var word in words.Split(' ', '\n'))
        {
            if (line.Length > lead.Length && line.Length + word.Length + 1 > Width)
            {
                text.Append(line).Append('\n');
                line = new string(' ', lead.Length);
            }

            line += line.Length > lead.Length ? " " + word : word;
        }

        text.Append(line).Append('\n');
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
