using CsCheck;
using Parley.Instruments.Forms;
using Parley.Instruments.Packs;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Forms;

public sealed class FormTests
{
    private readonly Pack _border = ShippedPacks.Shipped("border-incident");
    private readonly Pack _humanitarian = ShippedPacks.Shipped("humanitarian-notification");
    private readonly Pack _vienna = ShippedPacks.Shipped("vienna-document-2011");

    private static Dictionary<string, string> Report() => new()
    {
        ["kind"] = "object", ["time"] = "2022-12-29T07:25:00Z", ["place"] = "52.200000 N 25.500000 E WGS84", ["what-happened"] = "A missile came down\nin the wrong field.",
        ["object"] = "not identified", ["casualties"] = "0 persons", ["question-1"] = "Is it yours?",
    };

    [Theory]
    [InlineData("INS-020", "time", "", "must be filled in")]
    [InlineData("INS-021", "time", "yesterday", "neither a UTC time")]
    [InlineData("INS-022", "casualties", "3 km", "the unit is persons, not 'km'")]
    [InlineData("INS-022", "casualties", "3", "write '3 persons'")]
    [InlineData("INS-023", "kind", "missile", "none of object")]
    [InlineData("INS-024", "place", "43.300000 N 34.000000 E WGS84", "lies in the sea")]
    [InlineData("INS-024", "place", "52.2 N 25.5 E", "the datum is always stated")]
    [InlineData("INS-025", "object", "", "what came down must be named")]
    [InlineData("INS-027", "casualty", "3 persons", "no such field")]
    [InlineData("INS-028", "pack", "border-incident 0.9.0 0000000000000000", "compare the two packs")]
    public void Form_WithOneThingWrong_IsRefusedWithTheProvision(string rule, string field, string value, string expected)
    {
        var values = Report();
        values[field] = value;
        var fault = Assert.Single(FormCheck.Check(_border, _border.Form("border.incident/1")!, values, Time("2022-12-29T08:00Z"), 2));
        Assert.Equal((rule, field), (fault.Rule, fault.Field));
        Assert.Contains(expected, fault.Detail, StringComparison.Ordinal);
        Assert.Contains("border-incident 1", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Form_WellFilled_HasNoFault_AndReachesItsThreshold()
    {
        var form = _border.Form("border.incident/1")!;
        Assert.Empty(FormCheck.Check(_border, form, Report(), Time("2022-12-29T08:00Z"), 3));
        Assert.Equal("grave", Assert.Single(FormCheck.Reached(_border, form, Report(), Start)).Id);
        var light = Report();
        light["kind"] = "crossing";
        light.Remove("object");
        Assert.Empty(FormCheck.Reached(_border, form, light, Start));
        light["casualties"] = "1 persons";
        Assert.Single(FormCheck.Reached(_border, form, light, Start));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(1, false)]
    public void HumanitarianSite_GoesOnAPairwiseChannelOnly(int members, bool allowed)
    {
        // INS-026
        var values = new Dictionary<string, string> { ["kind"] = "hospital", ["name"] = "Fictional hospital", ["position"] = "50.0 N 30.0 E WGS84", ["valid-from"] = "2026-01-01T00:00:00Z" };
        var faults = FormCheck.Check(_humanitarian, _humanitarian.Form("humanitarian.site/1")!, values, Start, members);
        Assert.Equal(allowed, faults.Count == 0);
        Assert.All(faults, f => Assert.Equal("INS-026", f.Rule));
    }

    [Fact]
    public void HumanitarianForms_AllSayThatTheyInformAndDoNotAsk() =>
        Assert.All(_humanitarian.Forms, f => Assert.All(Labels.Languages, l => Assert.Contains(f.Notice!.In(l), Flat(FormRendering.ToText(_humanitarian, new FilledForm(f, new Dictionary<string, string>()), l, l, [])), StringComparison.Ordinal)));

    [Fact]
    public void Threshold_SumsOverTheUnitsOfAnActivity()
    {
        var form = _vienna.Form("vd2011.activity/1")!;
        var values = new Dictionary<string, string> { ["forces.1.personnel"] = "5000 persons", ["forces.2.personnel"] = "3999 persons" };
        Assert.Empty(FormCheck.Reached(_vienna, form, values, Start));
        values["forces.3.personnel"] = "1 persons";
        Assert.Single(FormCheck.Reached(_vienna, form, values, Start));
    }

    [Theory]
    [InlineData("no", "2022-01-27T09:00Z", true)]
    [InlineData("no", "2022-01-27T09:00:01Z", false)]
    [InlineData("yes", "2022-03-09T09:00Z", true)]
    public void Activity_StartsFortyTwoDaysAfterItsNotification_OrSaysWhyNot(string shortNotice, string composed, bool good)
    {
        var values = new Dictionary<string, string>
        {
            ["designation"] = "Exercise", ["starts"] = "2022-03-10T09:00:00Z", ["ends"] = "2022-03-20T09:00:00Z", ["area"] = "a", ["short-notice"] = shortNotice,
            ["forces.1.unit"] = "u", ["forces.1.personnel"] = "9000 persons",
        };
        var faults = FormCheck.Check(_vienna, _vienna.Form("vd2011.activity/1")!, values, Time(composed), 57);
        Assert.Equal(good, faults.Count == 0);
        Assert.All(faults, f => Assert.Equal("vienna-document-2011 V", f.Provision));
    }

    [Fact]
    public void PlainText_InAnyLanguage_ReadsBackToTheSameForm()
    {
        var form = _border.Form("border.incident/1")!;
        foreach (var language in Labels.Languages)
        {
            var text = FormRendering.ToText(_border, new FilledForm(form, Report()), language, "en", ["Europe/Minsk", "Europe/Warsaw"]);
            var read = FormImport.Read(text, id => id == form.Id ? _border : null, out var faults);
            Assert.Empty(faults);
            Assert.Equal(Report().OrderBy(v => v.Key), read!.Value.Filled.Values.Where(v => v.Key != FormCheck.PackField).OrderBy(v => v.Key));
            Assert.Contains("= 290725Z DEC 22", text, StringComparison.Ordinal);
            Assert.Contains("2022-12-29 10:25 +03:00 Europe/Minsk", text, StringComparison.Ordinal);
            Assert.Contains("MGRS 35ULT", text, StringComparison.Ordinal);
            // A label that nobody reviewed is marked, and free text in another language has a place for its translation.
            Assert.Equal(language != "en", text.Contains("UNREVIEWED", StringComparison.Ordinal));
            Assert.Equal(language != "en", text.Contains(": ____", StringComparison.Ordinal));
            Assert.All(text.Split('\n').Where(l => l.StartsWith("* ", StringComparison.Ordinal)), l => Assert.True(l.Length <= 72));
        }
    }

    [Theory]
    [InlineData("INS-060", "FORM     border.incident/1", "FORM     border.incident", "begins with a line")]
    [InlineData("INS-060", "FORM     border.incident/1", "FORM     border.accident/1", "no pack here")]
    [InlineData("INS-027", ". object |", ". objekt |", "no field 'objekt'")]
    [InlineData("INS-022", "0 persons", "0 km", "the unit is persons")]
    [InlineData("INS-060", "    Is it yours?", "Is it yours?", "four spaces in")]
    [InlineData("INS-020", "    2022-12-29T07:25:00Z\n", "", "'time' must be filled in")]
    [InlineData("INS-060", ". question-2 |", ". question-1 |", "stands twice")]
    public void PlainText_WithOneLineWrong_PointsAtIt(string rule, string right, string wrong, string expected)
    {
        var form = _border.Form("border.incident/1")!;
        var text = FormRendering.ToText(_border, new FilledForm(form, Report()), "en", "en", []);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0);
        FormImport.Read(text[..at] + wrong + text[(at + right.Length)..], id => id == form.Id ? _border : null, out var faults);
        var fault = Assert.Single(faults, f => f.Detail.Contains(expected, StringComparison.Ordinal));
        Assert.Equal(rule, fault.Rule);
        var line = text.AsSpan(0, at).Count('\n');
        Assert.InRange(fault.Line, line, line + 1);
    }

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(ShippedPacks.Root, "packs"), "*.txt", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(ShippedPacks.Root, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_OfAForm_IsFictionalAndGood(string file)
    {
        var text = File.ReadAllText(Path.Combine(ShippedPacks.Root, file));
        Assert.Contains("FICTIONAL SAMPLE", text, StringComparison.Ordinal);
        var read = FormImport.Read(text, id => ShippedPacks.Names.Select(ShippedPacks.Shipped).FirstOrDefault(p => p.Form(id.Value) is not null), out var faults);
        Assert.Empty(faults);
        Assert.Empty(FormCheck.Check(read!.Value.Pack, read.Value.Filled.Form, read.Value.Filled.Values, Start, 2));
    }

    [Fact]
    public void Hospital_InTheSea_IsSaidToBe()
    {
        var text = File.ReadAllText(Path.Combine(ShippedPacks.Root, "packs", "humanitarian-notification", "samples", "site.txt"));
        FormImport.Read(text.Replace("50.000000 N 30.000000 E", "30.000000 N 50.000000 W", StringComparison.Ordinal), _ => _humanitarian, out var faults);
        var fault = Assert.Single(faults);
        Assert.Equal(("INS-024", 12), (fault.Rule, fault.Line));
        Assert.Contains("lies in the sea", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_OfAnything_NeverThrows() => Gen.String[Gen.Char["FORM border.incident/1\n. |{}=[]-0123456789 kindtmeplac"], 0, 400].Sample(text =>
    {
        FormImport.Read(text, _ => _border, out _);
        FormImport.Read("FORM border.incident/1\n" + text, _ => _border, out _);
    }, iter: 2000);

    [Fact]
    public void Html_HoldsNothingThatRuns()
    {
        var values = Report();
        values["what-happened"] = "<script>alert(1)</script>";
        var html = FormRendering.ToHtml(_border, new FilledForm(_border.Form("border.incident/1")!, values), "uk", "en", []);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("unreviewed", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_DoesNotLetAValueBecomeAFormula()
    {
        var values = Report();
        values["object"] = "=1+1";
        Assert.StartsWith("field,label (be; unreviewed),value,value label (be; unreviewed)\r\n", FormRendering.ToCsv(_border, new FilledForm(_border.Form("border.incident/1")!, values), "be"), StringComparison.Ordinal);
        Assert.StartsWith("field,label,value,value label\r\n", FormRendering.ToCsv(_border, new FilledForm(_border.Form("border.incident/1")!, values), "en"), StringComparison.Ordinal);
        Assert.Contains("object,Object,'=1+1,", FormRendering.ToCsv(_border, new FilledForm(_border.Form("border.incident/1")!, values), "en"), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_SaysWhetherLabelsWereReviewed()
    {
        using var json = System.Text.Json.JsonDocument.Parse(FormRendering.ToJson(_border, new FilledForm(_border.Form("border.incident/1")!, Report()), "be", "en"));
        Assert.False(json.RootElement.GetProperty("labelsReviewed").GetBoolean());
        Assert.Equal("упаў аб’ект", json.RootElement.GetProperty("fields")[0].GetProperty("valueLabel").GetString());
    }

    [Theory]
    [InlineData("290725Z DEC 22", "2022-12-29T07:25Z")]
    [InlineData("290224Z FEB 24", "2024-02-29T02:24Z")]
    public void DateTimeGroup_ReadsAndWrites(string group, string time)
    {
        Assert.True(DateTimeGroup.TryParse(group, out var read));
        Assert.Equal(Time(time), read);
        Assert.Equal(group, DateTimeGroup.Of(read));
        Assert.False(DateTimeGroup.TryParse("290000Z FEB 23", out _));
    }

    private static readonly DateTimeOffset Start = Time("2026-01-01T00:00Z");

    private static string Flat(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).Replace("* ", "", StringComparison.Ordinal);
}
