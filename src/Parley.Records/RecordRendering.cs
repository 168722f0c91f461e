using System.Globalization;
using System.Text;
using Parley.Records.Attachments;

namespace Parley.Records;

/// <summary>A record as a person reads, prints or reads it aloud. The record itself, not its rendering, is what was signed.</summary>
public static class RecordRendering
{
    /// <summary>What a rendering of exercise traffic begins and ends with.</summary>
    public const string ExerciseBanner = "EXERCISE";

    /// <summary>What a rendering of an entry of the public record begins and ends with.</summary>
    public const string PublicRecordBanner = "PUBLIC RECORD";

    // REC-050
    /// <summary>The banner of a record, or nothing.</summary>
    public static string? Banner(RecordContent content) =>
        content.Exercise ? ExerciseBanner : content.Form.IsPublicRecord ? PublicRecordBanner : null;

    /// <summary>The record as text, banner first and last.</summary>
    public static string ToText(Record record)
    {
        var (content, numbering) = (record.Content, record.Numbering);
        var text = new StringBuilder();
        var banner = Banner(content);
        if (banner is not null)
            text.Append(banner).Append(banner == PublicRecordBanner ? $" · said or done in public; entered here by {content.Author}" : "").Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{content.Precedence.ToString().ToUpperInvariant()}  {content.Author} number {numbering.Number}  {content.Form}\n");
        Line("composed", content.Composed.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Line("from", content.Desk.ToString());
        Line("to", string.Join(", ", content.To));
        if (content.Info.Count > 0)
            Line("for information", string.Join(", ", content.Info));
        if (content.Subject is not null)
            Line("subject", content.Subject);
        Line("channel", content.Channel.Name);
        Line("language", content.Language);
        foreach (var officer in record.Officers)
            Line(OfficerSignature.Keyword(officer.Role), officer.Officer.ToString());
        Line("had read", content.Seen.Count == 0 ? "nothing of the others" : string.Join(", ", content.Seen.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Author} up to {h.Number}"))));
        var attached = AttachmentList.Read(record.Fields).Value is { Count: > 0 } list ? list : null;
        foreach (var field in record.Fields.All)
        {
            // A key is no reading, and on paper it would be in other hands.
            if (attached is not null && field.Name is AttachmentList.NamesField or AttachmentList.KeysField)
                continue;
            text.Append('\n').Append(field.Name).Append('\n');
            foreach (var line in field.Value.Split('\n'))
                text.Append("    ").Append(line).Append('\n');
        }

        if (attached is not null)
        {
            text.Append("\nattachments\n");
            for (var i = 0; i < attached.Count; i++)
                text.Append(CultureInfo.InvariantCulture, $"    {i + 1}  {attached[i].Name}, {attached[i].Size} bytes, said to be {attached[i].MediaType}, root {attached[i].Root}\n");
        }

        text.Append('\n');
        Line("record", record.Id.ToString());
        if (banner is not null)
            text.Append('\n').Append(banner).Append('\n');
        return text.ToString();

        void Line(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"  {name,-16}{value}\n");
    }
}
