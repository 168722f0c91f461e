using Parley.Crypto;

namespace Parley.Records.Notes;

/// <summary>Checks plain Ed25519 signatures (type 0x01) over a note's text.</summary>
public sealed class Ed25519NoteVerifier : NoteVerifier
{
    private readonly ISignatureScheme _ed25519;

    /// <summary>Takes a type 0x01 key; throws <see cref="ArgumentException"/> for a key of another type or size.</summary>
    public Ed25519NoteVerifier(VerifierKey key, ISignatureScheme ed25519)
        : base(key)
    {
        ArgumentNullException.ThrowIfNull(ed25519);
        if (key.SignatureType != NoteSignatureTypes.Ed25519 || key.PublicKey.Length != ed25519.PublicKeySize)
            throw new ArgumentException("Not an Ed25519 note key.", nameof(key));

        _ed25519 = ed25519;
    }

    /// <inheritdoc/>
    public override bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        _ed25519.Verify(Key.PublicKey.Span, text, signature);
}
