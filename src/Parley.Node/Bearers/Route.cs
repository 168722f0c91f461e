using System.Numerics;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>One address on a peer's card, the bearer that carries there, and how it does.</summary>
public sealed class Route(PartyId peer, Uri address, IBearer bearer)
{
    // On a slow line a bundle must not be so long that whatever comes after it waits for more than half a second.
    private const double SecondsPerBundle = 0.5;
    private const int LeastBytes = 2 * SealedBundle.MinBytes;

    // A relay or mail server that failed may be tried again in its turn after this long; one that brings answers is probed meanwhile.
    private static readonly TimeSpan TriedAgainAfter = TimeSpan.FromSeconds(30);

    /// <summary>Whom it leads to.</summary>
    public PartyId Peer => peer;

    /// <summary>The address.</summary>
    public Uri Address => address;

    /// <summary>The bearer.</summary>
    public IBearer Bearer => bearer;

    /// <summary>How it does: replaced, never changed.</summary>
    public RouteHealth Health { get; private set; } = RouteHealth.Unknown;

    /// <summary>Bytes that a bundle for this route may have at present: a size class that the line carries in about half a second.</summary>
    public int Room => Health.BytesPerSecond is { } rate
        ? (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)Math.Min(rate * SecondsPerBundle, SealedBundle.MaxBytes)) / 2, LeastBytes, SealedBundle.MaxBytes)
        : LeastBytes;

    /// <summary>Whether it is to be tried before those that failed.</summary>
    public bool IsHealthy(DateTimeOffset now) =>
        Health.Failures == 0 || (!bearer.BringsAnswers && now - Health.LastFailure > TriedAgainAfter);

    /// <summary>Notes what came of a bundle of <paramref name="bytes"/> bytes, and says whether the route works again.</summary>
    public bool Note(Carried outcome, int bytes, TimeSpan took, DateTimeOffset now)
    {
        var before = Health;
        if (outcome is Carried.Failed failed)
        {
            Health = before with { LastFailure = now, Failures = before.Failures + 1, Fault = failed.Reason };
            return false;
        }

        var rate = bytes / Math.Max(took.TotalSeconds, 1e-6);
        Health = new RouteHealth(now, before.LastFailure, 0, before.Fault, Smooth(before.RoundTrip?.TotalSeconds, took.TotalSeconds) is var seconds ? TimeSpan.FromSeconds(seconds) : null, Smooth(before.BytesPerSecond, rate));
        return before.Failures > 0;
    }

    private static double Smooth(double? before, double now) => before is { } old ? (old + now) / 2 : now;
}
