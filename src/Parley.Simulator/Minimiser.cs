namespace Parley.Simulator;

/// <summary>Makes a run that does not hold smaller, as long as the same rule is broken in it: fewer parties, less said, fewer faults of fewer kinds.</summary>
/// <param name="variant">The variant that failed.</param>
/// <param name="maxRuns">How many runs it may cost.</param>
/// <param name="progress">Told of each smaller scenario that still fails.</param>
public sealed class Minimiser(Variant? variant = null, int maxRuns = 200, Action<Scenario>? progress = null)
{
    private const int Seeds = 8;
    private int _runs;

    /// <summary>The smallest run that was found, and still breaks the rule.</summary>
    public RunResult Minimise(RunResult failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        for (var (smallest, before) = (failure, (RunResult?)null); ; )
        {
            (before, smallest) = (smallest, Smaller(smallest));
            if (ReferenceEquals(before, smallest) || _runs >= maxRuns)
                return smallest;
        }
    }

    /// <summary>1. smaller worlds, with other seeds too; 2. less that goes wrong; 3. kinds of it; 4. less said; 5. less time.</summary>
    private RunResult Smaller(RunResult failure)
    {
        // 1.
        foreach (var (parties, channels) in new[] { (2, 1), (3, 1), (4, 2), (5, 4) }.Where(s => s.Item1 < failure.Scenario.Parties || (s.Item1 == failure.Scenario.Parties && s.Item2 < failure.Scenario.Channels)))
        {
            var liars = Math.Min(failure.Scenario.Liars, parties - 2);
            if (liars == 0 && failure.Scenario.Liars > 0)
                continue;
            if (TrySeeds(failure, failure.Scenario with { Parties = parties, Channels = channels, Liars = liars, MaxFaults = long.MaxValue, MaxMessages = int.MaxValue }) is { } smaller)
            {
                failure = smaller;
                break;
            }
        }

        // 2.
        failure = Least(failure, failure.Tally.AllFaults, (s, count) => s with { MaxFaults = count });

        // 3.
        foreach (var kind in Scenario.Each(failure.Scenario.Faults))
            failure = Try(failure, failure.Scenario with { Faults = failure.Scenario.Faults & ~kind }) ?? failure;
        if (failure.Scenario.Liars > 0)
            failure = Try(failure, failure.Scenario with { Liars = failure.Scenario.Liars - 1 }) ?? failure;

        // 4.
        failure = Least(failure, failure.Tally.Said, (s, count) => s with { MaxMessages = (int)count });

        // 5.
        return Try(failure, failure.Scenario with { Span = failure.Scenario.Span / 2 }) ?? failure;
    }

    /// <summary>The least count of something with which it still fails, by halving.</summary>
    private RunResult Least(RunResult failure, long most, Func<Scenario, long, Scenario> with)
    {
        for (long low = 0, high = most; low < high; )
        {
            var middle = low + ((high - low) / 2);
            if (Try(failure, with(failure.Scenario, middle)) is { } smaller)
                (failure, high) = (smaller, middle);
            else
                low = middle + 1;
        }

        return failure;
    }

    private RunResult? TrySeeds(RunResult failure, Scenario scenario) =>
        Enumerable.Range(0, Seeds).Select(i => Try(failure, scenario with { Seed = scenario.Seed + i })).FirstOrDefault(r => r is not null);

    private RunResult? Try(RunResult failure, Scenario scenario)
    {
        if (scenario == failure.Scenario || _runs++ >= maxRuns)
            return null;
        var run = new Simulation(scenario, variant).Run();
        if (run.Violation?.Rule != failure.Violation?.Rule)
            return null;
        progress?.Invoke(scenario);
        return run;
    }
}
