using Parley.Node.Bearers;
using Parley.Records.Text;

namespace Parley.Node.Api;

/// <summary>
/// An address on a peer's card and how it does; on this node's own card, a relay or mail server that it fetches from. <paramref name="State"/> is untried, works or fails. Round trip in milliseconds, from the start of sending to
/// the answer or to the taking over; rate in kilobytes per second, as measured, and so a lower bound of what the line can; times UTC.
/// </summary>
public sealed record RouteMessage(string Bearer, string Address, string State, string? LastSuccess, string? LastFailure, int Failures, string? Fault, double? RoundTripMs, double? KilobytesPerSecond)
{
    internal static RouteMessage Of(Route route) => Of(route.Bearer.Name, route.Address, route.Health);

    internal static RouteMessage Of(Collection collection) => Of(collection.Bearer, collection.Address, collection.Health);

    private static RouteMessage Of(string bearer, Uri address, RouteHealth health) => new(
        bearer, address.OriginalString, health.Failures > 0 ? "fails" : health.LastSuccess is null ? "untried" : "works",
        health.LastSuccess is { } success ? Times.ToText(success) : null, health.LastFailure is { } failure ? Times.ToText(failure) : null, health.Failures, health.Fault,
        health.RoundTrip is { } took ? Math.Round(took.TotalMilliseconds, 1) : null, health.BytesPerSecond is { } rate ? Math.Round(rate / 1000, 1) : null);
}
