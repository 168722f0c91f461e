using System.Diagnostics;
using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>
/// Two real nodes on two hosts with a bad line between them: whatever was acknowledged arrives, once, in its author's order, and
/// both archives verify.
/// </summary>
[Trait("suite", "faults")]
public sealed class NetworkFaultTests : IAsyncLifetime
{
    // Long enough for a machine that has other things to do; what is said here is that it arrives, not how fast.
    private const int Patience = 150;
    private readonly Scratch _scratch = new();
    private readonly List<string> _acknowledged = [];
    private Network? _network;
    private RunningNode _north = null!;
    private RunningNode _south = null!;
    private string _channel = "";

    public async ValueTask InitializeAsync()
    {
        if (Network.Lacks() is not null)
            return;
        _network = await Network.CreateAsync();
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN", _network, 0);
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS", _network, 1);
    }

    public async ValueTask DisposeAsync()
    {
        if (_network is not null)
        {
            await _north.DisposeAsync();
            await _south.DisposeAsync();
            await _network.DisposeAsync();
        }

        _scratch.Dispose();
    }

    [Fact]
    public async Task Line_ThatLosesThirtyPercentOfAllPackets_CarriesEverything()
    {
        var network = await OpenAsync();
        await network.LoseAsync(30);
        for (var i = 0; i < 5; i++)
            await Task.WhenAll(SayAsync(_north, $"north {i}", "--precedence", "flash"), SayAsync(_south, $"south {i}", "--precedence", "flash"));
        await ArrivedAsync();
    }

    [Fact]
    public async Task Line_OfTwoSecondsEachWay_CarriesEverything()
    {
        var network = await OpenAsync();
        network.Delay = TimeSpan.FromSeconds(2);
        for (var i = 0; i < 5; i++)
            await Task.WhenAll(SayAsync(_north, $"north {i}"), SayAsync(_south, $"south {i}", "--precedence", "immediate"));
        await ArrivedAsync();
    }

    [Fact]
    public async Task Line_CutAndHealed_CarriesWhatWasSaidMeanwhile()
    {
        var network = await OpenAsync();
        await network.CutAsync();
        for (var i = 0; i < 3; i++)
            await Task.WhenAll(SayAsync(_north, $"north {i}", "--precedence", "flash"), SayAsync(_south, $"south {i}", "--precedence", "flash"));
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        Assert.Empty(await HeldAsync(_south, "X-NN"));
        await network.HealAsync();
        await ArrivedAsync();
    }

    [Fact]
    public async Task Line_OfSixtyFourKilobits_FlashOvertakesWhatWaits()
    {
        var network = await OpenAsync();
        await network.SlowAsync(64);
        var text = new string('x', 30_000);
        for (var i = 0; i < 12; i++)
            await SayAsync(_north, $"{i} {text}");
        await SayAsync(_north, "overtaking", "--precedence", "flash");
        var began = Stopwatch.GetTimestamp();

        // It is shown to the watch while routine records with lower numbers are still on their way.
        var before = "";
        await RunningNode.UntilAsync(async () => (before = await _south.Api.GetStringAsync("/v1/waiting", TestContext.Current.CancellationToken)).Contains("overtaking", StringComparison.Ordinal), Patience);
        TestContext.Current.TestOutputHelper?.WriteLine($"a flash behind 360 KB of routine traffic at 64 kbit/s was at the other side {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after it was said");
        using var waiting = JsonDocument.Parse(before);
        var flash = waiting.RootElement[0];
        Assert.Equal("flash", flash.GetProperty("precedence").GetString());
        Assert.InRange(flash.GetProperty("firstMissing").GetInt64(), 1, flash.GetProperty("number").GetInt64() - 1);
        Assert.Contains("came before its turn", (await _south.RunAsync("inbox")).Succeeded().Output, StringComparison.Ordinal);
        await ArrivedAsync();
    }

