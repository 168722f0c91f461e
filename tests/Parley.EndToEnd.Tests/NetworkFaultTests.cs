using System.Diagnostics;
using System.Text.Json;
using Parley.Records;

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
    public async Task Connections_ThatCarryNothingMoreInSilence_GiveWayToNewOnes()
    {
        var network = await OpenAsync();
        await SayAsync(_north, "over a connection that stays", "--precedence", "flash", "--wait");
        await SayAsync(_south, "and one the other way", "--precedence", "flash", "--wait");
        network.FreezeConnections();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(SayAsync(_north, "over a new one", "--precedence", "flash"), SayAsync(_south, "and back", "--precedence", "flash"));
        await ArrivedAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"what was said over connections that carry nothing was at the other side within {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
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
    public async Task Line_OfSixtyFourKilobits_FullOfRoutine_CarriesAFlashBesideIt()
    {
        var network = await OpenAsync();
        await network.SlowAsync(64);
        var crossed = new List<(int Connection, long At)>();
        network.Crossed += (to, connection, at) =>
        {
            lock (crossed)
            {
                if (to == 1)
                    crossed.Add((connection, at));
            }
        };
        var flashes = 0;

        // Alone on the line, twice: the first makes the connection that flashes have to themselves, the second shows which that is.
        await FlashAsync("first");
        var alone = await FlashAsync("alone");
        flashes = crossed[^1].Connection;

        // Three quarters of a minute's worth of routine traffic, then flashes.
        for (var i = 0; i < 100; i++)
            _acknowledged.Add(await _north.SubmitAsync(_channel, "X-SS/mod-duty", $"routine {i} {new string('x', 1000)}", Precedence.Routine));
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        var among = new List<(double Started, double Arrived)>();
        for (var i = 0; i < 5; i++)
        {
            among.Add(await FlashAsync($"among {i}"));
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }

        Assert.True((await HeldAsync(_south, "X-NN")).Length < 100, "the routine traffic was through before the flashes: nothing was measured");
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"64 kbit/s: a flash alone began to cross after {alone.Started:0.00} s and was at the other side after {alone.Arrived:0.00} s; in a line full of routine traffic {string.Join(", ", among.Select(a => FormattableString.Invariant($"{a.Started:0.00} and {a.Arrived:0.00} s")))}"));
        await network.HealAsync();
        await ArrivedAsync();

        // From submitting it until its first bytes have crossed the slow link, and until the other side shows it.
        async Task<(double Started, double Arrived)> FlashAsync(string text)
        {
            var began = Stopwatch.GetTimestamp();
            var id = await _north.SubmitAsync(_channel, "X-SS/mod-duty", text, Precedence.Flash);
            _acknowledged.Add(id);
            var arrived = 0.0;
            await RunningNode.UntilAsync(async () =>
            {
                var there = (await _south.Api.GetStringAsync("/v1/waiting", TestContext.Current.CancellationToken)).Contains(id, StringComparison.Ordinal)
                    || (await _south.Api.GetStringAsync("/v1/inbox", TestContext.Current.CancellationToken)).Contains(id, StringComparison.Ordinal);
                arrived = Stopwatch.GetElapsedTime(began).TotalSeconds;
                return there;
            }, Patience);

            lock (crossed)
                return (Stopwatch.GetElapsedTime(began, crossed.Where(c => c.At > began && (flashes == 0 || c.Connection == flashes)).Min(c => c.At)).TotalSeconds, arrived);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bearer_ThatIsCutOrDead_NextOneCarriesAnImmediate(bool dead)
    {
        Assert.SkipUnless(_network is not null, Network.Lacks() ?? "");
        await using var relay = await RunningRelay.StartOnAsync(_network.NearAddress(0), _scratch["relay"]);
        foreach (var node in new[] { _north, _south })
            await node.RenewAsync(node.Address!, relay.Address);
        await OpenAsync();
        // It was refused while the other side did not know it yet, and is tried again within ten seconds.
        await RunningNode.UntilAsync(async () => await IsWorkingAsync(_north, "https"), Patience);
        await SayAsync(_north, "over the best bearer", "--precedence", "immediate", "--wait");

        // Cut: whoever has a connection goes on waiting for an answer. Dead: it is refused at once.
        if (dead)
            _network.Close(1);
        else
            await _network.CutPortAsync(1, _south.Listen);
        var took = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var text = $"over the next one {i}";
            var began = Stopwatch.GetTimestamp();
            await SayAsync(_north, text, "--precedence", "immediate");
            await RunningNode.UntilAsync(async () => (await _south.Api.GetStringAsync("/v1/inbox", TestContext.Current.CancellationToken)).Contains(text, StringComparison.Ordinal), Patience);
            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"an immediate whose bearer is {(dead ? "dead" : "cut")} was at the other side over the next {string.Join(", ", took.Select(t => t.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)))} s after its command was begun");
        using var records = await ListAsync(_south, "X-NN", service: false);
        Assert.Equal(["https", .. Enumerable.Repeat("relay", took.Count)], records.RootElement.EnumerateArray().Select(r => r.GetProperty("bearer").GetString()!));
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
        await RunningNode.UntilAsync(async () => _acknowledged.All((await HeldAsync(_north)).Contains) && _acknowledged.All((await HeldAsync(_south)).Contains), Patience,
            async () => $"{await _north.AccountAsync()}\n{await _south.AccountAsync()}");
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

    private static async Task<bool> IsWorkingAsync(RunningNode node, string bearer)
    {
        using var state = JsonDocument.Parse(await node.Api.GetStringAsync("/v1/node", TestContext.Current.CancellationToken));
        return state.RootElement.GetProperty("parties").EnumerateArray().SelectMany(p => p.GetProperty("routes").EnumerateArray())
            .Any(r => r.GetProperty("bearer").GetString() == bearer && r.GetProperty("state").GetString() == "works");
    }

    private static async Task<string[]> HeldAsync(RunningNode node, string? author = null)
    {
        using var records = await ListAsync(node, author, service: false);
        return [.. records.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetString()!)];
    }

    private static async Task<JsonDocument> ListAsync(RunningNode node, string? author, bool service) => JsonDocument.Parse(await node.Api.GetStringAsync(
        $"/v1/records?limit=1000&service={service}{(author is null ? "" : $"&author={author}")}", TestContext.Current.CancellationToken));
}
