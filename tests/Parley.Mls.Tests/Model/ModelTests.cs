using CsCheck;

namespace Parley.Mls.Tests.Model;

public sealed class ModelTests
{
    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_MODEL_RUNS"), out var runs) ? runs : 60;

    /// <summary>CsCheck prints the seed of a run that fails; the same seed gives the same run.</summary>
    [Fact]
    public void Group_UnderLossReorderDuplicationAndForks_AgreesOrKnowsThatItDoesNot()
    {
        long steps = 0, commits = 0, heard = 0, forks = 0, rejoins = 0;
        Gen.Int[1, int.MaxValue].Sample(
            seed =>
            {
                using var run = new ModelRun(seed);
                run.Go(40);
                Interlocked.Add(ref steps, 40);
                Interlocked.Add(ref commits, run.Commits);
                Interlocked.Add(ref heard, run.Heard);
                Interlocked.Add(ref forks, run.Forks);
                Interlocked.Add(ref rejoins, run.Rejoins);
            },
            iter: Runs);
        Console.WriteLine($"model: {Runs} runs, {steps} steps, {commits} commits, {heard} messages heard, {forks} forks noticed, {rejoins} rejoins");
    }
}
