using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>Two nodes between which nothing goes but a courier's stick.</summary>
[Trait("suite", "system")]
public sealed class PouchTests : IDisposable
{
    private readonly Scratch _scratch = new();
    private int _pouches;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Pouches_InAnyOrderTwiceAndLate_BringEverythingOnce()
    {
        await using var north = await RunningNode.InitAsync(_scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(_scratch["south"], "X-SS");
        // Addresses that lead nowhere.
        await north.RenewAsync("https://127.0.0.1:9");
        await south.RenewAsync("https://127.0.0.1:9");
        await north.StartAsync();
        await south.StartAsync();
        await north.MeetAsync(south);
        await south.MeetAsync(north);
        (await ParleyCommand.RunAsync("channel", "create", "test.line", "--member", "X-SS", "--node", north.Directory)).Succeeded();
        await CarryAsync(north, south);
        (await ParleyCommand.RunAsync("channel", "sign", "test.line", "--node", south.Directory)).Succeeded();
        await CarryAsync(south, north);

        // Three pouches; the first goes last, and one goes twice. South is stopped for one of them.
        var pouches = new List<string>();
        foreach (var text in new[] { "first", "second", "third" })
        {
            (await north.SendAsync("test.line", "X-SS/mod-duty", $"the {text} word")).Succeeded();
            pouches.Add(await PackAsync(north, "X-SS"));
        }

        await UnpackAsync(south, pouches[2]);
        var again = await UnpackAsync(south, pouches[2]);
        Assert.Equal(0, again.GetProperty("taken").GetInt32());
        Assert.NotEqual(0, again.GetProperty("again").GetInt32());
        await south.KillAsync();
        await UnpackAsync(south, pouches[1]);
        await UnpackAsync(south, pouches[0]);
        var back = await PackAsync(south, "X-NN");
        await north.KillAsync();
        await UnpackAsync(north, back);
        await north.StartAsync();
        await south.StartAsync();
        var inbox = (await ParleyCommand.RunAsync("inbox", "--node", south.Directory, "--json")).Output;
        foreach (var text in new[] { "first", "second", "third" })
            Assert.Contains($"the {text} word", inbox, StringComparison.Ordinal);
        var records = await north.Api.GetStringAsync("/v1/records?author=X-NN&limit=10", TestContext.Current.CancellationToken);
        Assert.Equal(3, records.Split("\"rung\":\"delivered\"").Length - 1);

        // What is damaged, of another, or for another is refused, and keeps nothing else out.
        var bytes = await File.ReadAllBytesAsync(pouches[0], TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(_scratch["damaged"], bytes, TestContext.Current.CancellationToken);
        var damaged = await ParleyCommand.RunAsync("pouch", "unpack", _scratch["damaged"], "--node", south.Directory);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains("BND-015", damaged.Output, StringComparison.Ordinal);
        var own = await ParleyCommand.RunAsync("pouch", "unpack", pouches[0], "--node", north.Directory);
        Assert.Contains("BND-015", own.Output, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(_scratch["cut"], bytes[..100], TestContext.Current.CancellationToken);
        var cut = await ParleyCommand.RunAsync("pouch", "unpack", _scratch["cut"], "--node", south.Directory);
        Assert.Contains("BND-037", cut.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await ParleyCommand.RunAsync("pouch", "pack", pouches[0], "--to", "X-SS", "--node", north.Directory)).ExitCode);
    }

    private async Task CarryAsync(RunningNode from, RunningNode to) => await UnpackAsync(to, await PackAsync(from, to.Party));

    private async Task<string> PackAsync(RunningNode from, string to)
    {
        var file = _scratch[$"{_pouches++}.pouch"];
        (await ParleyCommand.RunAsync("pouch", "pack", file, "--to", to, "--node", from.Directory)).Succeeded();
        Assert.True(File.Exists(file));
        return file;
    }

    private static async Task<JsonElement> UnpackAsync(RunningNode to, string file) =>
        JsonDocument.Parse((await ParleyCommand.RunAsync("pouch", "unpack", file, "--node", to.Directory, "--json")).Succeeded().Output).RootElement;
}
