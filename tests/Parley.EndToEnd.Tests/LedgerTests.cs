using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.EndToEnd.Tests;

/// <summary>What was said can be proven: two real nodes, their commands, and files that are checked by themselves.</summary>
[Trait("suite", "system")]
public sealed class LedgerTests : IAsyncLifetime
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
    public async Task Record_Tested_IsProvenUnderItsPeersCosignatureAndExtracted()
    {
        var id = await SayAsync(_north, "X-SS/mod-duty", "an object came down");

        // No proof before the line was tested; afterwards one that the other side has cosigned.
        var early = await ParleyCommand.RunAsync("proof", id, "--node", _north.Directory);
        Assert.Equal(1, early.ExitCode);
        Assert.Contains("parley test", early.Error, StringComparison.Ordinal);
        var test = (await ParleyCommand.RunAsync("test", "line", "--node", _north.Directory)).Succeeded();
        Assert.Matches(@"X-SS +cosigned \(Ed25519 and ML-DSA-44\), dated 20\d\d-", test.Output);
        (await ParleyCommand.RunAsync("proof", id, "--out", _scratch["entry.tlog-proof"], "--node", _north.Directory)).Succeeded();
        (await ParleyCommand.RunAsync("archive", _scratch["archive"], "--node", _north.Directory)).Succeeded();
        var (north, south) = (Card("X-NN"), Card("X-SS"));
        var proof = Json((await ParleyCommand.RunAsync("verify", _scratch["entry.tlog-proof"], "--card", north, "--card", south, "--json")).Succeeded());
        Assert.Equal(("proof", 2), (proof.GetProperty("kind").GetString(), proof.GetProperty("cosignatures").GetInt32()));
        Assert.Contains(id, proof.GetProperty("proven").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, (await ParleyCommand.RunAsync("verify", _scratch["entry.tlog-proof"], "--card", south)).ExitCode);

        // By a policy of the channel's keys alone, with no card; and not where it asks for a witness that has not cosigned.
        var policy = (await ParleyCommand.RunAsync("ledger", "policy", "line", "--node", _north.Directory)).Succeeded().Output;
        await File.WriteAllTextAsync(_scratch["policy.txt"], policy, Cancel);
        (await ParleyCommand.RunAsync("verify", _scratch["entry.tlog-proof"], "--policy", _scratch["policy.txt"])).Succeeded();
        await File.WriteAllTextAsync(_scratch["policy.txt"], policy.Replace("group others all X-SS", "group others all X-NN X-SS", StringComparison.Ordinal), Cancel);
        Assert.Contains("LED-072", (await ParleyCommand.RunAsync("verify", _scratch["entry.tlog-proof"], "--policy", _scratch["policy.txt"])).Output, StringComparison.Ordinal);

        // A mirror is a log that anybody recomputes; a path that is not there is a finding like any other.
        (await ParleyCommand.RunAsync("ledger", "mirror", _scratch["public"], "--node", _north.Directory)).Succeeded();
        var log = await ParleyCommand.RunAsync("verify", _scratch["public", "line", "1"], _scratch["nowhere"], "--card", north, "--card", south, "--json");
        Assert.Equal(1, log.ExitCode);
        using (var findings = JsonDocument.Parse(log.Output))
        {
            Assert.Equal(["log", "unknown"], findings.RootElement.EnumerateArray().Select(f => f.GetProperty("kind").GetString()));
            Assert.Equal([true, false], findings.RootElement.EnumerateArray().Select(f => f.GetProperty("good").GetBoolean()));
        }

        // The archive holds the cosigned heads of both; a head that others cosigned and the entries deny is found.
        var archive = Json((await ParleyCommand.RunAsync("verify", _scratch["archive"], "--json")).Succeeded());
        Assert.True(archive.GetProperty("cosignatures").GetInt32() >= 1);
        var checkpoint = Path.Combine(_scratch["archive"], "channels", "line", "cosigned", "X-NN-1.txt");
        await File.WriteAllTextAsync(checkpoint, (await File.ReadAllTextAsync(checkpoint, Cancel)).Replace("X-NN/1", "X-NN/2", StringComparison.Ordinal), Cancel);
        Assert.Equal(1, (await ParleyCommand.RunAsync("verify", _scratch["archive"])).ExitCode);

        // What is read is what was signed, and a channel is there once.
        (await ParleyCommand.RunAsync("archive", _scratch["read"], "--node", _north.Directory)).Succeeded();
        (await ParleyCommand.RunAsync("verify", _scratch["read"])).Succeeded();
        var reading = Directory.GetFiles(_scratch["read", "channels", "line", "reading"])[0];
        await File.AppendAllTextAsync(reading, "and more\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(reading)!, "999999-X-NN-1-9.txt"), "we did it", Cancel);
        Directory.CreateSymbolicLink(_scratch["read", "channels", "other"], _scratch["read", "channels", "line"]);
        var harmed = await ParleyCommand.RunAsync("verify", _scratch["read"]);
        Assert.Equal(1, harmed.ExitCode);
        foreach (var fault in new[] { "does not say what the record says", "is of no record here", "other: this is a link" })
            Assert.Contains(fault, harmed.Output, StringComparison.Ordinal);

        // A shorter document of the record, and the page of it.
        (await ParleyCommand.RunAsync("extract", id, "--hide", "text", "--out", _scratch["extract.txt"], "--html", _scratch["extract.html"], "--node", _north.Directory)).Succeeded();
        Assert.DoesNotContain("came down", await File.ReadAllTextAsync(_scratch["extract.txt"], Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("came down", await File.ReadAllTextAsync(_scratch["extract.html"], Cancel), StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("verify", _scratch["extract.txt"], "--card", north)).Succeeded();

        // An extract of an extract: names that the first left are hidden where the second says so.
        var more = JsonDocument.Parse((await ParleyCommand.RunAsync("send", "line", "--to", "X-SS/mod-duty", "--form", "incident.first-report/1", "--field", "what=a", "--field", "where=b", "--field", "who=c",
            "--released-by", "duty-1", "--json", "--node", _north.Directory)).Succeeded().Output).RootElement.GetProperty("id").GetString()!;
        (await ParleyCommand.RunAsync("extract", more, "--hide", "where", "--out", _scratch["first.txt"], "--node", _north.Directory)).Succeeded();
        var second = (await ParleyCommand.RunAsync("extract", _scratch["first.txt"], "--hide", "who", "--hide-names", "--out", _scratch["second.txt"])).Succeeded();
        Assert.Contains("1 of 3 fields", second.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?m)^named|where|who", (await File.ReadAllTextAsync(_scratch["second.txt"], Cancel)).Split("parley extract v1")[1]);
        (await ParleyCommand.RunAsync("verify", _scratch["second.txt"], "--card", north)).Succeeded();
        var unknown = await ParleyCommand.RunAsync("extract", id, "--show", "nothing", "--node", _north.Directory);
        Assert.Contains("there are: text", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_PutBackToAnOldBackup_IsFoundOutFallsSilentAndComesBackUnderItsRootKey()
    {
        await SayAsync(_north, "X-SS/mod-duty", "one");
        await _north.KillAsync();
        var backup = _scratch["backup.db"];
        Copy(_north.Directory, backup);
        await _north.StartAsync();
        var two = await SayAsync(_north, "X-SS/mod-duty", "two");
        await DeliveredAsync(_south, two);
        await _north.KillAsync();
        PutBack(backup, _north.Directory);
        await _north.StartAsync();

        // It gives a number a second time. South keeps both, and north is told by its own signature.
        (await _north.SendAsync("line", "X-SS/mod-duty", "another two")).Succeeded();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("evidence", "--node", _south.Directory)).Output.Contains("number-twice", StringComparison.Ordinal));
        (await ParleyCommand.RunAsync("evidence", "1", "--out", _scratch["north.evidence"], "--node", _south.Directory)).Succeeded();
        Assert.Contains("X-NN signed two different records", (await ParleyCommand.RunAsync("verify", _scratch["north.evidence"])).Succeeded().Output, StringComparison.Ordinal);
        await SayAsync(_south, "X-NN/mod-duty", "what was that?");
        await RunningNode.UntilAsync(async () => (await _north.Api.GetStringAsync("/v1/node")).Contains("\"state\":\"halted\"", StringComparison.Ordinal));
        Assert.Contains("parley restart", (await _north.SendAsync("line", "X-SS/mod-duty", "three")).Error, StringComparison.Ordinal);
        Assert.Contains("CHN-018", (await ParleyCommand.RunAsync("status", "--node", _north.Directory)).Output, StringComparison.Ordinal);

        // Declared under the root key, it goes on in a new series; only while it is stopped.
        var root = Path.Combine(_north.Directory, "keys", "root.key");
        Assert.Contains("stop it first", (await ParleyCommand.RunAsync("restart", "--root-key", root, "--node", _north.Directory)).Error, StringComparison.Ordinal);
        await _north.KillAsync();
        (await ParleyCommand.RunAsync("restart", "--root-key", root, "--node", _north.Directory)).Succeeded();
        await _north.StartAsync();
        await OpenAsync(_north);
        var after = await SayAsync(_north, "X-SS/mod-duty", "here we are again");
        await DeliveredAsync(_south, after);
        Assert.Contains("CHN-064", (await ParleyCommand.RunAsync("status", "--node", _south.Directory)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_RestoredAndDeclared_HasEveryRecordBackThatItsPeerReceipted()
    {
        await _north.KillAsync();
        var backup = _scratch["backup.db"];
        Copy(_north.Directory, backup);
        await _north.StartAsync();
        var said = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            said.Add(await SayAsync(_north, "X-SS/mod-duty", $"north {i}"));
            said.Add(await SayAsync(_south, "X-NN/mod-duty", $"south {i}"));
        }

        foreach (var id in said)
            await DeliveredAsync(_south, id);
        await _north.KillAsync();
        PutBack(backup, _north.Directory);
        (await ParleyCommand.RunAsync("restart", "--root-key", Path.Combine(_north.Directory, "keys", "root.key"), "--node", _north.Directory)).Succeeded();
        await _north.StartAsync();
        await OpenAsync(_north);
        foreach (var id in said)
            await DeliveredAsync(_north, id);
        (await ParleyCommand.RunAsync("test", "line", "--node", _north.Directory)).Succeeded();
        foreach (var (node, name) in new[] { (_north, "north"), (_south, "south") })
        {
            (await ParleyCommand.RunAsync("archive", _scratch[$"archive-{name}"], "--node", node.Directory)).Succeeded();
            (await ParleyCommand.RunAsync("verify", _scratch[$"archive-{name}"])).Succeeded();
        }

        Assert.Equal("There is none.", (await ParleyCommand.RunAsync("evidence", "--node", _south.Directory)).Output.Trim());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Card(string party) => Path.Combine(_scratch["archive"], "cards", $"{party}.001.txt");

    private static JsonElement Json(ParleyCommand.Result result) => JsonDocument.Parse(result.Output).RootElement[0];

    private static async Task<string> SayAsync(RunningNode node, string to, string text)
    {
        var sent = (await node.SendAsync("line", to, text)).Succeeded();
        return Regex.Match(sent.Output, "[0-9a-f]{64}").Value;
    }

    private static Task DeliveredAsync(RunningNode node, string id) =>
        RunningNode.UntilAsync(async () => (await node.Api.GetAsync($"/v1/records/{id}")).IsSuccessStatusCode);

    private static Task OpenAsync(RunningNode node) =>
        RunningNode.UntilAsync(async () => (await node.Api.GetStringAsync("/v1/node")).Contains("\"state\":\"open\"", StringComparison.Ordinal));

    // The node is dead: what its log holds belongs to the store.
    private static void Copy(string directory, string to)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            if (File.Exists(Path.Combine(directory, "node.db" + suffix)))
                File.Copy(Path.Combine(directory, "node.db" + suffix), to + suffix, overwrite: true);
        }
    }

    private static void PutBack(string from, string directory)
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(Path.Combine(directory, "node.db" + suffix));
            if (File.Exists(from + suffix))
                File.Copy(from + suffix, Path.Combine(directory, "node.db" + suffix));
        }
    }
}
