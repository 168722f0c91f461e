using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cases.Exports;

/// <summary>Something to enter into a case, read from a file: not said yet, and signed by nobody.</summary>
/// <param name="Form">The form that it fills in.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Language">The language of its values (BCP 47).</param>
/// <param name="Fields">Its fields.</param>
/// <param name="Author">Who said it, where the file says so.</param>
public sealed record ImportedEntry(FormId Form, string Subject, string Language, IReadOnlyList<Field> Fields, PartyId? Author = null)
{
    // CAS-095
    /// <summary>
    /// The same as an entry of a party's own, or why it cannot be: nobody says in his own name what another has said. An entry of the
    /// public record may be entered by anybody; it then names whose word it is.
    /// </summary>
    public Outcome<ImportedEntry> AsEnteredBy(PartyId party)
    {
        if (Author is null || Author == party)
            return this;
        if (!Form.IsPublicRecord)
            return new Fault("CAS-095", 0, $"{Author} has said this ({Form}), and {party} cannot say it in its place; bring it as an archive, or enter it as public.{Form} with its source");
        return Fields.Any(f => f.Name == "party") ? this : this with { Fields = [.. Fields, new Field("party", Author.Value)] };
    }

    /// <summary>Entries as <see cref="CaseImport.Json"/> reads them.</summary>
    public static JsonObject ToJson(IEnumerable<ImportedEntry> entries) => new()
    {
        ["format"] = "parley entries v1",
        ["entries"] = new JsonArray([.. entries.Select(e => (JsonNode?)new JsonObject
        {
            ["form"] = e.Form.Value,
            ["subject"] = e.Subject,
            ["language"] = e.Language,
            ["fields"] = new JsonObject(e.Fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value))),
        })]),
    };
}

/// <summary>Reads what others have exported, or what was prepared in a table or on a map, so that a party can enter it as its own records.</summary>
public static class CaseImport
{
    private const int MostEntries = 10_000;

