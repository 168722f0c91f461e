using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>A checkpoint that a known key of its log signed. Only <see cref="SignedCheckpoint.Verify"/> makes one.</summary>
public sealed class VerifiedCheckpoint
{
    internal VerifiedCheckpoint(SignedCheckpoint signed, VerifierKey logKey, IReadOnlyList<VerifiedCosignature> cosignatures) =>
        (Signed, LogKey, Cosignatures) = (signed, logKey, cosignatures);

    /// <summary>The note with all of its signatures.</summary>
    public SignedCheckpoint Signed { get; }

    /// <summary>The log's head.</summary>
    public Checkpoint Checkpoint => Signed.Checkpoint;

    /// <summary>The log's key that signed.</summary>
    public VerifierKey LogKey { get; }

    /// <summary>The good cosignatures of known cosigners.</summary>
    public IReadOnlyList<VerifiedCosignature> Cosignatures { get; }
}
