using Parley.Records;

namespace Parley.Channels.Storage;

/// <summary>That a step was taken, or tried, for a record.</summary>
/// <param name="Record">The record.</param>
/// <param name="Step">Which step's which action, as the watch's escalation names it.</param>
/// <param name="Reach">Who was reached for.</param>
/// <param name="Tries">How often so far.</param>
/// <param name="At">When last.</param>
/// <param name="Fault">Why it failed last; nothing: it is done.</param>
public sealed record Attempt(Digest Record, string Step, Reach Reach, int Tries, DateTimeOffset At, string? Fault)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Whether it need not be tried again.</summary>
    public bool IsDone => Fault is null;

    /// <summary>When to try again: after 10 s, then twice as long each time, at most 10 minutes.</summary>
    public DateTimeOffset AgainAt => At + (Tries > 6 ? Longest : TimeSpan.FromSeconds(10 << (Math.Max(Tries, 1) - 1)));
}
