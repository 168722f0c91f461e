using System.Net;
using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>The API of a running node, and the rules that keep others away from it.</summary>
[Trait("suite", "system")]
public sealed class NodeApiTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Api_WithoutTokenOrFromAnotherName_IsRefused()
    {
        using var client = new HttpClient { BaseAddress = _north.Api.BaseAddress };
        foreach (var path in new[] { "/", "/v1/node", "/v1/records", "/openapi/v1.json", "/open?token=wrong" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/v1/node") { Headers = { Host = "evil.example" } };
        using var refused = await _north.Api.SendAsync(rebound, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Api_Described_ByOpenApi()
    {
        using var json = JsonDocument.Parse(await _north.Api.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var paths = json.RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToArray();
        foreach (var path in new[] { "/v1/node", "/v1/records", "/v1/channels", "/v1/cards", "/v1/inbox", "/v1/alarms" })
            Assert.Contains(path, paths);
    }

    [Fact]
    public async Task Events_RecordSaid_ArrivesWithItsLadder()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        using var stream = new StreamReader(await _north.Api.GetStreamAsync("/v1/events", TestContext.Current.CancellationToken));
        (await _north.SendAsync(channel, "X-SS/mod-duty", "hello", "--wait")).Succeeded();
        var seen = new List<string>();
        while (!seen.Any(l => l.Contains("\"delivered\"", StringComparison.Ordinal)))
            seen.Add(await stream.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken) ?? "");
        Assert.Contains(seen, l => l.Contains("\"form\":\"message/1\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_FormOfTwoOfficersOnOneKey_IsRefusedByRule()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        var result = await ParleyCommand.RunAsync("send", channel, "--to", "X-SS/mod-duty", "--text", "x", "--released-by", "duty-1", "--node", _north.Directory);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CHN-006", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfAnExerciseParty_IsRefusedByAProductionNode()
    {
        await using var real = await RunningNode.InitAsync(_scratch["real"], "NN");
        await real.StartAsync();
        var words = (await ParleyCommand.RunAsync("card", "words", _scratch["south", "card.txt"], "--node", real.Directory)).Succeeded().Output.Trim();
        var result = await ParleyCommand.RunAsync("card", "accept", _scratch["south", "card.txt"], "--words", words, "--node", real.Directory);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("CHN-012", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_WordsThatDiffer_PinNothing()
    {
        var result = await ParleyCommand.RunAsync("card", "accept", _scratch["south", "card.txt"], "--words", "babab babab", "--node", _north.Directory);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the words differ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("X-SS", await _north.Api.GetStringAsync("/v1/node", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_SecondTimeOnOneDirectory_IsRefused()
    {
        var result = await ParleyCommand.RunAsync("serve", "--node", _north.Directory);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("running on", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OfARunWithTraffic_HoldsNoContentAndNoKey()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        (await _north.SendAsync(channel, "X-SS/mod-duty", "unmistakable-words", "--wait")).Succeeded();
        var log = await File.ReadAllTextAsync(_north.Log, TestContext.Current.CancellationToken) + await File.ReadAllTextAsync(_south.Log, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("unmistakable-words", log, StringComparison.Ordinal);
        foreach (var key in Directory.GetFiles(_scratch["north", "keys"], "*.key", SearchOption.AllDirectories))
            Assert.DoesNotContain((await File.ReadAllLinesAsync(key, TestContext.Current.CancellationToken))[2], log, StringComparison.Ordinal);
    }
}
