namespace Parley.Crypto;

/// <summary>One signature scheme of a provider, such as Ed25519 (RFC 8032).</summary>
public interface ISignatureScheme
{
    /// <summary>The scheme's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a private key (for Ed25519 the 32-byte seed of RFC 8032).</summary>
    int PrivateKeySize { get; }

    /// <summary>Bytes in a public key.</summary>
    int PublicKeySize { get; }

    /// <summary>The most bytes that a signature takes; schemes with DER signatures may take fewer.</summary>
    int MaxSignatureSize { get; }

    /// <summary>Random bytes that <see cref="Sign"/> takes; 0 where the scheme is deterministic (Ed25519, Ed448, ECDSA by RFC 6979).</summary>
    int SigningRandomnessSize { get; }

    /// <summary>Derives a key pair from <paramref name="randomness"/>, at least <see cref="PrivateKeySize"/> uniform bytes.</summary>
    void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey);

    /// <summary>Computes the public key that belongs to <paramref name="privateKey"/>; false when the latter is no valid private key.</summary>
    bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey);

    /// <summary>
    /// Signs <paramref name="message"/> and returns the number of signature bytes written; <paramref name="signature"/> has room for <see cref="MaxSignatureSize"/>.
    /// <paramref name="randomness"/> is <see cref="SigningRandomnessSize"/> bytes, or empty for the scheme's deterministic variant.
    /// An invalid private key is a programmer's error: an <see cref="ArgumentException"/>.
    /// </summary>
    int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature);

    /// <summary>Makes <paramref name="privateKey"/> ready for many signatures; an invalid one is an <see cref="ArgumentException"/>.</summary>
    ISigningKey OpenKey(ReadOnlySpan<byte> privateKey);

    /// <summary>Whether <paramref name="signature"/> is valid. Malformed keys and signatures are a <c>false</c>, never an exception.</summary>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
