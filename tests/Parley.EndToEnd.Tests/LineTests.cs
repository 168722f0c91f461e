using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>Why nothing comes, with real processes: each cause is brought about, and named only then.</summary>
[Trait("suite", "system")]
public sealed class LineTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private RunningNode _north = null!;
    private RunningNode _south = null!;

    public async ValueTask InitializeAsync()
    {
        _north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        _south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        var configuration = _scratch["north", "node.yaml"];
        await File.WriteAllTextAsync(configuration, (await File.ReadAllTextAsync(configuration))
            .Replace("self-test-seconds: 300", "self-test-seconds: 1", StringComparison.Ordinal)
            .Replace("silence-after-seconds: 120", "silence-after-seconds: 1", StringComparison.Ordinal));
        await Task.WhenAll(_north.StartAsync(), _south.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _north.DisposeAsync();
        await _south.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Line_NodeGone_IsPathOrNode_AndOnceItIsBackNoSilence()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        Assert.Equal("none", await CauseAsync(0));
        await _south.KillAsync();
        (await _north.SendAsync(channel, "X-SS/mod-duty", "is anybody there?")).Succeeded();
        await RunningNode.UntilAsync(async () => await CauseAsync(1) == "path-or-node");
        var shown = await ParleyCommand.RunAsync("line", channel, "--node", _north.Directory);
        Assert.Contains("times in a row", shown.Output, StringComparison.Ordinal);
        Assert.Contains("self test at", shown.Output, StringComparison.Ordinal);
        await _south.StartAsync();
        await RunningNode.UntilAsync(async () => await CauseAsync(null) == "none");
    }

    [Fact]
    public async Task Line_OwnCertificateChanged_IsOwnFault()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        (await ParleyCommand.RunAsync("selftest", "--node", _north.Directory)).Succeeded();
        File.Copy(_scratch["south", "keys", "node.key"], _scratch["north", "keys", "node.key"], overwrite: true);
        var test = await ParleyCommand.RunAsync("selftest", "--node", _north.Directory);
        Assert.Equal(1, test.ExitCode);
        Assert.Contains("is not the node's key", test.Output, StringComparison.Ordinal);
        Assert.Equal("own-fault", await CauseAsync(1));
        Assert.Equal(1, (await ParleyCommand.RunAsync("line", channel, "--node", _north.Directory)).ExitCode);
    }

    [Fact]
    public async Task Line_Declined_IsRefused()
    {
        var channel = await _north.OpenChannelAsync(_south, "line");
        using var sent = JsonDocument.Parse((await _north.SendAsync(channel, "X-SS/mod-duty", "What was it?", "--wait")).Succeeded().Output);
        (await ParleyCommand.RunAsync("decline", sent.RootElement.GetProperty("id").GetString()!, "--drafted-by", "duty-1", "--released-by", "duty-2", "--node", _south.Directory)).Succeeded();
        await RunningNode.UntilAsync(async () => await CauseAsync(null) == "refused");
    }

    private async Task<string> CauseAsync(int? exitCode)
    {
        var result = await ParleyCommand.RunAsync("line", "--json", "--node", _north.Directory);
        if (exitCode is { } expected && result.ExitCode != expected)
            return $"exit code {result.ExitCode}";
        using var json = JsonDocument.Parse(result.Output);
        return json.RootElement.EnumerateArray().Single().GetProperty("cause").GetString()!;
    }
}
