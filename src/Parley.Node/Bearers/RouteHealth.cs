namespace Parley.Node.Bearers;

/// <summary>How a route does, as measured by what was sent over it.</summary>
/// <param name="LastSuccess">When it last carried something, UTC.</param>
/// <param name="LastFailure">When it last failed, UTC.</param>
/// <param name="Failures">How often in a row it has failed; 0 while it works.</param>
/// <param name="Fault">Why it failed last.</param>
/// <param name="RoundTrip">From the start of sending to the answer, or to the taking over, smoothed.</param>
/// <param name="BytesPerSecond">What it carried in that time, smoothed: no more than the line can, and often less.</param>
public sealed record RouteHealth(DateTimeOffset? LastSuccess, DateTimeOffset? LastFailure, int Failures, string? Fault, TimeSpan? RoundTrip, double? BytesPerSecond)
{
    /// <summary>Nothing is known yet.</summary>
    public static RouteHealth Unknown { get; } = new(null, null, 0, null, null, null);
}
