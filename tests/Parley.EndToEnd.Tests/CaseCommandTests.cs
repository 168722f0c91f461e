using System.Security.Cryptography;
using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>A case from its first word on, by the commands that an officer would type, between two real nodes.</summary>
[Trait("suite", "system")]
public sealed class CaseCommandTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await _north.StartAsync();
        await _south.StartAsync();
        await _north.OpenChannelAsync(_south, "line");
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Case_OpenedAskedAndAnswered_IsTheSameOnBothSides()
    {
        // 1. The first word, the case, the first report.
        var opened = await EnterAsync(_north, "X-SS", "new", "X-NN-2031-0001", "--holding", "An object is down.", "--next-word-by", "2031-05-01T10:00:00Z",
            "--title", "An object came down", "--kind", "missile-or-debris", "--region", "North", "--with", "inquiry/X-NN-2031-0001", "--field", "what=An object", "--field", "where=A field");
        Assert.Contains("The first hour:", opened.Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("cordon", opened.Output, StringComparison.Ordinal);

        // 2. A request, and what it cannot be answered with.
        (await EnterAsync(_north, "X-SS", "request", "X-NN-2031-0001", "--asks", "Radar data", "--of", "X-SS", "--key", "radar")).Succeeded();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("case", "request", "X-NN-2031-0001", "--json", "--node", _south.Directory)).Output.Contains("Radar data", StringComparison.Ordinal));
        var refused = await EnterAsync(_south, "X-NN", "request", "X-NN-2031-0001", "--answer", "X-NN:radar", "--state", "unusable");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("CAS-045", refused.Error, StringComparison.Ordinal);
        (await EnterAsync(_south, "X-NN", "request", "X-NN-2031-0001", "--answer", "X-NN:radar", "--state", "promised")).Succeeded();

        // 3. A file by its hash, found again, and another that is none.
        await File.WriteAllBytesAsync(_scratch["track.bin"], RandomNumberGenerator.GetBytes(3_000_000), Cancel);
        await File.WriteAllTextAsync(_scratch["other.bin"], "another", Cancel);
        (await EnterAsync(_south, "X-NN", "evidence", "add", _scratch["track.bin"], "X-NN-2031-0001", "--key", "track", "--title", "Radar track", "--origin", "radar of unit 5")).Succeeded();
        var found = (await ParleyCommand.RunAsync("case", "evidence", "check", _scratch["track.bin"], "X-NN-2031-0001", "--node", _south.Directory)).Succeeded();
        Assert.Contains("X-SS:track: Radar track", found.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await ParleyCommand.RunAsync("case", "evidence", "check", _scratch["other.bin"], "X-NN-2031-0001", "--node", _south.Directory)).ExitCode);

        // 4. A table and a map, looked at and then entered.
        await File.WriteAllTextAsync(_scratch["in.csv"], "form,subject,fact.object,fact.harm\nincident.account/1,incident/X-NN-2031-0001,a missile,none\n", Cancel);
        await File.WriteAllTextAsync(_scratch["in.geojson"], """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[25.4,52.1]},"properties":{"form":"incident.account/1","subject":"incident/X-NN-2031-0001","fact.object":"a missile"}}]}""", Cancel);
        Assert.Contains("incident.account/1", (await ParleyCommand.RunAsync("case", "import", _scratch["in.csv"], "--dry-run")).Succeeded().Output, StringComparison.Ordinal);
        (await EnterAsync(_north, "X-SS", "import", _scratch["in.csv"])).Succeeded();
        (await EnterAsync(_south, "X-NN", "import", _scratch["in.geojson"])).Succeeded();

        // 5. Both sides see the same, byte for byte.
        const string At = "2031-05-02T00:00:00Z";
        await RunningNode.UntilAsync(async () => (await ShowAsync(_north)) == (await ShowAsync(_south)));
        using var json = JsonDocument.Parse(await ShowAsync(_north));
        Assert.Equal("agreed", json.RootElement.GetProperty("facts").EnumerateArray().Single(f => f.GetProperty("fact").GetString() == "object").GetProperty("state").GetString());
        Assert.Equal("promised", json.RootElement.GetProperty("inquiry").GetProperty("requests")[0].GetProperty("state").GetString());
        Assert.Empty(json.RootElement.GetProperty("attempts").EnumerateArray());
        foreach (var format in new[] { "md", "html", "json" })
        {
            var reports = await Task.WhenAll(new[] { _north, _south }.Select(n => ParleyCommand.RunAsync("case", "report", "X-NN-2031-0001", "--format", format, "--at", At, "--node", n.Directory)));
            Assert.Equal(reports[0].Succeeded().Output, reports[1].Succeeded().Output);
        }

        // Nobody enters what another has said.
        await File.WriteAllTextAsync(_scratch["theirs.json"], await ShowAsync(_north), Cancel);
        var theirs = await EnterAsync(_south, "X-NN", "import", _scratch["theirs.json"]);
        Assert.Equal(1, theirs.ExitCode);
        Assert.Contains("CAS-095", theirs.Error, StringComparison.Ordinal);

        // 6. The archive yields the same, for somebody without a node; and the register knows the case.
        (await ParleyCommand.RunAsync("archive", _scratch["archive"], "--node", _south.Directory)).Succeeded();
        Assert.Equal(await ShowAsync(_north), (await ParleyCommand.RunAsync("case", "show", "X-NN-2031-0001", "--json", "--at", At, "--archive", _scratch["archive"])).Succeeded().Output);
        Assert.Contains("X-NN-2031-0001", (await ParleyCommand.RunAsync("case", "show", "--archive", _scratch["archive"], "--region", "north", "--json")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("An object came down", (await ParleyCommand.RunAsync("case", "show", "X-NN-2031-0001", "--archive", _scratch["archive"])).Succeeded().Output, StringComparison.Ordinal);
        foreach (var format in new[] { "json", "geojson", "prov" })
            JsonDocument.Parse((await ParleyCommand.RunAsync("case", "export", "X-NN-2031-0001", "--format", format, "--archive", _scratch["archive"])).Succeeded().Output).Dispose();
        Assert.StartsWith("fact,matter,state,party,value", (await ParleyCommand.RunAsync("case", "export", "X-NN-2031-0001", "--format", "csv", "--table", "facts", "--archive", _scratch["archive"])).Succeeded().Output, StringComparison.Ordinal);

        async Task<string> ShowAsync(RunningNode node) => (await ParleyCommand.RunAsync("case", "show", "X-NN-2031-0001", "--json", "--at", At, "--node", node.Directory)).Succeeded().Output;
    }

    [Fact]
    public async Task Import_WithAFault_EntersNothing_AndRunAgain_SaysNothingTwice()
    {
        (await EnterAsync(_north, "X-SS", "new", "X-NN-2031-0002", "--title", "Two boats", "--kind", "maritime")).Succeeded();
        const string Head = "form,subject,key,text,owner,due,measure,what\n";
        const string Proposal = "measure.proposal/1,incident/X-NN-2031-0002,lights,Lights on both boats,X-NN,2099-01-01,,\n";
        // It refers to the one before it, which is in no case yet.
        const string Done = "measure.done/1,incident/X-NN-2031-0002,,,,,X-NN:lights,Lamps fitted\n";
        await File.WriteAllTextAsync(_scratch["faulty.csv"], Head + Proposal + Done + Done.Replace("X-NN:lights", "X-NN:horns", StringComparison.Ordinal), Cancel);
        var faulty = await EnterAsync(_north, "X-SS", "import", _scratch["faulty.csv"]);
        Assert.Equal(1, faulty.ExitCode);
        Assert.Contains("nothing was entered: entry 3", faulty.Error, StringComparison.Ordinal);
        Assert.Contains("CAS-080", faulty.Error, StringComparison.Ordinal);
        Assert.Equal(0, await MeasuresAsync());

        // A first run that got as far as the first entry; the whole; the whole again.
        await File.WriteAllTextAsync(_scratch["first.csv"], Head + Proposal, Cancel);
        await File.WriteAllTextAsync(_scratch["whole.csv"], Head + Proposal + Done, Cancel);
        Assert.Contains("1 entered", (await EnterAsync(_north, "X-SS", "import", _scratch["first.csv"])).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("Lights on both boats", (await ParleyCommand.RunAsync("instrument", "calendar", "--party", "X-NN", "--year", "2099", "--ics", "-", "--node", _north.Directory)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("1 entered as records of X-NN, 1 had been entered before", (await EnterAsync(_north, "X-SS", "import", _scratch["whole.csv"])).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("0 entered as records of X-NN, 2 had been entered before", (await EnterAsync(_north, "X-SS", "import", _scratch["whole.csv"])).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(1, await MeasuresAsync());

        // Signed, and torn by a crash before anything was submitted: what is whole there is taken, the rest is signed anew.
        var journal = Assert.Single(Directory.GetFiles(Path.Combine(_north.Directory, "entered")));
        await File.AppendAllTextAsync(journal, "{\"key\":\"ab", Cancel);
        Assert.Contains("2 had been entered before", (await EnterAsync(_north, "X-SS", "import", _scratch["whole.csv"])).Succeeded().Output, StringComparison.Ordinal);

        async Task<int> MeasuresAsync()
        {
            using var json = JsonDocument.Parse((await ParleyCommand.RunAsync("case", "show", "X-NN-2031-0002", "--json", "--node", _north.Directory)).Succeeded().Output);
            return json.RootElement.GetProperty("measures").GetArrayLength();
        }
    }

    [Fact]
    public async Task Read_AcceptedMendedDropped_IsEnteredOnce_AndGoesOnWhereAPersonStopped()
    {
        (await _north.RunAsync("channel", "create", "press", "--member", _south.Party, "--track", "public-record")).Succeeded();
        await RunningNode.UntilAsync(async () => (await _south.RunAsync("channel", "sign", "press")).ExitCode == 0);
        await RunningNode.UntilAsync(async () => (await _north.RunAsync("status", "--json")).Output.Split("\"open\"").Length > 2);
        await File.WriteAllTextAsync(_scratch["article.txt"], "Ardanian Foreign Minister Milena Korvat said that the drone had crossed the line on 6 March 2031. A day later, Borland demanded that Ardania explain the flight.", Cancel);
        string[] read = ["case", "read", _scratch["article.txt"], "--case", "lisse", "--keep", _scratch["documents"], "--decisions", _scratch["decisions"],
            "--channel", "press", "--to", "X-SS/mod-duty", "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", _north.Directory];

        // In a terminal, asked one by one: the first accepted, then an end.
        var asked = (await ParleyCommand.RunProgramAsync("bash", _scratch.Path, "-c", $"printf 'a\\nq\\n' | script -qec \"'{ParleyCommand.Path}' {string.Join(' ', read.Select(r => $"'{r}'"))}\" /dev/null")).Succeeded().Output;
        Assert.Contains("accept, ", System.Text.RegularExpressions.Regex.Replace(asked, "\e\\[[0-9;]*m", ""), StringComparison.Ordinal);
        Assert.Contains("1 entered as records of X-NN, 0 had been entered before", asked, StringComparison.Ordinal);

        // By lines: the demand, which needs to be told whose it is.
        var proposals = (await ParleyCommand.RunAsync("case", "read", _scratch["article.txt"], "--keep", _scratch["documents"], "--json")).Succeeded().Output;
        using var json = JsonDocument.Parse(proposals);
        var demand = json.RootElement.GetProperty("documents")[0].GetProperty("proposals").EnumerateArray().First(p => p.GetProperty("kind").GetString() == "demand").GetProperty("number").GetInt32();
        Assert.Contains("needs 'party'", (await LinesAsync($"{demand} accept")).Error, StringComparison.Ordinal);
        Assert.Contains("1 entered as records of X-NN, 1 had been entered before", (await LinesAsync($"{demand} set party=X-SS")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("0 entered as records of X-NN, 2 had been entered before", (await LinesAsync("")).Succeeded().Output, StringComparison.Ordinal);

        var shown = (await ParleyCommand.RunAsync("case", "show", "lisse", "--json", "--node", _north.Directory)).Succeeded().Output;
        Assert.Contains("Milena Korvat", shown, StringComparison.Ordinal);
        Assert.Contains("explain the flight", shown, StringComparison.Ordinal);

        // Decisions about another text are not taken.
        await File.AppendAllTextAsync(_scratch["article.txt"], " On 8 March 2031 Ardania summoned the ambassador of Borland.", Cancel);
        var other = await LinesAsync("");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("about other proposals", other.Error, StringComparison.Ordinal);

        Task<ParleyCommand.Result> LinesAsync(string lines) =>
            ParleyCommand.RunProgramAsync("bash", _scratch.Path, "-c", $"printf '{lines}\\n' | '{ParleyCommand.Path}' {string.Join(' ', read.Select(r => $"'{r}'"))}");
    }

    [Fact]
    public async Task FirstWord_OfAWatchThatHasSetWhatIsAlwaysTheSame_IsOneShortLine()
    {
        string Line(string typed) => $"export PATH='{Path.GetDirectoryName(ParleyCommand.Path)}':\"$PATH\" PARLEY_NODE='{_north.Directory}' PARLEY_DRAFTED_BY=duty-1 PARLEY_RELEASED_BY=duty-2; {typed}";
        var holding = (await ParleyCommand.RunProgramAsync("bash", _scratch.Path, "-c", Line("parley case new --holding"))).Succeeded().Output;
        var name = System.Text.RegularExpressions.Regex.Match(holding, "The case is (X-NN-[0-9]{4}-0001)\\.").Groups[1].Value;
        Assert.NotEmpty(name);
        var shown = (await ParleyCommand.RunAsync("case", "show", name, "--json", "--node", _north.Directory)).Succeeded().Output;
        Assert.Contains("being looked into", shown, StringComparison.Ordinal);
        // The next word is promised, to the first desk of the other member.
        Assert.Contains("next word", shown, StringComparison.Ordinal);
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("inbox", "--node", _south.Directory)).Output.Contains("incident.holding/1", StringComparison.Ordinal));

        // The next one is the next number, and a length of time that is none is refused.
        Assert.Contains("-0002.", (await ParleyCommand.RunProgramAsync("bash", _scratch.Path, "-c", Line("parley case new --holding 'Another.' --next-word-by +20m"))).Succeeded().Output, StringComparison.Ordinal);
        var refused = await ParleyCommand.RunProgramAsync("bash", _scratch.Path, "-c", Line("parley case new --holding --next-word-by +soonh"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("neither a UTC time nor a length", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_ThatIsNotThere_IsSaidInOneSentence()
    {
        var unknown = await ParleyCommand.RunAsync("case", "show", "nothing", "--node", _north.Directory);
        Assert.Equal((1, 1), (unknown.ExitCode, unknown.Error.Trim().Split('\n').Length));
        Assert.Contains("there is no case nothing here", unknown.Error, StringComparison.Ordinal);
        var nowhere = await ParleyCommand.RunAsync("case", "show", "nothing", "--archive", _scratch["nowhere"]);
        Assert.Equal(1, nowhere.ExitCode);
        Assert.DoesNotContain("   at ", nowhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Witness_IsReadableUntilTheKeyIsDestroyed()
    {
        var (files, keys) = (_scratch["witnesses"], _scratch["keys"]);
        await File.WriteAllTextAsync(_scratch["who.txt"], "A ferry passenger, seat 14", Cancel);
        string[] places = ["--files", files, "--keys", keys];
        (await ParleyCommand.RunProgramAsync("bash", _scratch.Path, "-c", $"'{ParleyCommand.Path}' case witness add witness-1 --files '{files}' --keys '{keys}' < who.txt")).Succeeded();
        Assert.DoesNotContain("ferry", await File.ReadAllTextAsync(Path.Combine(files, "witness-1.witness"), Cancel), StringComparison.Ordinal);
        Assert.Equal("A ferry passenger, seat 14", (await ParleyCommand.RunAsync(["case", "witness", "show", "witness-1", .. places])).Succeeded().Output.Trim());

        // Exchanged, or changed by one bit, it does not open.
        var bytes = await File.ReadAllBytesAsync(Path.Combine(files, "witness-1.witness"), Cancel);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(files, "witness-1.witness"), bytes, Cancel);
        Assert.Equal(1, (await ParleyCommand.RunAsync(["case", "witness", "show", "witness-1", .. places])).ExitCode);
        bytes[20] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(files, "witness-1.witness"), bytes, Cancel);

        Assert.Equal(1, (await ParleyCommand.RunAsync(["case", "witness", "destroy", "witness-1", .. places])).ExitCode);
        Assert.True(File.Exists(Path.Combine(keys, "witness-1.key")));
        (await ParleyCommand.RunAsync(["case", "witness", "destroy", "witness-1", "--yes", .. places])).Succeeded();
        Assert.False(File.Exists(Path.Combine(keys, "witness-1.key")));
        var gone = await ParleyCommand.RunAsync(["case", "witness", "show", "witness-1", .. places]);
        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("destroyed", gone.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await ParleyCommand.RunAsync(["case", "witness", "show", "../witness-1", .. places])).ExitCode);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Task<ParleyCommand.Result> EnterAsync(RunningNode node, string other, params string[] arguments) =>
        ParleyCommand.RunAsync(["case", .. arguments, "--channel", "line", "--to", $"{other}/mod-duty", "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", node.Directory]);
}
