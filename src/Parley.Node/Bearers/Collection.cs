namespace Parley.Node.Bearers;

/// <summary>A place where bundles for this node wait, at a relay or a mail server, and how fetching them does.</summary>
public sealed class Collection(string bearer, Uri address)
{
    /// <summary>The bearer's name.</summary>
    public string Bearer => bearer;

    /// <summary>The address on this node's card.</summary>
    public Uri Address => address;

    /// <summary>How it does: replaced, never changed. What is measured is the asking, and no rate.</summary>
    public RouteHealth Health { get; private set; } = RouteHealth.Unknown;

    /// <summary>It answered.</summary>
    public void Succeeded(DateTimeOffset now) => Health = Health with { LastSuccess = now, Failures = 0 };

    /// <summary>It did not.</summary>
    public void Failed(string reason, DateTimeOffset now) => Health = Health with { LastFailure = now, Failures = Health.Failures + 1, Fault = reason };

    /// <summary>How long to wait before asking again: nothing after a success, then doubling from a second to a minute.</summary>
    public TimeSpan Pause => Health.Failures == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(60, 0.5 * Math.Pow(2, Math.Min(Health.Failures, 10))));
}
