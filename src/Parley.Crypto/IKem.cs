namespace Parley.Crypto;

/// <summary>One key encapsulation mechanism of a provider.</summary>
public interface IKem
{
    /// <summary>The mechanism's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a private key (Nsk).</summary>
    int PrivateKeySize { get; }

    /// <summary>Bytes in a public key (Npk).</summary>
    int PublicKeySize { get; }

    /// <summary>Bytes in an encapsulated secret, the KEM's ciphertext (Nenc).</summary>
    int EncapsulationSize { get; }

    /// <summary>Bytes in a shared secret (Nsecret).</summary>
    int SharedSecretSize { get; }

    /// <summary>Bytes of keying material that <see cref="GenerateKeyPair"/> wants. A DHKEM takes any length from 32 bytes on; the others take exactly this.</summary>
    int SeedSize { get; }

    /// <summary>Random bytes that <see cref="Encapsulate"/> wants, exactly.</summary>
    int EncapsulationRandomnessSize { get; }

    /// <summary>
    /// Derives a key pair from secret keying material: DeriveKeyPair of RFC 9180 for a DHKEM, the mechanism's own key generation from a seed for the others.
    /// </summary>
    void GenerateKeyPair(ReadOnlySpan<byte> seed, Span<byte> privateKey, Span<byte> publicKey);

    /// <summary>Computes the public key of <paramref name="privateKey"/>; false when the latter is malformed.</summary>
    bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey);

    /// <summary>
    /// Makes a shared secret and its encapsulation to <paramref name="publicKey"/>; the same randomness gives the same bytes.
    /// False, with the outputs zeroed, when the public key is malformed.
    /// </summary>
    bool Encapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret);

    /// <summary>
    /// Recovers the shared secret; false, with it zeroed, when a key or the encapsulation is malformed.
    /// ML-KEM answers a wrong encapsulation of the right size with an unpredictable secret (implicit rejection).
    /// </summary>
    bool Decapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret);
}