    // CAS-094
    /// <summary>The <c>entries</c> of a case's JSON; a fault names the entry.</summary>
    public static Outcome<IReadOnlyList<ImportedEntry>> Json(string text) => Read(text, root =>
        root.TryGetProperty("entries", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Select((e, i) => Entry(e, i + 1))
            : throw new FormatException("there is no list 'entries': docs/spec/case.schema.json shows the form"));

    /// <summary>GeoJSON: each feature with the properties <c>form</c>, <c>subject</c> and fields; a point becomes the field <c>fact.position</c> in WGS-84.</summary>
    public static Outcome<IReadOnlyList<ImportedEntry>> GeoJson(string text) => Read(text, root =>
        root.TryGetProperty("features", out var features) && features.ValueKind == JsonValueKind.Array
            ? features.EnumerateArray().Select((f, i) => Feature(f, i + 1))
            : throw new FormatException("there is no list 'features': this is no GeoJSON FeatureCollection"));

    /// <summary>CSV (RFC 4180): the columns <c>form</c> and <c>subject</c>, <c>language</c> where wanted, and each other column a field; an empty cell is no field.</summary>
    public static Outcome<IReadOnlyList<ImportedEntry>> Csv(string text)
    {
        try
        {
            var rows = CsvReader.Rows(text);
            if (rows.Count == 0 || !rows[0].Contains("form") || !rows[0].Contains("subject"))
                return new Fault("CAS-094", 1, "the first line must name the columns, 'form' and 'subject' among them");
            var head = rows[0];
            var entries = new List<ImportedEntry>();
            for (var i = 1; i < rows.Count; i++)
            {
                if (rows[i].Count != head.Count)
                    return new Fault("CAS-094", i + 1, $"row {i + 1} has {rows[i].Count} cells and the head has {head.Count}");
                var cells = head.Zip(rows[i]).Where(c => c.Second.Trim().Length > 0).ToArray();
                entries.Add(Checked(i + 1, Value(cells, "form"), Value(cells, "subject"), Value(cells, "language"), [.. cells.Where(c => c.First is not ("form" or "subject" or "language")).Select(c => new Field(c.First, c.Second.Trim()))]));
            }

            return entries.Count <= MostEntries ? entries : new Fault("CAS-094", 0, $"there are more than {MostEntries} entries");
        }
        catch (FormatException e)
        {
            return new Fault("CAS-094", 0, e.Message);
        }

        static string? Value((string First, string Second)[] cells, string name) => cells.FirstOrDefault(c => c.First == name).Second?.Trim();
    }

    private static Outcome<IReadOnlyList<ImportedEntry>> Read(string text, Func<JsonElement, IEnumerable<ImportedEntry>> entries)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return new Fault("CAS-094", 1, "this is no JSON object");
            var read = entries(json.RootElement).Take(MostEntries + 1).ToList();
            return read.Count <= MostEntries ? read : new Fault("CAS-094", 0, $"there are more than {MostEntries} entries");
        }
        catch (JsonException e)
        {
            return new Fault("CAS-094", (int)(e.LineNumber ?? 0) + 1, "this does not read as JSON");
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return new Fault("CAS-094", 0, e.Message);
        }
    }

    private static ImportedEntry Entry(JsonElement e, int number)
    {
        if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("fields", out var fields) || fields.ValueKind != JsonValueKind.Object)
            throw new FormatException($"entry {number} has no 'fields'");
        var entry = Checked(number, Text(e, "form"), Text(e, "subject"), Text(e, "language"), [.. fields.EnumerateObject().Select(f => new Field(f.Name, Value(f.Value, number, f.Name)))]);
        if (Text(e, "author") is not { } author)
            return entry;
        return PartyId.TryParse(author, out var party) ? entry with { Author = party } : throw new FormatException($"entry {number}: '{author}' is not a party");
    }

    private static ImportedEntry Feature(JsonElement e, int number)
    {
        if (e.ValueKind != JsonValueKind.Object || !e.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            throw new FormatException($"feature {number} has no 'properties'");
        var fields = properties.EnumerateObject().Where(p => p.Name is not ("form" or "subject" or "language") && p.Value.ValueKind != JsonValueKind.Null).Select(p => new Field(p.Name, Value(p.Value, number, p.Name))).ToList();
        if (e.TryGetProperty("geometry", out var geometry) && geometry.ValueKind == JsonValueKind.Object)
        {
            if (Text(geometry, "type") != "Point" || !geometry.TryGetProperty("coordinates", out var at) || at.ValueKind != JsonValueKind.Array || at.GetArrayLength() < 2
                || !at[0].TryGetDouble(out var longitude) || !at[1].TryGetDouble(out var latitude) || Math.Abs(latitude) > 90 || Math.Abs(longitude) > 180)
                throw new FormatException($"feature {number}: only a point with longitude and latitude in degrees can be entered");
            fields.Add(new Field("fact.position", FormattableString.Invariant($"{Math.Abs(latitude):0.#######} {(latitude < 0 ? 'S' : 'N')} {Math.Abs(longitude):0.#######} {(longitude < 0 ? 'W' : 'E')} WGS84")));
        }

        return Checked(number, Text(properties, "form"), Text(properties, "subject"), Text(properties, "language"), fields);
    }

    private static ImportedEntry Checked(int number, string? form, string? subject, string? language, IReadOnlyList<Field> fields)
    {
        if (form is null || !FormId.TryParse(form, out var id))
            throw new FormatException($"entry {number}: '{form}' is not a form such as statement/1");
        if (subject is null)
            throw new FormatException($"entry {number} has no subject");
        if (fields.FirstOrDefault(f => !Field.IsName(f.Name)) is { } bad)
            throw new FormatException($"entry {number}: '{bad.Name}' is not a field's name");
        if (fields.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"entry {number}: the field '{twice.Key}' stands twice");
        return new ImportedEntry(id, subject, language ?? "en", fields);
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Value(JsonElement value, int number, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new FormatException($"entry {number}: the field '{name}' is no text"),
    };
}
