using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>What an operator sees: the doctor, the measures, the health, the live screen; and what none of them shows.</summary>
[Trait("suite", "system")]
public sealed class DoctorTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN", "--name", "Northland");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
        await _north.OpenChannelAsync(_south, "secret.line");
        (await _north.SendAsync("secret.line", "X-SS/mod-duty", "whisper", "--precedence", "flash", "--wait")).Succeeded();
        (await _north.RunAsync("test", "secret.line")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Doctor_OfANodeThatRuns_LooksAtEverythingAndSaysWhatToDo()
    {
        await RunningNode.UntilAsync(async () => !(await _north.RunAsync("doctor")).Output.Contains("did not cosign", StringComparison.Ordinal));
        var found = await FindingsAsync(_north, exitCode: 0);
        foreach (var about in new[] { "configuration", "store", "keys", "card", "certificate", "disk", "clock", "backup", "node", "peer X-SS", "channel secret.line", "ledger secret.line", "desk", "alarms" })
            Assert.Contains(about, found.Keys);
        Assert.Equal("look", found["keys"].State);
        Assert.Contains("parley key move", found["keys"].ToDo, StringComparison.Ordinal);
        Assert.Contains("parley backup", found["backup"].ToDo, StringComparison.Ordinal);
        Assert.Equal("ok", found["node"].State);
        // Whatever is not good says what to do.
        Assert.All(found.Values, f => Assert.True(f.State == "ok" || f.ToDo.Length > 0, f.About));

        // What was said is done.
        (await ParleyCommand.RunAsync("key", "move", Path.Combine(_north.Directory, "keys", "root.key"), _scratch["root.key"], "--no-passphrase")).Succeeded();
        (await ParleyCommand.RunAsync("backup", "key", _scratch["backup.key"], "--public", _scratch["backup.pub"], "--no-passphrase")).Succeeded();
        (await _north.RunAsync("backup", "--to", _scratch.Path, "--key", _scratch["backup.pub"])).Succeeded();
        found = await FindingsAsync(_north, exitCode: 0);
        Assert.Equal("ok", found["keys"].State);
        Assert.Equal("ok", found["backup"].State);

        // South has a flash that nobody has read.
        Assert.Equal("BAD", (await FindingsAsync(_south, exitCode: 1))["desk"].State);
    }

    [Fact]
    public async Task Doctor_OfANodeThatIsIll_SaysWhereAndWhatToDo()
    {
        await _south.KillAsync();
        await RunningNode.UntilAsync(async () => (await _north.SendAsync("secret.line", "X-SS/mod-duty", "anybody?")).ExitCode == 0 && (await _north.RunAsync("doctor")).Output.Contains("no address works", StringComparison.Ordinal));
        await _north.KillAsync();
        var found = await FindingsAsync(_north, exitCode: 1);
        Assert.Contains("parley serve", found["node"].ToDo, StringComparison.Ordinal);

        // Another's key; a store that is none; a configuration with a slip of the pen; no directory at all.
        var key = Path.Combine(_north.Directory, "keys", "node.key");
        var good = await File.ReadAllBytesAsync(key, TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(_south.Directory, "keys", "node.key"), key, overwrite: true);
        Assert.Equal("BAD", (await FindingsAsync(_north, exitCode: 1))["keys"].State);
        await File.WriteAllBytesAsync(key, good, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_north.Directory, "node.db"), "this is no database, it is a letter that somebody saved in the wrong place", TestContext.Current.CancellationToken);
        Assert.Contains("backup", (await FindingsAsync(_north, exitCode: 1))["store"].ToDo, StringComparison.Ordinal);
        await File.AppendAllTextAsync(Path.Combine(_north.Directory, "node.yaml"), "tick-sm: 100\n", TestContext.Current.CancellationToken);
        Assert.Contains("tick-sm", (await FindingsAsync(_north, exitCode: 1))["configuration"].Text, StringComparison.Ordinal);
        Assert.Contains("parley init", (await ParleyCommand.RunAsync("doctor", "--node", _scratch["nowhere"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfATalkingNode_CountAndNameNobody()
    {
        var text = await MetricsAsync(File.ReadAllText(Path.Combine(_north.Directory, "metrics.token")).Trim());
        foreach (var name in new[] { "parley_records_stored_total{", "parley_transaction_duration_seconds_bucket{", "parley_outbox_length", "parley_backup_age_seconds", "parley_channels{", "parley_bundles_carried_total{", "parley_store_failing", "parley_alarms_total" })
            Assert.Contains(name, text, StringComparison.Ordinal);
        foreach (var secret in new[] { "X-NN", "X-SS", "Northland", "secret.line", "whisper", "duty-1", "mod-duty" })
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("[0-9a-f]{32}", text);

        // The token of the measures opens nothing else, and the measures open to nobody without one.
        using var stranger = new HttpClient { BaseAddress = _north.Api.BaseAddress };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/metrics", Cancel)).StatusCode);
        Assert.Equal("ok\n", await stranger.GetStringAsync("/health", Cancel));
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_north.Directory, "metrics.token")).Trim());
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/v1/node", Cancel)).StatusCode);

        // The dashboard asks for nothing that is not there.
        using var board = JsonDocument.Parse(File.ReadAllText(Path.Combine(ParleyCommand.Root, "docs", "operator", "grafana.json")));
        var queries = board.RootElement.GetProperty("panels").EnumerateArray().SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!).ToArray();
        Assert.NotEmpty(queries);
        foreach (var name in queries.SelectMany(q => System.Text.RegularExpressions.Regex.Matches(q, "parley_[a-z_]+").Select(m => m.Value)).Distinct())
        {
            Assert.True(text.Contains(name, StringComparison.Ordinal) || name is "parley_alarms_raised_total" or "parley_bundles_refused_total" or "parley_requests_limited_total" or "parley_unread", name);
        }
    }

    [Fact]
    public async Task Api_AskedFasterThanAnyProgramShould_SaysSo_AndAnswersAgain()
    {
        // Pipelined over one connection, the fastest that a program can ask.
        const int Together = 1000;
        var burst = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET /health HTTP/1.1\r\nHost: {_north.Api.BaseAddress!.Authority}\r\n\r\n", Together)));
        using var line = new TcpClient();
        await line.ConnectAsync(_north.Api.BaseAddress.Host, _north.Api.BaseAddress.Port, Cancel);
        var stream = line.GetStream();
        var asking = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await stream.WriteAsync(burst, Cancel);
        }, Cancel);
        using var answers = new StreamReader(stream, Encoding.ASCII);
        var limited = false;
        for (var read = 0; read < 100 * Together && !limited;)
        {
            var answer = await answers.ReadLineAsync(Cancel) ?? throw new EndOfStreamException();
            read += answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? 1 : 0;
            limited = answer.StartsWith("HTTP/1.1 429", StringComparison.Ordinal);
        }

        Assert.True(limited, "100,000 requests in a row were all answered");
        line.Close();
        // It may have had all its say before the line was closed.
        await Xunit.Record.ExceptionAsync(() => asking);
        await RunningNode.UntilAsync(async () => (await _north.RunAsync("status")).ExitCode == 0);
    }

    [Fact]
    public async Task Collector_WhereOneIsNamed_GetsMeasuresSpansAndLogs_AndNothingThatWasSaid()
    {
        using var collector = new HttpListener();
        var port = RunningNode.FreePort();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var got = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        var taking = Task.Run(async () =>
        {
            while (await collector.GetContextAsync() is { } asked)
            {
                // Protobuf: every text in it stands there as it is.
                using var body = new StreamReader(asked.Request.InputStream, Encoding.Latin1);
                var text = await body.ReadToEndAsync(Cancel);
                got.AddOrUpdate(asked.Request.Url!.AbsolutePath, text, (_, before) => before + text);
                asked.Response.Close();
            }
        }, Cancel);

        await _north.StopAsync();
        await File.AppendAllTextAsync(Path.Combine(_north.Directory, "node.yaml"), $"telemetry:\n  otlp: http://127.0.0.1:{port}\n", Cancel);
        await _north.StartAsync();
        (await _north.SendAsync("secret.line", "X-SS/mod-duty", "whisper to nobody else", "--wait")).Succeeded();
        await _south.KillAsync();
        (await _north.SendAsync("secret.line", "X-SS/mod-duty", "whisper into the dark")).Succeeded();
        await RunningNode.UntilAsync(async () => (await File.ReadAllTextAsync(_north.Log, Cancel)).Contains("X-SS", StringComparison.Ordinal));
        // What has gathered goes out before the end.
        await _north.StopAsync();
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], got.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("parley.records.stored", got["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("transaction", got["/v1/traces"], StringComparison.Ordinal);
        Assert.All(got.Values, text => Assert.DoesNotContain("whisper", text, StringComparison.Ordinal));
        Assert.All(new[] { got["/v1/metrics"], got["/v1/traces"] }, text => Assert.All(new[] { "X-SS", "secret.line", "duty-1" }, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal)));
        collector.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => taking);
    }

    [Fact]
    public async Task Top_OfARunningNode_ShowsIt()
    {
        var shown = (await _north.RunAsync("top", "--once")).Succeeded().Output;
        foreach (var word in new[] { "Northland", "secret.line", "open", "X-SS", "records/s", "MiB" })
            Assert.Contains(word, shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_OfANodeThatRan_StandInNoLogArgumentOrEnvironment()
    {
        await _south.KillAsync();
        await _south.StartAsync();
        string[] secrets =
        [
            "whisper",
            .. Directory.GetFiles(_north.Directory, "*.key", SearchOption.AllDirectories).Select(f => File.ReadAllText(f).TrimEnd('\n').Split('\n')[^1]),
            File.ReadAllText(Path.Combine(_north.Directory, "api.token")).Trim(),
            File.ReadAllText(Path.Combine(_north.Directory, "metrics.token")).Trim(),
        ];
        Assert.True(secrets.Length > 6);
        var log = File.ReadAllText(_north.Log);
        var process = $"/proc/{_north.ProcessId}";
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, File.ReadAllText(Path.Combine(process, "cmdline")), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, File.ReadAllText(Path.Combine(process, "environ")), StringComparison.Ordinal);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<string> MetricsAsync(string token)
    {
        using var scraper = new HttpClient { BaseAddress = _north.Api.BaseAddress };
        scraper.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await scraper.GetStringAsync("/metrics", Cancel);
    }

    private static async Task<Dictionary<string, (string About, string State, string Text, string ToDo)>> FindingsAsync(RunningNode node, int exitCode)
    {
        var result = await node.RunAsync("doctor", "--json");
        Assert.True(result.ExitCode == exitCode, result.Output + result.Error);
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.EnumerateArray()
            .Select(f => (f.GetProperty("about").GetString()!, f.GetProperty("state").GetString()!, f.GetProperty("text").GetString()!, f.TryGetProperty("toDo", out var toDo) ? toDo.GetString()! : ""))
            .GroupBy(f => f.Item1).ToDictionary(g => g.Key, g => g.First());
    }
}
