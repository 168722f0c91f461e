namespace Parley.Node.Bench.Peers;

/// <summary>What another system took from handing a message over until the sender held its proof of delivery, milliseconds; and what that proof is.</summary>
internal sealed record PeerResult(string Name, double P50Ms, double P99Ms, string Proof)
{
    public static PeerResult Of(string name, double[] times, string proof)
    {
        Array.Sort(times);
        return new PeerResult(name, Math.Round(times[times.Length / 2], 2), Math.Round(times[times.Length * 99 / 100], 2), proof);
    }
}
