using System.Text.Json;

namespace Parley.EndToEnd.Tests;

/// <summary>Logs of others, through the command as their auditor would run it.</summary>
[Trait("suite", "vectors")]
public sealed class PublicLogTests
{
    // The README of the vectors names it.
    private const string TesseraKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    [Fact]
    public async Task Verify_TesserasLogAndItsCheckpoints_AllHoldAndNoneContradicts()
    {
        var log = Folder("tessera", "testdata", "log");
        string[] paths = [log, .. Directory.EnumerateFiles(log, "checkpoint*").Order()];
        var result = await ParleyCommand.RunAsync(["verify", .. paths, "--key", TesseraKey, "--json"]);
        using var findings = JsonDocument.Parse(result.Succeeded().Output);
        Assert.Equal(paths, findings.RootElement.EnumerateArray().Select(f => f.GetProperty("path").GetString()));
        Assert.All(findings.RootElement.EnumerateArray(), f => Assert.True(f.GetProperty("good").GetBoolean(), f.ToString()));
        Assert.Equal(15, findings.RootElement[0].GetProperty("head").GetProperty("size").GetInt64());
    }

    [Fact]
    public async Task Verify_TesserasCheckpointUnderAnotherKey_DoesNotHold()
    {
        var checkpoint = Path.Combine(Folder("tessera", "testdata", "log"), "checkpoint");
        var result = await ParleyCommand.RunAsync("verify", checkpoint, "--key", "example.com/log/testdata+7d7a9dc8+ASxqH9KPrUfzXqVmUgxZSkeGzgNZbhgnu2pzTGdEfmEL", "--json");
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public async Task Verify_SunlightsWitnessedCheckpoint_UnderTheWitnesssKeyAlone_HoldsAndSaysWhatItDoesNotShow()
    {
        var folder = Folder("sunlight", "cmd", "skylight", "testdata", "witness");
        using var witness = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "witness.v0.json"), TestContext.Current.CancellationToken));
        var keys = witness.RootElement.GetProperty("verifier_keys").EnumerateArray().SelectMany(k => new[] { "--key", k.GetString()! });
        var result = await ParleyCommand.RunAsync(["verify", Path.Combine(Directory.EnumerateDirectories(folder).Order().First(d => File.Exists(Path.Combine(d, "checkpoint"))), "checkpoint"), .. keys, "--json"]);
        using var findings = JsonDocument.Parse(result.Succeeded().Output);
        Assert.True(findings.RootElement[0].GetProperty("good").GetBoolean());
        Assert.Contains("the log's own signature", findings.RootElement[0].GetProperty("notProven").ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(findings.RootElement[0].GetProperty("signers").EnumerateArray());
    }

    private static string Folder(params string[] parts)
    {
        var beside = Path.GetFullPath(Path.Combine(ParleyCommand.Root, "..", "shared"));
        var shared = Directory.Exists(Path.Combine(beside, "vectors")) ? beside : Environment.GetEnvironmentVariable("PARLEY_SHARED") ?? beside;
        var folder = Path.Combine([shared, "vectors", .. parts]);
        Assert.SkipUnless(Directory.Exists(folder), $"skipped: vectors not present ({Path.Combine(parts)})");
        return folder;
    }
}
