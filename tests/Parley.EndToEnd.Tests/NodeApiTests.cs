using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parley.Node.Api;
using Record = Parley.Records.Record;

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
    public async Task Page_ItsCookie_IsNotTheTokenAndOnlyReads()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _north.Api.BaseAddress };
        var token = (await File.ReadAllTextAsync(_scratch["north", "api.token"], TestContext.Current.CancellationToken)).Trim();
        using var opened = await browser.GetAsync($"/open?token={token}", TestContext.Current.CancellationToken);
        var cookie = opened.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.DoesNotContain(token, cookie, StringComparison.Ordinal);
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        using var read = await browser.GetAsync("/v1/node", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        using var forged = await browser.PostAsync("/v1/cards", new StringContent("x"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task Serve_SecretsThatOthersMayOpenOrThatAreEmpty_IsRefused()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var node = await RunningNode.InitAsync(_scratch["lax"], "X-LL");
        foreach (var file in new[] { "node.db", "api.token", "keys/node.key", "keys/tls.pem", "keys/root.key", "keys/officers/duty-1.key" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(node.Directory, file)));
        foreach (var file in new[] { "api.token", "keys/node.key", "keys/tls.pem" })
        {
            var path = Path.Combine(node.Directory, file);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            var result = await ParleyCommand.RunAsync("serve", "--node", node.Directory);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("chmod 600", result.Error, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.WriteAllTextAsync(Path.Combine(node.Directory, "api.token"), "", TestContext.Current.CancellationToken);
        var empty = await ParleyCommand.RunAsync("serve", "--node", node.Directory);
        Assert.Equal(1, empty.ExitCode);
        Assert.Contains("holds no token", empty.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"content\":null,\"officers\":[],\"fields\":\"\"}")]
    [InlineData("{\"content\":\"x\",\"officers\":[null],\"fields\":\"\"}")]
    [InlineData("nonsense")]
    public async Task Submit_Nonsense_IsTheCallersFault(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _north.Api.PostAsync("/v1/records", content, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    [Fact]
    public async Task SubmitMany_GoodAndBad_EachStandsOrFallsAlone()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        (await _north.SendAsync(channel, "X-SS/mod-duty", "said before")).Succeeded();
        using var said = JsonDocument.Parse(await _north.Api.GetStringAsync("/v1/records", TestContext.Current.CancellationToken));
        var id = said.RootElement[0].GetProperty("id").GetString();
        var record = Record.Parse(await _north.Api.GetByteArrayAsync($"/v1/records/{id}", TestContext.Current.CancellationToken)).OrThrow();
        var again = new SubmissionMessage(Encoding.UTF8.GetString(record.ContentBytes), [.. record.Officers.Select(o => o.ToLine())], Encoding.UTF8.GetString(record.Fields.ToBytes()));
        using var answer = await _north.Api.PostAsJsonAsync("/v1/submissions", new[] { again with { Content = "x" }, again }, TestContext.Current.CancellationToken);
        var outcomes = await answer.Content.ReadFromJsonAsync<SubmissionOutcome[]>(TestContext.Current.CancellationToken);
        Assert.Equal("REC-001", outcomes![0].Refused!.Rule);
        Assert.Equal(new SubmittedMessage(id!, 1, Duplicate: true), outcomes[1].Submitted);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("257")]
    public async Task SubmitMany_NoList_IsTheCallersFault(string body)
    {
        if (body == "257")
            body = $"[{string.Join(',', Enumerable.Repeat("""{"content":"x","officers":[],"fields":""}""", 257))}]";
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _north.Api.PostAsync("/v1/submissions", content, TestContext.Current.CancellationToken);
        Assert.InRange((int)answer.StatusCode, 400, 499);
    }

    [Fact]
    public async Task Api_Described_ByOpenApi()
    {
        using var json = JsonDocument.Parse(await _north.Api.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var paths = json.RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToArray();
        foreach (var path in new[] { "/v1/node", "/v1/records", "/v1/submissions", "/v1/channels", "/v1/cards", "/v1/inbox", "/v1/alarms", "/v1/events" })
            Assert.Contains(path, paths);
        var answers = json.RootElement.GetProperty("paths").GetProperty("/v1/records").GetProperty("post").GetProperty("responses");
        Assert.EndsWith("/SubmittedMessage", answers.GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("/FaultMessage", answers.GetProperty("422").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString(), StringComparison.Ordinal);
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
        Assert.DoesNotContain((await File.ReadAllTextAsync(_scratch["north", "api.token"], TestContext.Current.CancellationToken)).Trim(), log, StringComparison.Ordinal);
        foreach (var key in Directory.GetFiles(_scratch["north", "keys"], "*.key", SearchOption.AllDirectories))
            Assert.DoesNotContain((await File.ReadAllLinesAsync(key, TestContext.Current.CancellationToken))[2], log, StringComparison.Ordinal);
    }
}
