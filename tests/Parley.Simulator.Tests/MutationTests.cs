namespace Parley.Simulator.Tests;

/// <summary>Engines that are broken on purpose: the simulator catches each of them, within a stated number of runs.</summary>
[Trait("suite", "simulation")]
public sealed class MutationTests
{
    // Each run is of four parties on three channels for four hours.
    private const int Runs = 12;

    public static TheoryData<string> Names => new(Mutations.All.Select(m => m.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutation_InFewRuns_IsCaught(string name)
    {
        var mutation = Mutations.All.Single(m => m.Name == name);
        var caught = Enumerable.Range(1, Runs)
            .Select(seed => new Simulation(Scenario(seed), mutation).Run().Violation)
            .FirstOrDefault(v => v is not null);
        Assert.True(caught is not null, $"{name} was not caught in {Runs} runs");
        Assert.True(mutation.Rules.Contains(caught.Rule), $"{name} was caught as {caught.Message}");
    }

    [Fact]
    public void Engine_AsItIs_IsNotCaught()
    {
        for (var seed = 1; seed <= Runs; seed++)
            Assert.Null(new Simulation(Scenario(seed)).Run().Violation);
    }

    [Fact]
    public void Minimiser_OfAMutation_FindsASmallRunThatStillFails()
    {
        var mutation = Mutations.All.Single(m => m.Name == "forgets its queue over a restart");
        var failure = Enumerable.Range(1, Runs).Select(seed => new Simulation(Scenario(seed), mutation).Run()).First(r => r.Violation is not null);
        var smallest = new Minimiser(mutation, maxRuns: 100).Minimise(failure);
        Assert.Equal(failure.Violation!.Rule, smallest.Violation!.Rule);
        Assert.Equal((2, 1), (smallest.Scenario.Parties, smallest.Scenario.Channels));
        Assert.True(smallest.Tally.AllFaults <= 10, smallest.Scenario.ToCommand());
        Assert.Equal(smallest.Fingerprint, new Simulation(smallest.Scenario, mutation).Run().Fingerprint);
    }

    private static Scenario Scenario(long seed) => new() { Seed = seed, Parties = 4, Channels = 3, Span = TimeSpan.FromHours(4), Messages = 6, FastCrypto = true };
}
