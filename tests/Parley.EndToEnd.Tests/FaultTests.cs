using System.Net;
using System.Diagnostics;
using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>Real processes killed, real disks filled: nothing acknowledged is lost, nothing is said twice.</summary>
[Trait("suite", "faults")]
public sealed class FaultTests
{
    [Fact]
    public async Task Kill9_AtFiftyRandomMomentsOfTheDemo_NothingLostNothingDoubled()
    {
        using var scratch = new Scratch();
        var result = await ParleyCommand.RunAsync("demo", "belarus-2022", "--headless", "--kill", "50", "--seed", "20221229", "--json", scratch["summary.json"]);
        result.Succeeded();
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(scratch["summary.json"], TestContext.Current.CancellationToken));
        Assert.Equal(50, json.RootElement.GetProperty("kills").GetInt64());
        Assert.Equal(73, json.RootElement.GetProperty("records").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("lost").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("duplicated").GetInt64());
        Assert.Equal(12, json.RootElement.GetProperty("ledgersVerified").GetInt64());
    }

    [Fact]
    public async Task FullDisk_SubmissionsAreRefusedClearly_AndNothingAcknowledgedIsLost()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["disk"]);
        Assert.SkipUnless(Environment.UserName == "root" && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", scratch["disk"]) == 0,
            "skipped: a small disk is made by mounting one, which needs root");
        try
        {
            await using var north = await RunningNode.InitAsync(scratch["disk", "north"], "X-NN");
            await using var south = await RunningNode.InitAsync(scratch["south"], "X-SS");
            await Task.WhenAll(north.StartAsync(), south.StartAsync());
            var channel = await north.OpenChannelAsync(south, "line");

            var acknowledged = new List<string>();
            string? refusal = null;
            var text = new string('x', 60_000);
            for (var i = 0; i < 100 && refusal is null; i++)
            {
                var result = await north.SendAsync(channel, "X-SS/mod-duty", $"{i} {text}");
                if (result.ExitCode == 0)
                    acknowledged.Add(JsonDocument.Parse(result.Output).RootElement.GetProperty("id").GetString()!);
                else
                    refusal = result.Error;
            }

            Assert.NotNull(refusal);
            Assert.Contains("nothing was stored", refusal, StringComparison.Ordinal);
            Assert.NotEmpty(acknowledged);
            using (var ill = await north.Api.GetAsync("/health", TestContext.Current.CancellationToken))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ill.StatusCode);
                Assert.Equal("store\n", await ill.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }

            // Room again: the operator enlarges the disk. The node goes on by itself.
            Assert.Equal(0, await RunAsync("mount", "-o", "remount,size=64m", scratch["disk"]));
            await RunningNode.UntilAsync(async () => (await north.SendAsync(channel, "X-SS/mod-duty", "room again")).ExitCode == 0);
            await RunningNode.UntilAsync(async () =>
            {
                var held = await south.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken);
                return acknowledged.All(id => held.Contains(id, StringComparison.Ordinal)) && held.Contains("room again", StringComparison.Ordinal);
            });
            Assert.Equal("ok\n", await north.Api.GetStringAsync("/health", TestContext.Current.CancellationToken));
            (await ParleyCommand.RunAsync("archive", scratch["archive"], "--node", north.Directory)).Succeeded();
            (await ParleyCommand.RunAsync("verify", scratch["archive"])).Succeeded();
        }
        finally
        {
            await RunAsync("umount", scratch["disk"]);
        }
    }

    [Fact]
    public async Task ReadOnlyDisk_TheNodeSaysSoAndDoesNotStart_AndNothingIsLost()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["disk"]);
        Assert.SkipUnless(Environment.UserName == "root" && await RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", scratch["disk"]) == 0,
            "skipped: a disk is made read-only by mounting one, which needs root");
        try
        {
            await using var north = await RunningNode.InitAsync(scratch["disk", "north"], "X-NN");
            await using var south = await RunningNode.InitAsync(scratch["south"], "X-SS");
            await Task.WhenAll(north.StartAsync(), south.StartAsync());
            var channel = await north.OpenChannelAsync(south, "line");
            (await north.SendAsync(channel, "X-SS/mod-duty", "said before")).Succeeded();
            await north.KillAsync();

            Assert.Equal(0, await RunAsync("mount", "-o", "remount,ro", scratch["disk"]));
            var refused = await ParleyCommand.RunAsync("serve", "--node", north.Directory);
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains("read-only", refused.Error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", refused.Output + refused.Error, StringComparison.Ordinal);
            Assert.Contains("read-only", (await ParleyCommand.RunAsync("doctor", "--node", north.Directory)).Output, StringComparison.OrdinalIgnoreCase);

            Assert.Equal(0, await RunAsync("mount", "-o", "remount,rw", scratch["disk"]));
            await north.StartAsync();
            (await north.SendAsync(channel, "X-SS/mod-duty", "said after")).Succeeded();
            await RunningNode.UntilAsync(async () =>
            {
                var held = await south.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken);
                return held.Contains("said before", StringComparison.Ordinal) && held.Contains("said after", StringComparison.Ordinal);
            });
        }
        finally
        {
            await RunAsync("umount", scratch["disk"]);
        }
    }

    [Fact]
    public async Task Kill9_OfTheReceiver_WhileTheSenderTalks_EverythingArrivesOnceAndInOrder()
    {
        using var scratch = new Scratch();
        await using var north = await RunningNode.InitAsync(scratch["north"], "X-NN");
        await using var south = await RunningNode.InitAsync(scratch["south"], "X-SS");
        await Task.WhenAll(north.StartAsync(), south.StartAsync());
        var channel = await north.OpenChannelAsync(south, "line");
        for (var i = 0; i < 12; i++)
        {
            (await north.SendAsync(channel, "X-SS/mod-duty", $"word {i}")).Succeeded();
            if (i % 4 == 1)
                await south.KillAsync();
            if (i % 4 == 3)
                await south.StartAsync();
        }

        await RunningNode.UntilAsync(async () =>
        {
            using var held = JsonDocument.Parse(await south.Api.GetStringAsync("/v1/records?limit=1000", TestContext.Current.CancellationToken));
            var numbers = held.RootElement.EnumerateArray().Select(r => r.GetProperty("text").GetString()!).ToArray();
            return numbers.Length == 12 && Enumerable.Range(0, 12).All(i => numbers[i].Contains($"word {i}\n", StringComparison.Ordinal));
        });
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }
}
