using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Cases.Accounts;
using Parley.Cases.Demarches;
using Parley.Cases.Evidence;
using Parley.Cases.Incidents;
using Parley.Cases.Prevention;
using Parley.Cases.Reports;
using Parley.Cases.Statements;
using Parley.Records.Text;

namespace Parley.Cases.Exports;

/// <summary>A case as JSON; <c>docs/spec/case.schema.json</c> is its schema. The same records and the same time give the same bytes.</summary>
public static class CaseJson
{
    private static readonly JsonSerializerOptions Style = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // CAS-090
    /// <summary>The whole case as at a time, as text.</summary>
    public static string Write(CaseFile file, DateTimeOffset now) => Text(Whole(file, now));

    /// <summary>A node as text, indented, with a newline at its end.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(Style) + "\n";

    /// <summary>The whole case as at a time.</summary>
    public static JsonObject Whole(CaseFile file, DateTimeOffset now)
    {
        var incident = Incident.Of(file);
        return new JsonObject
        {
            ["format"] = "parley case v1",
            ["case"] = file.Name,
            ["title"] = incident.Title,
            ["kind"] = incident.Kind?.Id,
            ["at"] = Times.ToText(now),
            ["exercise"] = file.Entries.Any(e => e.IsExercise),
            ["timeline"] = Timeline(file),
            ["facts"] = Facts(file),
            ["accounts"] = Accounts(file),
            ["firstHour"] = FirstHour(incident),
            ["statements"] = Statements(file),
            ["acts"] = Acts(file),
            ["links"] = Links(file),
            ["demarches"] = Demarches(file, now),
            ["inquiry"] = InquiryJson.Of(file, now),
            ["evidence"] = EvidenceOf(file),
            ["matrix"] = MatrixJson.Of(file),
            ["report"] = Report(file),
            ["measures"] = Measures(file, now),
            ["calendar"] = Calendar(file, now),
            ["attempts"] = List(Cases.Attempts.Of(file), a => new JsonObject { ["record"] = a.Entry.Record.Id.ToString(), ["party"] = a.Entry.Party.Value, ["form"] = a.Entry.Form, ["rule"] = a.Rule, ["reason"] = a.Reason }),
            ["entries"] = List(file.Entries, Entry),
        };
    }

    /// <summary>Every fact with its state and what each party states.</summary>
    public static JsonArray Facts(CaseFile file) => List(Incident.Of(file).Facts, f => new JsonObject
    {
        ["fact"] = f.Name,
        ["matter"] = IncidentKind.MatterOf(f.Name) == Matter.Fact ? "fact" : "inquiry",
        ["state"] = CaseWords.Token(f.State),
        ["stated"] = new JsonObject(f.Stated.OrderBy(s => s.Key).Select(s => KeyValuePair.Create(s.Key.Value, (JsonNode?)s.Value))),
    });

