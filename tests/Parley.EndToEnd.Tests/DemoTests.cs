using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>The demo as a newcomer runs it.</summary>
[Trait("suite", "system")]
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_RealCase_EverythingHoldsAndArchivesAreReadable()
    {
        using var scratch = new Scratch();
        var summary = await PlayAsync(scratch, "belarus-2022");
        Assert.Equal(0, summary.GetProperty("lost").GetInt64());
        Assert.Equal(0, summary.GetProperty("duplicated").GetInt64());
        Assert.Equal(12, summary.GetProperty("ledgersVerified").GetInt64());
        Assert.Equal(73, summary.GetProperty("records").GetInt64());
        Assert.True(summary.GetProperty("receipts").GetInt64() > 0);
        var sealing = summary.GetProperty("sealing");
        Assert.True(sealing.GetProperty("groups").GetInt64() > 1);
        Assert.Equal(sealing.GetProperty("groups").GetInt64(), sealing.GetProperty("groupsInStep").GetInt64());
        Assert.True(sealing.GetProperty("takenSealed").GetInt64() > 200);
        // A line test may cross a commit on the way.
        Assert.InRange(sealing.GetProperty("takenPlain").GetInt64(), 0, sealing.GetProperty("takenSealed").GetInt64() / 20);
        Assert.Equal(["country", "date", "investigation-wanted"], Facts(summary, "agreed"));
        Assert.Equal(["cause", "inquiry-experts", "inquiry-seat"], Facts(summary, "disputed"));
        Assert.Contains("object", Facts(summary, "notContested"));

        await ForceIsComputedFromTheArchive(scratch);
        foreach (var party in new[] { "X-BY", "X-UA", "X-PL", "X-OSCE" })
        {
            foreach (var (channel, banner) in new[] { ("belarus-ukraine.incidents", "EXERCISE"), ("belarus-2022.public-record", "PUBLIC RECORD") })
            {
                var readings = Directory.GetFiles(scratch["out", party, "channels", channel, "reading"]).Select(File.ReadAllText).ToArray();
                Assert.NotEmpty(readings);
                // A receipt or a line test on the public-record channel is exercise traffic; what was entered there is not.
                foreach (var reading in readings)
                {
                    var expected = reading.Contains("receipt.", StringComparison.Ordinal) || reading.Contains("line-test", StringComparison.Ordinal) ? "EXERCISE" : banner;
                    Assert.StartsWith(expected, reading, StringComparison.Ordinal);
                    Assert.EndsWith(expected + "\n", reading, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task Demo_SecondSample_IsDataAndNotCode()
    {
        using var scratch = new Scratch();
        var summary = await PlayAsync(scratch, "brahmos-2022");
        Assert.Equal("brahmos-2022", summary.GetProperty("scenario").GetString());
        Assert.Equal(0, summary.GetProperty("lost").GetInt64());
        Assert.Equal(0, summary.GetProperty("duplicated").GetInt64());
    }

    [Fact]
    public async Task Demo_OneFieldOfOneAccountChanged_ChangesWhatIsAgreed()
    {
        using var scratch = new Scratch();
        var scenario = await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "samples", "belarus-2022", "scenario.yaml"), TestContext.Current.CancellationToken);
        var changed = scenario.Replace("fact.inquiry-seat: Ukraine", "fact.inquiry-seat: Belarus", StringComparison.Ordinal);
        Assert.NotEqual(scenario, changed);
        await File.WriteAllTextAsync(scratch["changed.yaml"], changed, TestContext.Current.CancellationToken);
        var summary = await PlayAsync(scratch, scratch["changed.yaml"]);
        Assert.Contains("inquiry-seat", Facts(summary, "agreed"));
        Assert.DoesNotContain("inquiry-seat", Facts(summary, "disputed"));
    }

    [Fact]
    public async Task Demo_ArchiveChangedByOneBit_IsRefusedByVerify()
    {
        using var scratch = new Scratch();
        await PlayAsync(scratch, "brahmos-2022");
        var archive = Directory.GetDirectories(scratch["out"]).Order().First();
        (await ParleyCommand.RunAsync("verify", archive)).Succeeded();

        var record = Directory.GetFiles(archive, "*.record", SearchOption.AllDirectories).Order().First();
        var bytes = await File.ReadAllBytesAsync(record, TestContext.Current.CancellationToken);
        foreach (var position in new[] { 20, bytes.Length / 2, bytes.Length - 2 })
        {
            bytes[position] ^= 1;
            await File.WriteAllBytesAsync(record, bytes, TestContext.Current.CancellationToken);
            var refused = await ParleyCommand.RunAsync("verify", archive);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("DOES NOT HOLD", refused.Output, StringComparison.Ordinal);
            bytes[position] ^= 1;
        }

        await File.WriteAllBytesAsync(record, bytes, TestContext.Current.CancellationToken);
        File.Delete(Directory.GetFiles(archive, "*.record", SearchOption.AllDirectories).Order().Last());
        Assert.Equal(1, (await ParleyCommand.RunAsync("verify", archive)).ExitCode);
    }

    [Theory]
    [InlineData("at: 2022-12-29T07:12:00Z", "at: 2022-12-29 07:12", "is not a UTC time")]
    [InlineData("track: traffic", "track: gossip", "traffic or public-record")]
    [InlineData("precedence: flash", "precedents: flash", "line")]
    [InlineData("author: X-BY", "author: X-FR", "no desk X-FR")]
    public async Task Demo_BrokenScenario_SaysWhere(string right, string wrong, string expected)
    {
        using var scratch = new Scratch();
        var scenario = await File.ReadAllTextAsync(Path.Combine(ParleyCommand.Root, "samples", "belarus-2022", "scenario.yaml"), TestContext.Current.CancellationToken);
        var at = scenario.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0);
        await File.WriteAllTextAsync(scratch["broken.yaml"], scenario[..at] + wrong + scenario[(at + right.Length)..], TestContext.Current.CancellationToken);
        var result = await ParleyCommand.RunAsync("demo", scratch["broken.yaml"], "--headless");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>What the case is about: decided away, not known to have ended, and known later to have ended.</summary>
    private static async Task ForceIsComputedFromTheArchive(Scratch scratch)
    {
        foreach (var (at, known, force, until) in new[]
                 {
                     ("2022-12-29", "2022-12-30", "in-force", (string?)null), ("2022-12-29", "2023-01-05", "in-force", "2023-01-03"), ("2023-01-04", "2023-01-05", "not-in-force", "2023-01-03"),
                 })
        {
            var result = (await ParleyCommand.RunAsync("instrument", "status", "belarus-ukraine-2001", "--at", at, "--known", known, "--archive", scratch["out", "X-BY"], "--json")).Succeeded();
            using var json = JsonDocument.Parse(result.Output);
            Assert.Equal(force, json.RootElement.GetProperty("force").GetString());
            Assert.Equal(until, json.RootElement.TryGetProperty("until", out var day) ? day.GetString() : null);
            var decision = Assert.Single(json.RootElement.GetProperty("acts").EnumerateArray(), a => a.GetProperty("act").GetString() == "internal-decision");
            Assert.NotNull(decision.GetProperty("record").GetString());
            Assert.Equal(known == "2023-01-05", json.RootElement.GetProperty("acts").EnumerateArray().Any(a => a.GetProperty("act").GetString() == "loss-of-force"));
        }
    }

    private static async Task<JsonElement> PlayAsync(Scratch scratch, string sample)
    {
        (await ParleyCommand.RunAsync("demo", sample, "--headless", "--json", scratch["summary.json"], "--out", scratch["out"])).Succeeded();
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(scratch["summary.json"]));
        return json.RootElement.Clone();
    }

    private static string[] Facts(JsonElement summary, string state) =>
        [.. summary.GetProperty(state).EnumerateArray().Select(f => f.GetProperty("fact").GetString()!)];
}