    [Fact]
    public async Task Nodes_KilledWhileTheLineLosesPackets_LoseNothing()
    {
        var network = await OpenAsync();
        await network.LoseAsync(10);
        for (var i = 0; i < 12; i++)
        {
            await SayAsync(i % 2 == 0 ? _north : _south, $"word {i}", "--precedence", "immediate");
            if (i % 3 == 1)
            {
                var victim = i % 2 == 0 ? _south : _north;
                await victim.KillAsync();
                await victim.StartAsync();
            }
        }

        await network.HealAsync();
        await ArrivedAsync();
    }

    [Fact]
    public async Task Clock_ThatJumps_LosesNothingAndIsRemarked()
    {
        const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
        Assert.SkipUnless(Network.Lacks() is null, Network.Lacks() ?? "");
        Assert.SkipUnless(File.Exists(Library), "skipped: the package faketime is not installed");
        var clock = _scratch["clock"];
        await File.WriteAllTextAsync(clock, "+0", TestContext.Current.CancellationToken);
        await OpenAsync($"env LD_PRELOAD={Library} FAKETIME_TIMESTAMP_FILE={clock} FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1");
        foreach (var jump in new[] { "+3h", "-2d", "+40d", "+0" })
        {
            await File.WriteAllTextAsync(clock, jump, TestContext.Current.CancellationToken);
            await SayAsync(_south, $"the clock says {jump}");
            await SayAsync(_north, $"heard while it says {jump}", "--precedence", "flash");
        }

        await ArrivedAsync();
        Assert.Contains("clock", await _north.Api.GetStringAsync("/v1/records?author=X-SS", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<Network> OpenAsync(string southWithin = "")
    {
        Assert.SkipUnless(_network is not null, Network.Lacks() ?? "");
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync(southWithin));
        _channel = await _north.OpenChannelAsync(_south, "line");
        await RunningNode.UntilAsync(async () => (await _south.Api.GetStringAsync("/v1/node", TestContext.Current.CancellationToken)).Contains("\"state\":\"open\"", StringComparison.Ordinal));
        return _network!;
    }

    private async Task SayAsync(RunningNode node, string text, params string[] more)
    {
        var other = node == _north ? "X-SS/mod-duty" : "X-NN/mod-duty";
        var result = (await node.SendAsync(_channel, other, text, more)).Succeeded();
        using var said = JsonDocument.Parse(result.Output);
        lock (_acknowledged)
            _acknowledged.Add(said.RootElement.GetProperty("id").GetString()!);
    }

    /// <summary>Everything that was acknowledged is at both, once, in its author's order, receipted; and both archives verify.</summary>
    private async Task ArrivedAsync()
    {
        await RunningNode.UntilAsync(async () => _acknowledged.All((await HeldAsync(_north)).Contains) && _acknowledged.All((await HeldAsync(_south)).Contains), Patience);
        await _network!.HealAsync();
        foreach (var node in new[] { _north, _south })
        {
            var held = await HeldAsync(node);
            Assert.Equal(_acknowledged.Order(), held.Order());
            foreach (var author in new[] { "X-NN", "X-SS" })
            {
                using var records = await ListAsync(node, author, service: true);
                var numbers = records.RootElement.EnumerateArray().Select(r => r.GetProperty("number").GetInt64()).ToArray();
                Assert.Equal(Enumerable.Range(1, numbers.Length).Select(n => (long)n), numbers);
            }

            (await node.RunAsync("archive", _scratch[$"archive-{node.Party}"])).Succeeded();
            (await ParleyCommand.RunAsync("verify", _scratch[$"archive-{node.Party}"])).Succeeded();
        }
    }

    private static async Task<string[]> HeldAsync(RunningNode node, string? author = null)
    {
        using var records = await ListAsync(node, author, service: false);
        return [.. records.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()!)];
    }

    private static async Task<JsonDocument> ListAsync(RunningNode node, string? author, bool service) => JsonDocument.Parse(await node.Api.GetStringAsync(
        $"/v1/records?limit=1000&service={service}{(author is null ? "" : $"&author={author}")}", TestContext.Current.CancellationToken));
}
