namespace Parley.Channels.Silences;

/// <summary>How one way to a member does, as measured by what was sent over it.</summary>
/// <param name="Bearer">The bearer and the address, for people.</param>
/// <param name="WorkedAt">When it last carried something there.</param>
/// <param name="FailedAt">When it last failed.</param>
/// <param name="Failures">How often in a row it has failed; 0 while it works.</param>
/// <param name="Fault">Why it failed last.</param>
public sealed record BearerHealth(string Bearer, DateTimeOffset? WorkedAt, DateTimeOffset? FailedAt, long Failures, string? Fault);
