using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>
/// A key that cosigns checkpoints. A cosignature says: at this time, this was the largest consistent head of the log that
/// the cosigner had seen. Whoever calls has checked that, see <c>Parley.Ledger.Witnesses</c>.
/// </summary>
public sealed class Cosigner
{
    private readonly Signing _sign;

    private Cosigner(VerifierKey key, int randomnessSize, Signing sign) => (Key, SigningRandomnessSize, _sign) = (key, randomnessSize, sign);

    private Cosigner(NoteKeyName name, byte type, ReadOnlyMemory<byte> privateKey, ISignatureScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        if (privateKey.Length != scheme.PrivateKeySize)
            throw new ArgumentException("Not a private key of this scheme.", nameof(privateKey));
        var publicKey = new byte[scheme.PublicKeySize];
        if (!scheme.DerivePublicKey(privateKey.Span, publicKey))
            throw new ArgumentException("Not a private key of this scheme.", nameof(privateKey));
        Key = new(name, type, publicKey);
        SigningRandomnessSize = scheme.SigningRandomnessSize;
        _sign = (message, randomness) =>
        {
            var signature = new byte[scheme.MaxSignatureSize];
            return signature[..scheme.Sign(privateKey.Span, message, randomness, signature)];
        };
    }

    private delegate byte[] Signing(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness);

    /// <summary>The key that checks what this cosigner signs.</summary>
    public VerifierKey Key { get; }

    /// <summary>Random bytes that <see cref="Sign"/> wants; 0 where the scheme is deterministic.</summary>
    public int SigningRandomnessSize { get; }

    /// <summary>
    /// An Ed25519 cosigner (type 0x04). The message does not name the cosigner, so one key serves one cosigner's name only.
    /// </summary>
    public static Cosigner Ed25519(NoteKeyName name, ReadOnlyMemory<byte> privateKey, ISignatureScheme ed25519) =>
        new(name, NoteSignatureTypes.Ed25519Cosignature, privateKey, ed25519);

    /// <summary>
    /// An Ed25519 cosigner (type 0x04) with the name and the key of a signer of notes. The two kinds of signature never pass
    /// for each other as long as no note that the key signs begins with the line <c>cosignature/v1</c>.
    /// </summary>
    public static Cosigner Ed25519(NoteSigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new(new(signer.Key.Name, NoteSignatureTypes.Ed25519Cosignature, signer.Key.PublicKey), 0,
            (message, _) => signer.Sign(message).Signature.ToArray());
    }

    /// <summary>An ML-DSA-44 cosigner (type 0x06).</summary>
    public static Cosigner MlDsa44(NoteKeyName name, ReadOnlyMemory<byte> privateKey, ISignatureScheme mlDsa44) =>
        new(name, NoteSignatureTypes.MlDsa44Cosignature, privateKey, mlDsa44);

    /// <summary>How a cosignature that was verified was made: Ed25519 or ML-DSA-44. The sizes tell them apart.</summary>
    public static string AlgorithmOf(NoteSignature cosignature)
    {
        ArgumentNullException.ThrowIfNull(cosignature);
        return cosignature.Signature.Length == sizeof(long) + 64 ? "Ed25519" : "ML-DSA-44";
    }

    /// <summary>Cosigns a checkpoint at a time; throws <see cref="ArgumentException"/> for time 0 or an origin too long for ML-DSA-44.</summary>
    public NoteSignature Sign(Checkpoint checkpoint, CosignatureTime time, ReadOnlySpan<byte> randomness)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);

        // LED-042: a head is cosigned at a time; 0 would say nothing.
        if (time.Seconds == 0)
            throw new ArgumentException("A checkpoint is cosigned at a time.", nameof(time));
        var message = Key.SignatureType == NoteSignatureTypes.Ed25519Cosignature
            ? Cosignature.Ed25519Message(time, checkpoint.Text.Span)
            : Cosignature.MlDsa44Message(Key.Name, time, checkpoint)
                ?? throw new ArgumentException("The origin is longer than 255 bytes.", nameof(checkpoint));
        return new(Key.Name, Key.KeyHash, Cosignature.Write(time, _sign(message, randomness)));
    }
}
