using Parley.Simulator;

namespace Parley.Cli;

/// <summary>What <c>parley simulate</c> reports, on the screen and as JSON.</summary>
internal sealed record SimulationReport(
    long Seed, long Runs, long ChannelHours, double AllChannelHours, long Records, long Said, long Delivered, long Bundles,
    IReadOnlyDictionary<string, long> Faults, double SlowestRecoverySeconds, string Signatures, double Seconds, double CpuSeconds, string Fingerprint,
    string? Violation, string? Repeat)
{
    public static SimulationReport Of(Scenario scenario, Campaign campaign, RunResult? failure, TimeSpan time, TimeSpan cpu)
    {
        var tally = campaign.Tally;
        return new SimulationReport(
            scenario.Seed, tally.Runs, tally.ChannelHours, tally.AllChannelHours, tally.Records, tally.Said, tally.Delivered, tally.Bundles,
            tally.Faults.ToDictionary(f => Scenario.Name(f.Key), f => f.Value), tally.SlowestRecovery.TotalSeconds,
            scenario.FastCrypto ? "hashes in the place of Ed25519" : "Ed25519", time.TotalSeconds, cpu.TotalSeconds, campaign.Fingerprint,
            failure?.Violation?.Message, failure?.Scenario.ToCommand());
    }
}
