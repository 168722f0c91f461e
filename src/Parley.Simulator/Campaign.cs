namespace Parley.Simulator;

/// <summary>One run after the other, with the next seed each, until there are enough or one does not hold.</summary>
/// <param name="Tally">What happened in all of them.</param>
/// <param name="Fingerprint">One for all of them, in the order of their seeds.</param>
/// <param name="Failure">The first run that did not hold, or nothing.</param>
public sealed record Campaign(Tally Tally, string Fingerprint, RunResult? Failure)
{
    /// <summary>Runs scenarios on several threads; what is reported does not depend on how many.</summary>
    /// <param name="scenario">The scenario of each run, from 0.</param>
    /// <param name="isEnough">Whether the runs so far are enough.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="progress">Told after each run, with all so far.</param>
    /// <param name="cancel">Ends it after the runs under way.</param>
    public static Campaign Run(Func<long, Scenario> scenario, Func<Tally, bool> isEnough, int jobs, Action<Tally>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(isEnough);
        var runs = Range(cancel).AsParallel().AsOrdered().WithDegreeOfParallelism(jobs).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(i => new Simulation(scenario(i)).Run());
        var (tally, fingerprint) = (new Tally(), 0UL);
        foreach (var run in runs)
        {
            tally += run.Tally;
            fingerprint = (ulong.RotateLeft(fingerprint, 7) ^ Convert.ToUInt64(run.Fingerprint, 16)) * 0x9E3779B97F4A7C15;
            progress?.Invoke(tally);
            if (run.Violation is not null)
                return Ended(run);
            if (isEnough(tally))
                break;
        }

        return Ended(null);

        Campaign Ended(RunResult? failure) => new(tally, fingerprint.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), failure);
    }

    private static IEnumerable<long> Range(CancellationToken cancel)
    {
        for (long i = 0; !cancel.IsCancellationRequested; i++)
            yield return i;
    }
}
