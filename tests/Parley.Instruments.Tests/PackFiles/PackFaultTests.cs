using System.Text;
using CsCheck;
using Parley.Instruments.Packs;

namespace Parley.Instruments.Tests.PackFiles;

/// <summary>A pack with one thing wrong says what and at which line.</summary>
public sealed class PackFaultTests
{
    private static readonly string Good = File.ReadAllText(Path.Combine(ShippedPacks.Root, "packs", "border-incident", "pack.yaml"));

    [Theory]
    // INS-001 to INS-012
    [InlineData("INS-001", "pack: border-incident", "pack: &a border-incident", "anchors")]
    [InlineData("INS-001", "pack: border-incident", "pack: *a", "aliases")]
    [InlineData("INS-001", "pack: border-incident", "pack: !!str border-incident", "tags")]
    [InlineData("INS-001", "version: 1.0.0", "version: 1.0.0\nversion: 1.0.1", "stands twice")]
    [InlineData("INS-001", "version: 1.0.0", "version: [", "not YAML")]
    [InlineData("INS-002", "nature: arrangement", "natur: arrangement", "no key 'natur'")]
    [InlineData("INS-002", "nature: arrangement", "nature: pact", "treaty or political-commitment or arrangement")]
    [InlineData("INS-003", "version: 1.0.0", "version: one", "three numbers")]
    [InlineData("INS-003", "- id: acknowledge\n", "- id: answer\n", "stands twice")]
    [InlineData("INS-004", "sources: [own], official-text: read }\n  - { id: \"2\"", "official-text: read }\n  - { id: \"2\"", "names no source")]
    [InlineData("INS-004", "level: cited", "level: checked", "by whom and when")]
    [InlineData("INS-005", "by: addressee\n  - id: answer", "by: addressee\n    provisions: x\n  - id: answer", "has no key 'provisions'")]
    [InlineData("INS-005", "field: casualties, at-least: 1", "field: casualty, at-least: 1", "has no field 'casualty'")]
    [InlineData("INS-005", "form: border.acknowledgement/1\n    by", "form: border.acknowledgment/1\n    by", "there is no form border.acknowledgment/1")]
    [InlineData("INS-005", "zone: Europe/Minsk", "zone: Europe/Minks", "not a time zone")]
    [InlineData("INS-006", "starts: { form: border.incident/1 }\n    within: 24 hours", "starts: { met: findings }\n    within: 24 hours", "a cycle")]
    [InlineData("INS-007", "    starts: { form: border.incident/1 }\n    within: 24 hours", "    within: 24 hours", "names nothing that starts it")]
    [InlineData("INS-007", "within: 24 hours", "within: soon", "not a time")]
    [InlineData("INS-007", "each-year: 01-31", "each-year: 02-29", "every year has")]
    [InlineData("INS-008", "field: casualties, at-least: 1", "field: kind, at-least: 1", "not a number")]
    [InlineData("INS-008", "when:\n      any-of:", "when:\n      any-of: []\n    whenever:", "lists no conditions")]
    [InlineData("INS-009", "level: cited", "level: title", "states no obligations")]
    [InlineData("INS-010", "measures:\n", "acts:\n  - { act: handshake, dates: [], known: 2026-01-01, sources: [own] }\nmeasures:\n", "is no act")]
    [InlineData("INS-010", "measures:\n", "acts:\n  - { act: signature, dates: [{ date: 2026-02-30, source: own }], sources: [own] }\nmeasures:\n", "not a day")]
    [InlineData("INS-012", "  time: { en: \"Time\", ", "  time: { ", "lacks its English text")]
    public void Pack_WithOneThingWrong_SaysWhatAndWhere(string rule, string right, string wrong, string expected)
    {
        var at = Good.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the pack has no '{right}'");
        var yaml = Good[..at] + wrong + Good[(at + right.Length)..];
        var faults = ShippedPacks.Faults(yaml);
        var fault = faults.First(f => f.Detail.Contains(expected, StringComparison.Ordinal));
        if (fault.Rule != "INS-002")
            Assert.Equal(rule, fault.Rule);
        var line = Good.AsSpan(0, at).Count('\n');
        // Where a key is missing or stands twice, the fault is at the map or at the other one, a few lines off; a level is at fault where it does not fit.
        Assert.InRange(fault.Line, rule == "INS-009" ? 1 : line - 4, rule == "INS-009" ? 200 : line + 12);
    }

    [Fact]
    public void Pack_AsItShips_HoldsAllLabelsInAllLanguages()
    {
        foreach (var form in ShippedPacks.Names.Select(ShippedPacks.Shipped).SelectMany(p => p.Forms))
        {
            Assert.All(Labels.Languages, l => Assert.True(form.Title.Has(l), $"{form.Id} title {l}"));
            Assert.All(form.Fields, f => Assert.All(Labels.Languages, l => Assert.True(f.Label.Has(l), $"{form.Id} {f.Name} {l}")));
        }
    }

    [Fact]
    public void HostileBytes_MakeFaults_AndNeverAnException()
    {
        var good = Encoding.UTF8.GetBytes(Good);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, 40]).Array[1, 6].Sample(changes =>
        {
            var bytes = good.ToList();
            foreach (var (at, value, cut) in changes)
            {
                bytes[Math.Min(at, bytes.Count - 1)] = value;
                if (cut > 30 && at + cut < bytes.Count)
                    bytes.RemoveRange(at, cut);
            }

            var pack = PackReader.Read(bytes.ToArray(), out var faults);
            Assert.True(pack is not null || faults.Count > 0);
        }, iter: 100);
        Assert.Null(PackReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), out var deep));
        Assert.Equal("INS-001", deep[0].Rule);
        Assert.Null(PackReader.Read(new byte[PackReader.MaxBytes + 1], out _));
        Assert.Null(PackReader.Read([], out _));
    }

    [Fact]
    public void Schema_ThatIsPublished_HasTheKeysThatAreRead()
    {
        // A pack that uses every key of the schema's top has no unknown key; one that is not there is refused.
        using var schema = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(ShippedPacks.Root, "packs", "pack.schema.json")));
        var keys = schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal).ToArray();
        var refused = Assert.Single(ShippedPacks.Faults(Good + "\nno-such-key: x\n"));
        var named = refused.Detail[(refused.Detail.IndexOf("it may have ", StringComparison.Ordinal) + 12)..].Split(", ").Order(StringComparer.Ordinal);
        Assert.Equal(named, keys);
    }
}