    /// <summary>Every party's account, its older versions too.</summary>
    public static JsonArray Accounts(CaseFile file) => List(Incident.Of(file).Accounts, a => new JsonObject
    {
        ["party"] = a.Party.Value,
        ["record"] = a.Record.ToString(),
        ["versions"] = List(Account.Versions(file, a.Party), v => new JsonObject
        {
            ["record"] = v.Record.Id.ToString(),
            ["composed"] = Times.ToText(v.Composed),
            ["facts"] = new JsonObject(v.Under("fact.").Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value))),
        }),
    });

    /// <summary>Every statement with its claims.</summary>
    public static JsonArray Statements(CaseFile file) => List(StatementsView.Of(file).Statements, s => new JsonObject
    {
        ["statement"] = s.Item.ToString(),
        ["speaker"] = s.Speaker,
        ["office"] = s.Office,
        ["organ"] = s.Organ,
        ["state"] = s.State,
        ["capacity"] = s.Capacity,
        ["uttered"] = s.UtteredText,
        ["published"] = s.Published?.Text,
        ["medium"] = s.Medium,
        ["language"] = s.Entry.Record.Content.Language,
        ["text"] = s.Text,
        ["summary"] = s.Summary,
        ["translations"] = List(s.Translations, t => new JsonObject { ["language"] = t.Language, ["text"] = t.Text, ["translator"] = t.Translator }),
        ["captures"] = Strings(s.Captures),
        ["claims"] = List(s.Claims, c => new JsonObject { ["field"] = c.Field, ["alternatives"] = List(c.Alternatives, a => new JsonObject { ["value"] = a.Text, ["certainty"] = CaseWords.Token(a.Certainty) }) }),
        ["source"] = s.Source,
        ["record"] = s.Entry.Record.Id.ToString(),
    });

    /// <summary>Every link with who asserts and who denies it.</summary>
    public static JsonArray Links(CaseFile file) => List(StatementsView.Of(file).Links, l => new JsonObject
    {
        ["type"] = l.Type,
        ["from"] = l.From,
        ["to"] = l.To,
        ["state"] = CaseWords.Token(l.State),
        ["proposal"] = l.Proposal,
        ["asserted"] = List(l.Asserted, LinkWord),
        ["denied"] = List(l.Denied, LinkWord),
    });

    internal static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> node) => new([.. items.Select(i => (JsonNode?)node(i))]);

    internal static JsonArray Strings(IEnumerable<string> items) => new([.. items.Select(i => (JsonNode?)JsonValue.Create(i))]);

    private static JsonObject Entry(Entry e) => new()
    {
        ["record"] = e.Record.Id.ToString(),
        ["author"] = e.Author.Value,
        ["number"] = e.Record.Numbering.Number,
        ["form"] = e.Record.Content.Form.Value,
        ["subject"] = e.Subject,
        ["language"] = e.Record.Content.Language,
        ["composed"] = Times.ToText(e.Composed),
        ["exercise"] = e.IsExercise,
        ["fields"] = new JsonObject(e.Record.Fields.All.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Value))),
    };

    private static JsonObject LinkWord(LinkWord word) => new() { ["party"] = word.Party.Value, ["reason"] = word.Reason, ["record"] = word.Entry.Record.Id.ToString(), ["exercise"] = word.Entry.IsExercise };

    private static JsonArray Timeline(CaseFile file) => List(Cases.Timeline.Of(file), l => new JsonObject { ["at"] = l.At.Text, ["who"] = l.Who, ["what"] = l.What, ["text"] = l.Text, ["record"] = l.Entry.Record.Id.ToString(), ["exercise"] = l.Entry.IsExercise });

    private static JsonArray FirstHour(Incident incident) => List(incident.FirstHour, s => new JsonObject
    {
        ["step"] = s.Step.Key,
        ["minutes"] = s.Step.Minutes,
        ["who"] = s.Step.Who,
        ["what"] = s.Step.What,
        ["done"] = List(s.Done, d => new JsonObject { ["party"] = d.Party.Value, ["by"] = d.By, ["at"] = d.At, ["note"] = d.Note }),
    });

    private static JsonArray Acts(CaseFile file) => List(StatementsView.Of(file).Acts, a => new JsonObject
    {
        ["act"] = a.Entry.Item.ToString(),
        ["actor"] = a.Actor,
        ["what"] = a.Act,
        ["date"] = a.DateText,
        ["summary"] = a.Summary,
        ["participants"] = Strings(a.Participants),
        ["declared"] = Strings(a.Declared),
        ["notDisclosed"] = Strings(a.NotDisclosed),
        ["inferences"] = List(a.Inferences, i => new JsonObject { ["by"] = i.Name, ["text"] = i.Value }),
        ["source"] = a.Source,
    });

    private static JsonArray Demarches(CaseFile file, DateTimeOffset now) => List(Demarche.Of(file), d => new JsonObject
    {
        ["asker"] = d.Asker.Value,
        ["record"] = d.Note.Record.Id.ToString(),
        ["deadline"] = d.Deadline?.Text,
        ["daysElapsed"] = d.DaysElapsed(now),
        ["demands"] = List(d.Demands, n => new JsonObject
        {
            ["number"] = n.Number,
            ["text"] = n.Text,
            ["satisfied"] = n.Satisfied ?? "not stated",
            ["open"] = n.IsOpen,
            ["late"] = d.IsLate(n, now),
            ["reactions"] = List(n.Reactions, r => new JsonObject { ["party"] = r.Entry.Party.Value, ["organ"] = r.Organ, ["text"] = r.Text, ["conditions"] = Strings(r.Conditions), ["reply"] = r.IsReply }),
        }),
    });

    private static JsonArray EvidenceOf(CaseFile file) => List(EvidenceView.Of(file).Items, i => new JsonObject
    {
        ["evidence"] = i.Item.ToString(),
        ["title"] = i.Title,
        ["sha256"] = i.Sha256?.ToString(),
        ["bytes"] = i.Bytes,
        ["copyOf"] = i.CopyOf?.ToString(),
        ["origin"] = i.Origin,
        ["holders"] = Strings(i.Holders),
        ["sealBroken"] = i.SealBroken,
        ["custody"] = List(i.Chain, c => new JsonObject { ["when"] = c.When?.Text, ["action"] = c.Action, ["by"] = c.By, ["where"] = c.Where, ["to"] = c.To, ["seal"] = c.Seal, ["record"] = c.Entry.Record.Id.ToString() }),
    });

    private static JsonObject Report(CaseFile file)
    {
        var view = ReportView.Of(file);
        return new JsonObject
        {
            ["sha256"] = view.Latest?.Sha256.ToString(),
            ["signedBy"] = Strings(view.Latest?.Signatures.Select(s => s.Party.Value) ?? []),
            ["declined"] = List(view.Latest?.Declined ?? [], d => new JsonObject { ["party"] = d.Party.Value, ["reason"] = d["reason"] }),
            ["missing"] = Strings(view.Missing.Select(p => p.Value)),
            ["dissents"] = List(view.Dissents, d => new JsonObject { ["by"] = d["by"], ["party"] = d.Party.Value, ["text"] = d["text"] }),
        };
    }

    private static JsonArray Measures(CaseFile file, DateTimeOffset now) => List(Measure.Of(file), m => new JsonObject
    {
        ["measure"] = m.Entry.Item.ToString(),
        ["text"] = m.Text,
        ["owner"] = m.Owner.Value,
        ["proposedBy"] = m.ProposedBy.Value,
        ["agreedBy"] = Strings(m.AgreedBy.Select(p => p.Value)),
        ["due"] = m.Due?.Text,
        ["state"] = CaseWords.Token(m.StateAt(now)),
    });

    private static JsonArray Calendar(CaseFile file, DateTimeOffset now) => List(CaseCalendar.Of(file, now), c => new JsonObject { ["due"] = c.Due.Text, ["what"] = c.What, ["text"] = c.Text, ["owed"] = c.Owed?.Value, ["item"] = c.Item.ToString(), ["overdue"] = c.IsOverdue });
}
