namespace Parley.EndToEnd.Tests;

/// <summary><c>parley simulate</c> as a user runs it.</summary>
public sealed class SimulateTests
{
    private static readonly string[] Small = ["simulate", "--runs", "1", "--seed", "5", "--parties", "3", "--channels", "2", "--span", "2", "--fast-crypto"];

    [Fact]
    public async Task Simulate_InTwoProcesses_MakesTheSameRun()
    {
        // The order of hash tables is another in each process; nothing may follow from it.
        var first = Fingerprint(await ParleyCommand.RunAsync(Small));
        Assert.Equal(first, Fingerprint(await ParleyCommand.RunAsync(Small)));
    }

    [Fact]
    public async Task Simulate_OfFaultsThatItDoesNotKnow_SaysWhichThereAre()
    {
        var run = await ParleyCommand.RunAsync("simulate", "--faults", "loss,rain");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("old-backup", run.Output + run.Error, StringComparison.Ordinal);
    }

    private static string Fingerprint(ParleyCommand.Result run)
    {
        run.Succeeded();
        return run.Output.Split("fingerprint ")[1][..16];
    }
}
