namespace Parley.Cli.Verification;

/// <summary>What a check came to: in plain words what is proven and what is not, and every fault that was found.</summary>
internal sealed record Finding(string Path, bool Good, string Proven, string NotProven, IReadOnlyList<string> Faults, long Records, long Ledgers);
