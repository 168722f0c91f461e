using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>Checks timestamped cosignatures of checkpoints: Ed25519 (type 0x04) or ML-DSA-44 (type 0x06).</summary>
public sealed class CosignatureVerifier : NoteVerifier
{
    private readonly ISignatureScheme _scheme;

    /// <summary>Takes a cosigner's key and its scheme; throws <see cref="ArgumentException"/> for a key of another type or size.</summary>
    public CosignatureVerifier(VerifierKey key, ISignatureScheme scheme)
        : base(key)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        if (!Cosignature.IsTypeOf(key) || key.PublicKey.Length != scheme.PublicKeySize)
            throw new ArgumentException("Not a cosigner's key of this scheme.", nameof(key));
        _scheme = scheme;
    }

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        // A text that is no checkpoint has no cosignature, whatever the key says.
        if (Cosignature.Read(signature) is not var (time, bytes) || Checkpoint.Parse(text).Value is not { } checkpoint)
            return false;
        var message = Key.SignatureType == NoteSignatureTypes.Ed25519Cosignature
            ? Cosignature.Ed25519Message(time, text)
            : Cosignature.MlDsa44Message(Key.Name, time, checkpoint);
        return message is not null && _scheme.Verify(Key.PublicKey.Span, message, bytes);
    }
}
