using System.Text.Json;

namespace Parley.Cases.Incidents;

/// <summary>A kind of incident: the fields of its account and the steps of its first hour, from <c>kinds.json</c>.</summary>
public sealed record IncidentKind(string Id, string Title, IReadOnlyList<IncidentField> Fields, IReadOnlyList<ChecklistStep> Checklist)
{
    private static readonly Lazy<IReadOnlyList<IncidentKind>> Known = new(Read);

    /// <summary>All kinds, in the order of the data.</summary>
    public static IReadOnlyList<IncidentKind> All => Known.Value;

    /// <summary>The kind of that id, or nothing.</summary>
    public static IncidentKind? Find(string? id) => All.FirstOrDefault(k => k.Id == id);

    // CAS-015
    /// <summary>What a fact of any kind is about; one that no kind names says what happened.</summary>
    public static Matter MatterOf(string fact) => All.SelectMany(k => k.Fields).FirstOrDefault(f => f.Name == fact)?.Matter ?? Matter.Fact;

    private static IReadOnlyList<IncidentKind> Read()
    {
        using var stream = typeof(IncidentKind).Assembly.GetManifestResourceStream("Parley.Cases.Incidents.kinds.json")!;
        using var json = JsonDocument.Parse(stream);
        var (fields, checklist) = (FieldsOf(json.RootElement), Steps(json.RootElement));
        return
        [
            .. json.RootElement.GetProperty("kinds").EnumerateArray().Select(k => new IncidentKind(
                Text(k, "id"), Text(k, "title"), [.. FieldsOf(k), .. fields], [.. Steps(k).Concat(checklist).OrderBy(s => s.Minutes)])),
        ];
    }

    private static IncidentField[] FieldsOf(JsonElement of) =>
    [
        .. of.GetProperty("fields").EnumerateArray().Select(f => new IncidentField(
            Text(f, "name"), Text(f, "label"), Text(f, "type"), Text(f, "matter") == "inquiry" ? Matter.Inquiry : Matter.Fact,
            f.TryGetProperty("essential", out var essential) && essential.GetBoolean())),
    ];

    private static ChecklistStep[] Steps(JsonElement of) =>
        [.. of.GetProperty("checklist").EnumerateArray().Select(s => new ChecklistStep(Text(s, "key"), s.GetProperty("minutes").GetInt32(), Text(s, "who"), Text(s, "what")))];

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
