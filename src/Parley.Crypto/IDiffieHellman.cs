namespace Parley.Crypto;

/// <summary>One Diffie-Hellman group of a provider, in the encodings of RFC 9180, section 7.1.</summary>
public interface IDiffieHellman
{
    /// <summary>The group's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a private key: for a P-curve a big-endian scalar from 1 to n−1, for X25519 and X448 any bytes.</summary>
    int PrivateKeySize { get; }

    /// <summary>Bytes in a public key: for a P-curve an uncompressed point (SEC 1, 2.3.3).</summary>
    int PublicKeySize { get; }

    /// <summary>Bytes in a shared secret: for a P-curve the x-coordinate.</summary>
    int SharedSecretSize { get; }

    /// <summary>Computes the public key of <paramref name="privateKey"/>; false when the latter is no valid private key.</summary>
    bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey);

    /// <summary>
    /// Computes the shared secret; false, with <paramref name="sharedSecret"/> zeroed, when a key is malformed, the point is not on the curve,
    /// or the result is the all-zero value that a small-order key forces (RFC 7748, section 6).
    /// </summary>
    bool Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> sharedSecret);
}
