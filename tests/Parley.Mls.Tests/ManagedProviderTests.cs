using System.Diagnostics;

namespace Parley.Mls.Tests;

/// <summary>Everything once more over BouncyCastle alone, in a process of its own.</summary>
[Trait("suite", "system")]
public sealed class ManagedProviderTests
{
    [Fact]
    public async Task EveryTest_OverTheManagedProvider_Passes()
    {
        string[] others = ["interop", "fuzz", "system"];
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["-noColor", "-noLogo", "-noAutoReporters", .. others.SelectMany(static s => new[] { "-trait-", $"suite={s}" })])
        {
            RedirectStandardOutput = true,
            Environment = { ["PARLEY_CRYPTO"] = "managed" },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Matches("Total: [1-9][0-9]+, Errors: 0, Failed: 0", output);
    }
}
