using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>Real nodes change a channel's policy as operators do, and the archive shows who signed what.</summary>
[Trait("suite", "system")]
public sealed class ChannelChangeTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly List<RunningNode> _nodes = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var party in new[] { "X-NN", "X-OO", "X-SS" })
            _nodes.Add(await RunningNode.InitAsync(_scratch[party], party));
        await Task.WhenAll(_nodes.Select(n => n.StartAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Policy_SuccessionAdditionAndDeparture_HoldAtEveryNodeAndInTheArchive()
    {
        var (north, other, south) = (_nodes[0], _nodes[1], _nodes[2]);
        await north.OpenChannelAsync(south, "line");
        foreach (var (one, two) in new[] { (north, other), (south, other) })
        {
            await one.MeetAsync(other);
            await other.MeetAsync(one);
        }

        (await north.SendAsync("line", "X-SS/mod-duty", "before")).Succeeded();
        (await ParleyCommand.RunAsync("channel", "propose", "line", "--add", "X-OO", "--node", north.Directory)).Succeeded();
        foreach (var node in new[] { south, other })
            await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("channel", "sign", "line", "--node", node.Directory)).ExitCode == 0);
        await RunningNode.UntilAsync(async () => await IsInStepAsync(3));

        (await ParleyCommand.RunAsync("channel", "propose", "line", "--depositary", "X-SS", "--node", south.Directory)).Succeeded();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("channel", "sign", "line", "--node", other.Directory)).Output.Contains("version      3", StringComparison.Ordinal));
        await RunningNode.UntilAsync(async () => (await north.Api.GetStringAsync("/v1/channels/line/policy", TestContext.Current.CancellationToken)).Contains("depositary   X-SS", StringComparison.Ordinal));

        var refused = await ParleyCommand.RunAsync("channel", "leave", "line", "--node", south.Directory);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--depositary", refused.Error, StringComparison.Ordinal);
        (await ParleyCommand.RunAsync("channel", "leave", "line", "--node", other.Directory)).Succeeded();
        await RunningNode.UntilAsync(async () => await StateAsync(other) == "left");
        await RunningNode.UntilAsync(async () => await IsInStepAsync(2));
        (await north.SendAsync("line", "X-SS/mod-duty", "after")).Succeeded();

        (await ParleyCommand.RunAsync("archive", _scratch["archive"], "--node", north.Directory)).Succeeded();
        (await ParleyCommand.RunAsync("verify", _scratch["archive"])).Succeeded();
        var late = Path.Combine(_scratch["archive"], "channels", "line", "policy-3.txt");
        var text = await File.ReadAllTextAsync(late, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(late, text.TrimEnd('\n').Split('\n').Where(l => !l.StartsWith("— X-OO", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        var verified = await ParleyCommand.RunAsync("verify", _scratch["archive"]);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("lacks signatures", verified.Output + verified.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ChannelAsync(RunningNode node)
    {
        using var json = JsonDocument.Parse(await node.Api.GetStringAsync("/v1/node"));
        return json.RootElement.GetProperty("channels").EnumerateArray().Single().Clone();
    }

    private static async Task<string> StateAsync(RunningNode node) => (await ChannelAsync(node)).GetProperty("state").GetString()!;

    /// <summary>Whether all who are in the group are in one epoch.</summary>
    private async Task<bool> IsInStepAsync(int members)
    {
        var shown = new List<(long, string, int)>();
        foreach (var node in _nodes)
        {
            var channel = await ChannelAsync(node);
            if (channel.GetProperty("state").GetString() == "left")
                continue;
            if (channel.GetProperty("state").GetString() != "open")
                return false;
            var sealing = channel.GetProperty("sealing");
            shown.Add((sealing.GetProperty("epoch").GetInt64(), sealing.GetProperty("authenticator").GetString()!, sealing.GetProperty("members").GetArrayLength()));
        }

        return shown.Distinct().Count() == 1 && shown[0].Item3 == members;
    }
}
