using System.Text.Json;
using CsCheck;
using Parley.Cases.Exports;
using Parley.Cases.Incidents;
using Parley.Cases.Tests.World;
using Parley.Records;

namespace Parley.Cases.Tests;

public sealed class ExportTests
{
    private static readonly CaseFile Belarus = CaseLibrary.Of(Sample.Records("belarus-2022")).Open("belarus-2022")!;
    private readonly Case _case = new();

    [Fact]
    public void Json_ReadBack_HasTheSameEntries_CAS_090_CAS_094()
    {
        var json = CaseJson.Write(Belarus, Belarus.Entries[^1].Composed);
        var entries = CaseImport.Json(json).OrThrow();
        Assert.Equal(
            Belarus.Entries.Select(e => (e.Record.Content.Form, e.Subject, string.Join('\u001f', e.Record.Fields.All.Select(f => $"{f.Name}={f.Value}")))),
            entries.Select(e => (e.Form, e.Subject, string.Join('\u001f', e.Fields.Select(f => $"{f.Name}={f.Value}")))));
    }

    [Fact]
    public void Json_HasWhatThePublishedSchemaSays_CAS_090()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Sample.Root, "docs", "spec", "case.schema.json")));
        using var json = JsonDocument.Parse(CaseJson.Write(Belarus, Belarus.Entries[^1].Composed));
        Conforms(schema.RootElement, json.RootElement, "$");

        Assert.Equal(Tokens<Accounts.FactState>(), Words(schema.RootElement, "facts", "items", "properties", "state"));
        Assert.Equal(Tokens<Statements.LinkState>(), Words(schema.RootElement, "links", "items", "properties", "state"));
        Assert.Equal(Tokens<Inquiries.RequestState>(), Words(schema.RootElement, "inquiry", "properties", "requests", "items", "properties", "state"));
        Assert.Equal(Tokens<Prevention.MeasureState>(), Words(schema.RootElement, "measures", "items", "properties", "state"));

        static string[] Tokens<T>()
            where T : struct, Enum => [.. Enum.GetValues<T>().Select(CaseWords.Token).Order(StringComparer.Ordinal)];
        static string[] Words(JsonElement at, params string[] path) =>
            [.. path.Aggregate(at.GetProperty("properties"), (e, p) => e.GetProperty(p)).GetProperty("enum").EnumerateArray().Select(w => w.GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>The keywords of JSON Schema that the published one uses, and no others.</summary>
    private static void Conforms(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("required", out var required))
            Assert.All(required.EnumerateArray(), r => Assert.True(value.TryGetProperty(r.GetString()!, out _), $"{path} has no {r}"));
        if (schema.TryGetProperty("enum", out var words))
            Assert.Contains(value.GetString(), words.EnumerateArray().Select(w => w.GetString()));
        if (schema.TryGetProperty("pattern", out var pattern))
            Assert.Matches(pattern.GetString()!, value.GetString()!);
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var member in value.EnumerateObject())
            {
                if (properties.TryGetProperty(member.Name, out var inner))
                    Conforms(inner, member.Value, $"{path}.{member.Name}");
                else
                    Assert.False(schema.TryGetProperty("additionalProperties", out _), $"{path}.{member.Name} is not in the schema");
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray())
                Conforms(items, item, path + "[]");
        }
    }

    [Fact]
    public void GeoJson_HasAPointInWgs84_AndNoneForWords_CAS_091()
    {
        _case.Say(_case.A, "incident.account", ("fact.position", "52.1000 N 25.4000 E WGS84 ±5 km"), ("fact.place", "a field"));
        _case.Say(_case.B, "incident.account", ("fact.position", "52.1000 N 25.4000 E SK42"));
        using var json = JsonDocument.Parse(CaseGeoJson.Write(_case.File));
        var features = json.RootElement.GetProperty("features").EnumerateArray().ToArray();
        Assert.Equal(3, features.Length);
        var points = features.Where(f => f.GetProperty("geometry").ValueKind == JsonValueKind.Object)
            .ToDictionary(f => f.GetProperty("properties").GetProperty("party").GetString()!, f => f.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(c => c.GetDouble()).ToArray());
        Assert.Equal([25.4, 52.1], points["AA"]);
        // Transformed: a hundred metres and more from the same figures in WGS-84.
        Assert.NotEqual(25.4, points["BB"][0]);
        Assert.Equal(25.4, points["BB"][0], 0.01);
    }

    [Fact]
    public void Csv_Cells_AreQuotedAndRunNothing_CAS_092()
    {
        _case.Say(_case.A, "incident.account", ("fact.object", "=HYPERLINK(\"x\")"), ("fact.place", "a, \"b\"\nc"));
        var csv = CaseCsv.Write(_case.File, "facts");
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", csv, StringComparison.Ordinal);
        Assert.Contains("\"a, \"\"b\"\"\nc\"", csv, StringComparison.Ordinal);
        Assert.All(CaseCsv.Tables, t => Assert.EndsWith("\r\n", CaseCsv.Write(Belarus, t), StringComparison.Ordinal));
    }

    [Fact]
    public void Prov_HasEntitiesActivitiesAndAgents_CAS_093()
    {
        _case.Say(_case.A, "evidence.item", ("key", "e"), ("title", "film"));
        _case.Say(_case.A, "evidence.item", ("key", "copy"), ("title", "copy of it"), ("copy-of", "AA:e"));
        _case.Say(_case.A, "evidence.custody", ("evidence", "AA:e"), ("action", "seized"), ("by", "AA police"), ("when", "2031-05-01T06:00:00Z"));
        _case.Say(_case.A, "evidence.custody", ("evidence", "AA:e"), ("action", "destroyed"), ("by", "AA police"), ("when", "2031-05-01"));
        using var json = JsonDocument.Parse(CaseProv.Write(_case.File));
        Assert.Equal((2, 2, 1), (Count("entity"), Count("activity"), Count("agent")));
        Assert.Equal((1, 1), (Count("wasDerivedFrom"), Count("wasInvalidatedBy")));
        Assert.DoesNotContain("null", json.RootElement.GetRawText(), StringComparison.Ordinal);
        int Count(string what) => json.RootElement.GetProperty(what).EnumerateObject().Count();
    }

    [Theory]
    [InlineData("form,subject,speaker\nstatement/1,incident/x,\"A, B\"\n", 1)]
    [InlineData("\uFEFFform,subject,speaker\r\nstatement/1,incident/x,\"a\nb\"\"c\"\r\n", 1)]
    [InlineData("form,subject\n", 0)]
    public void Csv_Import_IsRead_CAS_094(string text, int entries) => Assert.Equal(entries, CaseImport.Csv(text).OrThrow().Count);

    [Theory]
    [InlineData("")]
    [InlineData("a,b\n1,2\n")]
    [InlineData("form,subject\nstatement/1\n")]
    [InlineData("form,subject\n\"statement/1,incident/x\n")]
    [InlineData("form,subject\n\"statement/1\"x,incident/x\n")]
    [InlineData("form,subject\nNo Form,incident/x\n")]
    [InlineData("form,subject,x,x\nstatement/1,incident/x,1,2\n")]
    public void Csv_Import_ThatDoesNotRead_IsRefused_CAS_094(string text) => Assert.NotNull(CaseImport.Csv(text).Fault);

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"entries":[{"form":"statement/1","subject":"x"}]}""")]
    [InlineData("""{"entries":[{"form":"statement/1","subject":"x","fields":{"a":{}}}]}""")]
    [InlineData("""{"entries":[{"form":"statement/1","subject":"x","fields":{"A B":"x"}}]}""")]
    [InlineData("""{"entries":[7]}""")]
    public void Json_Import_ThatDoesNotRead_IsRefused_CAS_094(string text) => Assert.NotNull(CaseImport.Json(text).Fault);

    [Fact]
    public void GeoJson_Import_PointBecomesAPosition_CAS_094()
    {
        var entry = Assert.Single(CaseImport.GeoJson("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[-25.4,52.1]},"properties":{"form":"incident.account/1","subject":"incident/x","fact.object":"missile"}}]}""").OrThrow());
        Assert.Equal("52.1 N 25.4 W WGS84", entry.Fields.Single(f => f.Name == "fact.position").Value);
        Assert.NotNull(CaseImport.GeoJson("""{"features":[{"geometry":{"type":"Point","coordinates":[200,52.1]},"properties":{"form":"incident.account/1","subject":"incident/x"}}]}""").Fault);
    }

    [Fact]
    public void Import_OfAnothersWord_IsRefused_UnlessItIsOfThePublicRecord_CAS_095()
    {
        var (us, them) = (PartyId.Parse("BB"), PartyId.Parse("AA"));
        var entries = CaseImport.Json("""{"entries":[{"form":"incident.account/1","subject":"incident/x","author":"AA","fields":{"fact.object":"x"}},{"form":"public.incident.account/1","subject":"incident/x","author":"AA","fields":{"fact.object":"x"}}]}""").OrThrow();
        Assert.Equal("CAS-095", entries[0].AsEnteredBy(us).Fault?.Rule);
        Assert.Same(entries[0], entries[0].AsEnteredBy(them).OrThrow());
        Assert.Equal("AA", entries[1].AsEnteredBy(us).OrThrow().Fields.Single(f => f.Name == "party").Value);
        Assert.NotNull(CaseImport.Json("""{"entries":[{"form":"incident.account/1","subject":"incident/x","author":"a b","fields":{}}]}""").Fault);
    }

    [Fact]
    public void Import_OfAnyText_NeverThrows() => Gen.String.Sample(
        text =>
        {
            _ = CaseImport.Csv("form,subject," + text);
            _ = CaseImport.Json(text);
            _ = CaseImport.GeoJson(text);
        }, iter: 2000);

    [Fact]
    public void Register_ByRegionAndTime_CAS_017()
    {
        var library = CaseLibrary.Of(Sample.Records("belarus-2022"));
        Assert.Contains("belarus-2022", Register.Of(library).Select(l => l.Name));
        Assert.Equal(["X-BY-2022-0001", "belarus-2022"], Register.Of(library, region: "brest").Select(l => l.Name));
        Assert.Empty(Register.Of(library, from: new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(["przewodow-2022"], Register.Of(library, until: new DateTimeOffset(2022, 12, 1, 0, 0, 0, TimeSpan.Zero)).Select(l => l.Name));
    }

    [Fact]
    public void ParallelCases_PointByPoint_SayNothingWhereACaseDoes_CAS_018()
    {
        var library = CaseLibrary.Of(Sample.Records("belarus-2022"));
        var points = ParallelCases.Of([Belarus, library.Open("przewodow-2022")!], Belarus.Entries[^1].Composed).ToDictionary(p => p.Name, p => p.Values);
        Assert.Equal(["2022-12-29 (agreed)", "2022-11-15"], points["date"]);
        Assert.Equal(["X-BY: none", "two dead"], points["casualties"]);
        Assert.Equal("–", points["demands"][1]);
        Assert.Equal("3, of them 0 with a reply", points["demands"][0]);
    }
}
