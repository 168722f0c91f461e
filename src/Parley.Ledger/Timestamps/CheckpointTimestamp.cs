using Parley.Crypto;
using Parley.Crypto.Timestamps;
using Parley.Ledger.Checkpoints;
using Parley.Records;

namespace Parley.Ledger.Timestamps;

/// <summary>An RFC 3161 timestamp over a checkpoint: the head was there not later than the time, by the authority's clock.</summary>
/// <param name="Time">The authority's time, UTC.</param>
/// <param name="Accuracy">How far that may be off, where the authority says so.</param>
/// <param name="Authority">The subject of its certificate.</param>
public sealed record CheckpointTimestamp(DateTimeOffset Time, TimeSpan? Accuracy, string Authority)
{
    /// <summary>The request to send to an authority, as <c>application/timestamp-query</c>; <paramref name="nonce"/> is random.</summary>
    // LED-100
    public static byte[] Request(Checkpoint checkpoint, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return TimestampProtocol.Request(Sha256.Hash(checkpoint.Text.Span), nonce);
    }

    /// <summary>Checks a token or response, with no network, against the pinned certificate. Never throws for what the bytes hold.</summary>
    public static Outcome<CheckpointTimestamp> Check(Checkpoint checkpoint, ReadOnlySpan<byte> token, ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> nonce = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var verdict = TimestampProtocol.Check(token, Sha256.Hash(checkpoint.Text.Span), certificate, nonce);
        return verdict.Fault switch
        {
            null => new CheckpointTimestamp(verdict.Time, verdict.Accuracy, verdict.Authority),

            // LED-100
            TimestampFault.OtherData or TimestampFault.OtherRequest => new Fault("LED-100", 0, $"the timestamp is not this checkpoint's: {verdict.Detail}"),

            // LED-101
            TimestampFault.NotAToken => new Fault("LED-101", 0, $"this is no timestamp: {verdict.Detail}"),
            _ => new Fault("LED-101", 0, $"the timestamp does not hold: {verdict.Detail}"),
        };
    }
}
