namespace Parley.Simulator;

/// <summary>What happened in a run, or in several.</summary>
public sealed record Tally
{
    /// <summary>Runs.</summary>
    public long Runs { get; init; }

    /// <summary>Hours of each channel in which officers spoke on it and something went wrong for a member of it. No other hour counts.</summary>
    public long ChannelHours { get; init; }

    /// <summary>Hours of each channel, all of them.</summary>
    public double AllChannelHours { get; init; }

    /// <summary>Records of honest parties, each once: what officers said, receipts, line tests and their answers.</summary>
    public long Records { get; init; }

    /// <summary>Of these, what officers said.</summary>
    public long Said { get; init; }

    /// <summary>Records that a node stored of another, once for each.</summary>
    public long Delivered { get; init; }

    /// <summary>Bundles sent.</summary>
    public long Bundles { get; init; }

    /// <summary>What went wrong, by kind.</summary>
    public IReadOnlyDictionary<FaultKinds, long> Faults { get; init; } = new Dictionary<FaultKinds, long>();

    /// <summary>The longest that it took after the faults had stopped until everything was everywhere.</summary>
    public TimeSpan SlowestRecovery { get; init; }

    /// <summary>All that went wrong.</summary>
    public long AllFaults => Faults.Values.Sum();

    /// <summary>Both.</summary>
    public static Tally operator +(Tally one, Tally other) => new()
    {
        Runs = one.Runs + other.Runs,
        ChannelHours = one.ChannelHours + other.ChannelHours,
        AllChannelHours = one.AllChannelHours + other.AllChannelHours,
        Records = one.Records + other.Records,
        Said = one.Said + other.Said,
        Delivered = one.Delivered + other.Delivered,
        Bundles = one.Bundles + other.Bundles,
        Faults = one.Faults.Concat(other.Faults).GroupBy(f => f.Key).OrderBy(f => f.Key).ToDictionary(f => f.Key, f => f.Sum(k => k.Value)),
        SlowestRecovery = one.SlowestRecovery > other.SlowestRecovery ? one.SlowestRecovery : other.SlowestRecovery,
    };
}
