using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>A node's next card reaches its peers, and what was sealed to the one before still opens.</summary>
[Trait("suite", "system")]
public sealed class CardRenewTests
{
    [Fact]
    public async Task Card_RenewedWithANewSeal_IsPassedOnAndBothSealsOpen()
    {
        using var scratch = new Scratch();
        await using var north = await RunningNode.InitAsync(scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(scratch["south"], "X-SS");
        await north.StartAsync();
        await south.StartAsync();
        var channel = await north.OpenChannelAsync(south, "test.line");

        var running = await ParleyCommand.RunAsync("card", "renew", "--node", north.Directory, "--root-key", scratch["north", "keys", "root.key"], "--new-seal");
        Assert.Contains("stop it first", running.Error, StringComparison.Ordinal);
        await north.KillAsync();
        Assert.NotEqual(0, (await ParleyCommand.RunAsync("card", "renew", "--node", north.Directory, "--root-key", scratch["south", "keys", "root.key"], "--new-seal")).ExitCode);
        Assert.NotEqual(0, (await ParleyCommand.RunAsync("card", "renew", "--node", north.Directory, "--root-key", scratch["north", "keys", "root.key"])).ExitCode);
        var renewed = JsonDocument.Parse((await ParleyCommand.RunAsync("card", "renew", "--node", north.Directory, "--root-key", scratch["north", "keys", "root.key"], "--new-seal", "--json")).Succeeded().Output);
        Assert.Equal(2, renewed.RootElement.GetProperty("version").GetInt32());

        // South has something for north, sealed to the key that it knows.
        (await south.SendAsync(channel, "X-NN/mod-duty", "said while north was away")).Succeeded();
        await north.StartAsync();
        await RunningNode.UntilAsync(async () => (await ParleyCommand.RunAsync("inbox", "--node", north.Directory)).Output.Contains("X-SS", StringComparison.Ordinal));
        await RunningNode.UntilAsync(async () => (await south.Api.GetStringAsync("/v1/node")).Contains("\"cardVersion\":2", StringComparison.Ordinal));

        // Now to the new one, for the old one is gone.
        var mailbox = renewed.RootElement.GetProperty("mailbox").GetString()!;
        await north.KillAsync();
        var old = Assert.Single(Directory.GetFiles(scratch["north", "keys", "seal"]), f => Path.GetFileNameWithoutExtension(f) != mailbox[..16]);
        File.Delete(old);
        await north.StartAsync();
        (await south.SendAsync(channel, "X-NN/mod-duty", "said to the new key", "--wait")).Succeeded();

        // Without the key on its card it could open nothing, and does not start.
        await north.KillAsync();
        File.Delete(scratch["north", "keys", "seal", $"{mailbox[..16]}.key"]);
        var refused = await ParleyCommand.RunAsync("serve", "--node", north.Directory);
        Assert.Contains("card renew --new-seal", refused.Error, StringComparison.Ordinal);
    }
}
