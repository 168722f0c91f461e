using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Parley.Channels.Wire;

namespace Parley.EndToEnd.Tests;

/// <summary>A flash that nobody reads, with real processes, a real HTTP listener and Debian's Postfix.</summary>
[Trait("suite", "system")]
public sealed class AlarmTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Key, string Body)> _posted = new();
    private string _hook = "";
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        _hook = Listen();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Flash_Unread_SoundsAndPosts_OnceEachAcrossFailureAndRestart_UntilItIsRead()
    {
        await ConfigureAsync($"alarm:\n  - sound: true\n    webhook: {_hook}fails-once\n  - after-seconds: 14\n    webhook: {_hook}second\n  - after-seconds: 600\n    webhook: {_hook}never\n");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
        var channel = await _north.OpenChannelAsync(_south, "line");
        using var events = new StreamReader(await _south.Api.GetStreamAsync("/v1/events", Cancel));
        (await _north.SendAsync(channel, "X-SS/mod-duty", "not for you", "--wait")).Succeeded();
        var flash = Id(await _north.SendAsync(channel, "X-SS/mod-duty", "nobody else's business", "--precedence", "flash", "--wait"));

        // The page and programs are told.
        var alarmed = Task.Run(async () =>
        {
            while (await events.ReadLineAsync(Cancel) is { } line)
            {
                if (line == "event: alarm")
                    return await events.ReadLineAsync(Cancel);
            }

            return null;
        }, Cancel);
        Assert.Contains(flash, await alarmed.WaitAsync(TimeSpan.FromSeconds(20), Cancel), StringComparison.Ordinal);

        // What fails is shown, and tried again.
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("status", "--node", _south.Directory)).Output.Contains($"webhook at {_hook}fails-once fails: it answered HTTP 500", StringComparison.Ordinal));
        await RunningNode.UntilAsync(() => Task.FromResult(Posted("fails-once").Length == 2));
        await RunningNode.UntilAsync(async () => !(await _south.Api.GetStringAsync("/v1/alarms", Cancel)).Contains("fails-once", StringComparison.Ordinal));
        Assert.Equal(Posted("fails-once")[0], Posted("fails-once")[1]);

        // The node is down when the second step's time comes.
        await _south.KillAsync();
        await _south.StartAsync();
        await RunningNode.UntilAsync(() => Task.FromResult(Posted("second").Length == 1));
        await Task.Delay(3000, Cancel);
        Assert.Equal(["fails-once", "fails-once", "second"], _posted.Select(p => p.Path));
        foreach (var (_, key, body) in _posted)
        {
            Assert.NotEmpty(key);
            Assert.Contains(flash, body, StringComparison.Ordinal);
            Assert.Contains("EXERCISE: a flash is unread at the desk of X-SS since ", body, StringComparison.Ordinal);
            foreach (var secret in new[] { "business", "X-NN", "mod-duty", "line" })
                Assert.DoesNotContain(secret, body, StringComparison.Ordinal);
        }

        Assert.Contains("\"sounding\":true", await _south.Api.GetStringAsync("/v1/watch", Cancel), StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("read", "--officer", "duty-1", "--node", _south.Directory)).Succeeded();
        await RunningNode.UntilAsync(async () => await _south.Api.GetStringAsync("/v1/watch", Cancel) == "[]");
    }

    [Fact]
    public async Task Flash_BeforeItsTurn_AlarmsAtOnce_AndNotAgainOnceItsTurnHasCome()
    {
        await ConfigureAsync($"alarm:\n  - sound: true\n    webhook: {_hook}held\n");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
        var channel = await _north.OpenChannelAsync(_south, "line");
        await _south.KillAsync();
        (await _north.SendAsync(channel, "X-SS/mod-duty", "said before it")).Succeeded();
        var flash = Id(await _north.SendAsync(channel, "X-SS/mod-duty", "overtaking", "--precedence", "flash"));
        var bytes = await _north.Api.GetByteArrayAsync($"/v1/records/{flash}", Cancel);
        await _north.KillAsync();
        await _south.StartAsync();
        Assert.Equal("Held", await _south.AnswerAsync(_north, new BundleItem(ItemKind.Record, bytes)));
        await RunningNode.UntilAsync(() => Task.FromResult(Posted("held").Length == 1));
        Assert.Contains(flash, await _south.Api.GetStringAsync("/v1/watch", Cancel), StringComparison.Ordinal);
        Assert.Contains("\"sounding\":true", await _south.Api.GetStringAsync("/v1/watch", Cancel), StringComparison.Ordinal);

        await _north.StartAsync();
        await RunningNode.UntilAsync(async () => (await _south.Api.GetStringAsync("/v1/inbox", Cancel)).Contains(flash, StringComparison.Ordinal));
        await Task.Delay(2500, Cancel);
        Assert.Contains("\"sounding\":true", await _south.Api.GetStringAsync("/v1/watch", Cancel), StringComparison.Ordinal);
        Assert.Single(Posted("held"));
        (await ParleyCommand.RunAsync("read", "--officer", "duty-1", "--node", _south.Directory)).Succeeded();
        await RunningNode.UntilAsync(async () => await _south.Api.GetStringAsync("/v1/watch", Cancel) == "[]");
    }

    [Fact]
    public async Task Duty_UnderAnInstrument_AlarmsByItsStep_OnceAcrossARestart_UntilItIsMet()
    {
        // The agreement that ships, between these two.
        foreach (var node in new[] { _north, _south })
        {
            Directory.CreateDirectory(Path.Combine(node.Directory, "packs", "border-incident"));
            var pack = await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "packs", "border-incident", "pack.yaml"), Cancel);
            await File.WriteAllTextAsync(Path.Combine(node.Directory, "packs", "border-incident", "pack.yaml"), pack.Replace("XA", "NN", StringComparison.Ordinal).Replace("XB", "SS", StringComparison.Ordinal), Cancel);
            await File.AppendAllTextAsync(Path.Combine(node.Directory, "node.yaml"), "packs: ./packs\n", Cancel);
        }

        await ConfigureAsync($"alarm: []\ndeadlines:\n  - before-hours: 24\n    sound: true\n    webhook: {_hook}soon\n  - before-hours: 0\n    webhook: {_hook}never\n");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
        var channel = await _north.OpenChannelAsync(_south, "line");
        var report = Id(await _north.RunAsync("send", channel, "--to", "X-SS/mod-duty", "--form", "border.incident/1", "--subject", "incident/x", "--field", "kind=shooting", "--field", "time=2026-01-01T00:00:00Z",
            "--field", "place=52.1000 N 25.4000 E WGS84", "--field", "what-happened=Shots were heard.", "--field", "question-1=What was it?", "--drafted-by", "duty-1", "--released-by", "duty-2", "--json", "--wait"));

        // It is to be acknowledged within an hour: the step of a day before has come.
        await RunningNode.UntilAsync(() => Task.FromResult(Posted("soon").Length == 1));
        var (_, _, body) = _posted.Single();
        Assert.Contains("EXERCISE: ", body, StringComparison.Ordinal);
        Assert.Contains("of X-SS is due by ", body, StringComparison.Ordinal);
        foreach (var secret in new[] { "border", "X-NN", "Shots", "line", report })
            Assert.DoesNotContain(secret, body, StringComparison.Ordinal);
        var duties = await _south.Api.GetStringAsync("/v1/duties", Cancel);
        Assert.Contains("\"obligation\":\"acknowledge\"", duties, StringComparison.Ordinal);
        Assert.Contains("\"sounded\":true", duties, StringComparison.Ordinal);
        Assert.DoesNotContain("acknowledge", await _north.Api.GetStringAsync("/v1/duties", Cancel), StringComparison.Ordinal);

        await _south.KillAsync();
        await _south.StartAsync();
        await RunningNode.UntilAsync(async () => (await _south.Api.GetStringAsync("/v1/duties", Cancel)).Contains("acknowledge", StringComparison.Ordinal));
        (await _south.RunAsync("send", channel, "--to", "X-NN/mod-duty", "--form", "border.acknowledgement/1", "--subject", "incident/x", "--field", $"answers={report}", "--field", "next-word-by=2099-01-01T00:00:00Z", "--drafted-by", "duty-1", "--released-by", "duty-2", "--wait")).Succeeded();
        await RunningNode.UntilAsync(async () => !(await _south.Api.GetStringAsync("/v1/duties", Cancel)).Contains("\"acknowledge\"", StringComparison.Ordinal));
        Assert.Equal(["soon"], _posted.Select(p => p.Path));
    }

    [Fact]
    public async Task Flash_Unread_IsMailedToTheNextPersonOfTheRoster_AndSaysNothingOfIt()
    {
        if (MailServers.Lacks() is { } lacking)
            Assert.Skip($"skipped: {lacking}");
        await using var servers = await MailServers.StartAsync();
        // First nobody who is on duty but b; a, who is first on the roster, only after that.
        var elsewhere = DateTimeOffset.UtcNow.AddDays(3).DayOfWeek.ToString()[..3].ToLowerInvariant();
        await ConfigureAsync($"""
            {servers.Configuration("b")}
            alarm:
              - next-person: true
              - after-seconds: 3
                next-person: true
            roster:
              - name: first
                mail: a@line.test
                zone: UTC
                days: [{elsewhere}]
              - name: second
                mail: b@line.test
                zone: UTC

            """);
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
        var channel = await _north.OpenChannelAsync(_south, "line");
        // While Postfix does not take it, the desk is told so.
        await servers.PostfixAsync("stop");
        var flash = Id(await _north.SendAsync(channel, "X-SS/mod-duty", "nobody else's business", "--precedence", "flash", "--wait"));
        await RunningNode.UntilAsync(async () => (await _south.Api.GetStringAsync("/v1/alarms", Cancel)).Contains("e-mail to b@line.test fails", StringComparison.Ordinal));
        await servers.PostfixAsync("start");
        await RunningNode.UntilAsync(() => Task.FromResult(servers.Mails("a").Length == 1 && servers.Mails("b").Length == 1));
        var mail = servers.Mails("b")[0];
        Assert.Contains("Subject: EXERCISE: a flash is unread at the desk of X-SS since ", mail, StringComparison.Ordinal);
        Assert.Contains(flash, mail, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("business", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("X-NN", mail, StringComparison.Ordinal);
    }

    private async Task ConfigureAsync(string more) => await File.AppendAllTextAsync(_scratch["south", "node.yaml"], "\n" + more, Cancel);

    private (string Path, string Key, string Body)[] Posted(string path) => [.. _posted.Where(p => p.Path == path)];

    /// <summary>A server that takes whatever is posted, and fails the first at 'fails-once'.</summary>
    private string Listen()
    {
        using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _listener.Prefixes.Add($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Start();
        _ = Task.Run(async () =>
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream);
                var path = context.Request.Url!.AbsolutePath[1..];
                var first = Posted(path).Length == 0;
                _posted.Enqueue((path, context.Request.Headers["Idempotency-Key"] ?? "", await body.ReadToEndAsync()));
                context.Response.StatusCode = path == "fails-once" && first ? 500 : 204;
                context.Response.Close();
            }
        }, CancellationToken.None);
        return _listener.Prefixes.Single();
    }

    private static string Id(ParleyCommand.Result result)
    {
        using var json = JsonDocument.Parse(result.Succeeded().Output);
        return json.RootElement.GetProperty("id").GetString()!;
    }
}
