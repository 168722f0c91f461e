using System.Diagnostics.Metrics;

namespace Parley.Crypto;

/// <summary>
/// Counts the calls that cost the most, so that whoever listens can hold a program's rate against them. Meter <c>Parley.Crypto</c>. Ed25519 of the
/// fast provider; every AEAD.
/// </summary>
internal static class Calls
{
    private static readonly Meter Meter = new("Parley.Crypto");

    public static Counter<long> Signatures { get; } = Meter.CreateCounter<long>("parley.crypto.signatures", description: "Ed25519 signatures made");

    public static Counter<long> Verifications { get; } = Meter.CreateCounter<long>("parley.crypto.verifications", description: "Ed25519 signatures checked");

    public static Counter<long> Aead { get; } = Meter.CreateCounter<long>("parley.crypto.aead", description: "Messages sealed or opened by an AEAD");
}
