using Parley.Node.Pouches;

namespace Parley.Node.Api;

/// <summary>What became of a pouch: from whom, how many bundles were taken, how many had been taken already, and why others were refused.</summary>
public sealed record UnpackedMessage(IReadOnlyList<string> From, int Taken, int Again, IReadOnlyList<FaultMessage> Refused)
{
    /// <summary>As the API says it.</summary>
    public static UnpackedMessage Of(UnpackedPouch pouch)
    {
        ArgumentNullException.ThrowIfNull(pouch);
        return new UnpackedMessage([.. pouch.From.Select(p => p.Value)], pouch.Taken, pouch.Again, [.. pouch.Refused.Select(f => new FaultMessage(f.Rule, f.Line, f.Detail))]);
    }
}
