using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>Packs, forms and what they refuse, with the real command and real nodes.</summary>
[Trait("suite", "system")]
public sealed class InstrumentTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task PackSignature_HoldsForThePackThatWasSigned_AndForNoOther()
    {
        // INS-070
        await RunningNode.InitAsync(_scratch["by"], "X-BY");
        await RunningNode.InitAsync(_scratch["ua"], "X-UA");
        var pack = Copy("border-incident");
        (await ParleyCommand.RunAsync("pack", "sign", pack, "--node", _scratch["by"])).Succeeded();
        var good = (await ParleyCommand.RunAsync("pack", "check", pack, "--card", _scratch["by", "card.txt"])).Succeeded();
        Assert.Contains("signed by X-BY", good.Output, StringComparison.Ordinal);

        var file = Path.Combine(pack, "pack.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("within: 24 hours", "within: 48 hours", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var changed = await ParleyCommand.RunAsync("pack", "check", pack, "--card", _scratch["by", "card.txt"]);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("changed after it was signed", changed.Output, StringComparison.Ordinal);

        // The right bytes, signed in X-BY's name by another's key.
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        (await ParleyCommand.RunAsync("pack", "sign", pack, "--node", _scratch["ua"])).Succeeded();
        var signature = Path.Combine(pack, "pack.sig");
        await File.WriteAllTextAsync(signature, (await File.ReadAllTextAsync(signature, TestContext.Current.CancellationToken)).Replace("— X-UA", "— X-BY", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(1, (await ParleyCommand.RunAsync("pack", "check", pack, "--card", _scratch["by", "card.txt"])).ExitCode);
    }

    [Fact]
    public async Task PackCheck_FaultyPack_NamesTheLine_AndANodeDoesNotStartWithIt()
    {
        var pack = Copy("border-incident");
        var file = Path.Combine(pack, "pack.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("at-least: 1", "at-leest: 1", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var result = await ParleyCommand.RunAsync("pack", "check", pack);
        Assert.Equal(1, result.ExitCode);
        Assert.Matches("line [0-9]+: .*at-leest", result.Output);

        var node = await RunningNode.InitAsync(_scratch["by"], "X-BY");
        await File.AppendAllTextAsync(Path.Combine(node.Directory, "node.yaml"), $"packs: {Path.GetDirectoryName(pack)}\n", TestContext.Current.CancellationToken);
        var refused = await ParleyCommand.RunAsync("serve", "--node", node.Directory);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("could not be checked before release", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_OfAFormThatBreaksItsInstrument_IsRefusedAndCitesTheProvision()
    {
        await using var by = await (await RunningNode.InitAsync(_scratch["by"], "X-BY")).StartAsync();
        await using var ua = await (await RunningNode.InitAsync(_scratch["ua"], "X-UA")).StartAsync();
        var channel = await by.OpenChannelAsync(ua, "by-ua.border");
        string[] send = ["send", channel, "--to", "X-UA/mod-duty", "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", by.Directory];
        string[] good = ["--form", "border.incident/1", "--field", "kind=other", "--field", "time=2026-01-01T00:00:00Z", "--field", "place=52.2 N 25.5 E WGS84", "--field", "what-happened=nothing"];

        var wrong = await ParleyCommand.RunAsync([.. send, .. good, "--field", "casualties=3 km"]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("INS-022", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("the unit is persons, not 'km'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("border-incident 1", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("INS-028", (await ParleyCommand.RunAsync([.. send, .. good, "--field", "pack=border-incident 0.1.0 0000000000000000"])).Error, StringComparison.Ordinal);

        // A form filled in with Ukrainian labels goes out, and shows in Polish at the other side.
        var empty = (await ParleyCommand.RunAsync("instrument", "form", "show", "border.incident/1", "--language", "uk")).Succeeded().Output;
        foreach (var (name, value) in new[] { ("kind", "object"), ("time", "290725Z DEC 22"), ("place", "52°12'00.0\" N 25°30'00.0\" E WGS84"), ("what-happened", "Впала ракета"), ("object", "not identified") })
        {
            var at = empty.IndexOf($". {name} |", StringComparison.Ordinal);
            empty = empty.Insert(empty.IndexOf('\n', at) + 1, $"    {value}\n");
        }

        await File.WriteAllTextAsync(_scratch["form.txt"], empty, TestContext.Current.CancellationToken);
        var sent = (await ParleyCommand.RunAsync([.. send, "--form-file", _scratch["form.txt"], "--language", "uk", "--wait", "--json"])).Succeeded();
        using var json = JsonDocument.Parse(sent.Output);
        var shown = (await ParleyCommand.RunAsync("instrument", "form", "render", json.RootElement.GetProperty("id").GetString()!, "--language", "pl", "--node", ua.Directory)).Succeeded().Output;
        Assert.Contains("upadł obiekt {object}", shown, StringComparison.Ordinal);
        Assert.Contains("Впала ракета", shown, StringComparison.Ordinal);
        Assert.Contains("[tłumaczenie:", shown, StringComparison.Ordinal);
        Assert.Contains("UNREVIEWED LABELS", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owed_AtBothSides_IsTheSame_FromTheReceiptToTheAnswer()
    {
        // The model arrangement, between these two.
        var packs = Path.GetDirectoryName(Copy("border-incident"))!;
        var file = Path.Combine(packs, "border-incident", "pack.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("id: XA,", "id: BY,", StringComparison.Ordinal).Replace("id: XB,", "id: UA,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var nodes = new List<RunningNode>();
        foreach (var party in new[] { "X-BY", "X-UA" })
        {
            var node = await RunningNode.InitAsync(_scratch[party], party);
            await File.AppendAllTextAsync(Path.Combine(node.Directory, "node.yaml"), $"packs: {packs}\n", TestContext.Current.CancellationToken);
            nodes.Add(await node.StartAsync());
        }

        await using var by = nodes[0];
        await using var ua = nodes[1];
        var channel = await by.OpenChannelAsync(ua, "by-ua.border");
        var sent = (await ParleyCommand.RunAsync("send", channel, "--to", "X-UA/mod-duty", "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", by.Directory, "--wait", "--json", "--form", "border.incident/1",
            "--field", "kind=other", "--field", "time=2026-01-01T00:00:00Z", "--field", "place=52.2 N 25.5 E WGS84", "--field", "what-happened=nothing", "--field", $"pack={await StampAsync(packs)}")).Succeeded();
        using var id = JsonDocument.Parse(sent.Output);
        (await ParleyCommand.RunAsync("send", channel, "--to", "X-BY/mod-duty", "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", ua.Directory, "--wait", "--json", "--form", "border.answer/1",
            "--field", "answer-1=nothing of ours", "--field", $"answers={id.RootElement.GetProperty("id").GetString()}", "--field", $"pack={await StampAsync(packs)}")).Succeeded();

        var at = DateTimeOffset.UtcNow.AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var (one, other) = (await OwedAsync(by), await OwedAsync(ua));
        Assert.Equal(one, other);
        using var json = JsonDocument.Parse(one);
        var states = json.RootElement.GetProperty("owed").EnumerateArray().Where(o => o.TryGetProperty("start", out _)).ToDictionary(o => o.GetProperty("obligation").GetString()!, o => (o.GetProperty("by").GetString(), o.GetProperty("state").GetString()));
        Assert.Equal(("UA", "overdue"), states["acknowledge"]);
        Assert.Equal(("UA", "met"), states["answer"]);

        async Task<string> OwedAsync(RunningNode node) => (await ParleyCommand.RunAsync("instrument", "owed", "border-incident", "--all", "--json", "--at", at, "--node", node.Directory, "--packs", packs)).Succeeded().Output;

        static async Task<string> StampAsync(string packs)
        {
            using var list = JsonDocument.Parse((await ParleyCommand.RunAsync("pack", "list", "--packs", packs, "--json")).Succeeded().Output);
            var pack = list.RootElement[0];
            return $"{pack.GetProperty("pack").GetString()} {pack.GetProperty("version").GetString()} {pack.GetProperty("hash").GetString()![..16]}";
        }
    }

    [Theory]
    [InlineData("INS-030", "'handshake' is no act", "act.handshake/1", "instrument=belarus-ukraine-2001")]
    [InlineData("INS-030", "names no pack", "act.notice-sent/1", "instrument=nonesuch")]
    [InlineData("INS-030", "is no party of csto", "act.notice-sent/1", "instrument=csto")]
    [InlineData("INS-030", "is a day such as", "act.notice-sent/1", "instrument=belarus-ukraine-2001", "date=soon")]
    public async Task Release_OfAnActThatIsNone_IsRefused(string rule, string expected, string form, params string[] fields)
    {
        await using var ua = await (await RunningNode.InitAsync(_scratch["ua"], "X-UA")).StartAsync();
        await using var pl = await (await RunningNode.InitAsync(_scratch["pl"], "X-PL")).StartAsync();
        var channel = await ua.OpenChannelAsync(pl, "ua-pl.line");
        var refused = await ParleyCommand.RunAsync(["send", channel, "--to", "X-PL/mod-duty", "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", ua.Directory, "--form", form, .. fields.SelectMany(f => new[] { "--field", f })]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(rule, refused.Error, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no pack 'nonesuch'", "instrument", "status", "nonesuch")]
    [InlineData("is a day such as", "instrument", "status", "csto", "--at", "yesterday")]
    [InlineData("not a party's id", "instrument", "calendar", "--party", "Poland")]
    [InlineData("there is no archive in", "instrument", "status", "csto", "--archive", "{scratch}")]
    [InlineData("no pack here has a form", "instrument", "form", "show", "border.accident/1")]
    [InlineData("there is no pack at", "pack", "check", "{scratch}/none")]
    [InlineData("give one", "instrument", "owed", "--archive", "a", "--node", "b")]
    public async Task Command_BadInput_SaysSoInOneSentence(string expected, params string[] arguments)
    {
        var result = await ParleyCommand.RunAsync([.. arguments.Select(a => a.Replace("{scratch}", _scratch["x"].TrimEnd('x').TrimEnd('/'), StringComparison.Ordinal))]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of the program", result.Error, StringComparison.Ordinal);
    }

    private string Copy(string pack)
    {
        var target = _scratch["packs", pack];
        Directory.CreateDirectory(target);
        File.Copy(Path.Combine(ParleyCommand.Root, "packs", pack, "pack.yaml"), Path.Combine(target, "pack.yaml"));
        return target;
    }
}
