namespace Parley.Crypto;

/// <summary>
/// The algorithms of one implementation. Two exist, <see cref="SodiumProvider"/> (fast) and
/// <see cref="BouncyCastleProvider"/> (managed code only), and each checks the other: for the same arguments both give
/// the same bytes and the same verdicts. Providers and algorithms hold no state and may be shared by threads.
/// Random bytes are always arguments.
/// </summary>
public interface ICryptoProvider
{
    /// <summary>The provider's name, for reports.</summary>
    string Name { get; }

    /// <summary>SHA-256 (FIPS 180-4).</summary>
    IHash Sha256 { get; }

    /// <summary>SHA-384 (FIPS 180-4).</summary>
    IHash Sha384 { get; }

    /// <summary>SHA-512 (FIPS 180-4).</summary>
    IHash Sha512 { get; }

    /// <summary>SHA3-256 (FIPS 202), the combiner of the hybrid KEMs.</summary>
    IHash Sha3_256 { get; }

    /// <summary>SHAKE128 (FIPS 202).</summary>
    IXof Shake128 { get; }

    /// <summary>SHAKE256 (FIPS 202).</summary>
    IXof Shake256 { get; }

    /// <summary>TurboSHAKE128 with domain byte 0x1F (RFC 9861).</summary>
    IXof TurboShake128 { get; }

    /// <summary>TurboSHAKE256 with domain byte 0x1F (RFC 9861).</summary>
    IXof TurboShake256 { get; }

    /// <summary>HMAC with SHA-256 (RFC 2104).</summary>
    IMac HmacSha256 { get; }

    /// <summary>HMAC with SHA-384 (RFC 2104).</summary>
    IMac HmacSha384 { get; }

    /// <summary>HMAC with SHA-512 (RFC 2104).</summary>
    IMac HmacSha512 { get; }

    /// <summary>HKDF with SHA-256 (RFC 5869).</summary>
    IKdf HkdfSha256 { get; }

    /// <summary>HKDF with SHA-384 (RFC 5869).</summary>
    IKdf HkdfSha384 { get; }

    /// <summary>HKDF with SHA-512 (RFC 5869).</summary>
    IKdf HkdfSha512 { get; }

    /// <summary>Argon2id, version 0x13 with one lane (RFC 9106), for keys from passphrases.</summary>
    IPasswordHash Argon2id { get; }

    /// <summary>AES-128 in Galois/Counter mode (NIST SP 800-38D).</summary>
    IAead Aes128Gcm { get; }

    /// <summary>AES-256 in Galois/Counter mode (NIST SP 800-38D).</summary>
    IAead Aes256Gcm { get; }

    /// <summary>ChaCha20-Poly1305 (RFC 8439).</summary>
    IAead ChaCha20Poly1305 { get; }

    /// <summary>
    /// Ed25519 (RFC 8032), strict: a public key or an R that is encoded non-canonically or has small order is refused,
    /// and so is an S that is not reduced. R must then be exactly [S]B − [k]A, nothing multiplied by the cofactor.
    /// That is the rule of libsodium 1.0.22 and of dalek's verify_strict, and one message has one verdict everywhere.
    /// </summary>
    ISignatureScheme Ed25519 { get; }

    /// <summary>Ed448 (RFC 8032) with an empty context.</summary>
    ISignatureScheme Ed448 { get; }

    /// <summary>ECDSA on P-256 with SHA-256: scalar, uncompressed point, DER signature; RFC 6979 nonces.</summary>
    ISignatureScheme EcdsaP256 { get; }

    /// <summary>ECDSA on P-384 with SHA-384: scalar, uncompressed point, DER signature; RFC 6979 nonces.</summary>
    ISignatureScheme EcdsaP384 { get; }

    /// <summary>ECDSA on P-521 with SHA-512: scalar, uncompressed point, DER signature; RFC 6979 nonces.</summary>
    ISignatureScheme EcdsaP521 { get; }

    /// <summary>ML-DSA-44 (FIPS 204) with an empty context; the private key is the 32-byte seed ξ.</summary>
    ISignatureScheme MlDsa44 { get; }

    /// <summary>ML-DSA-65 (FIPS 204) with an empty context; the private key is the 32-byte seed ξ.</summary>
    ISignatureScheme MlDsa65 { get; }

    /// <summary>ML-DSA-87 (FIPS 204) with an empty context; the private key is the 32-byte seed ξ.</summary>
    ISignatureScheme MlDsa87 { get; }

    /// <summary>X25519 (RFC 7748); an all-zero shared secret is refused.</summary>
    IDiffieHellman X25519 { get; }

    /// <summary>X448 (RFC 7748); an all-zero shared secret is refused.</summary>
    IDiffieHellman X448 { get; }

    /// <summary>ECDH on P-256 (SP 800-56A): scalar, uncompressed point, x-coordinate.</summary>
    IDiffieHellman P256 { get; }

    /// <summary>ECDH on P-384 (SP 800-56A): scalar, uncompressed point, x-coordinate.</summary>
    IDiffieHellman P384 { get; }

    /// <summary>ECDH on P-521 (SP 800-56A): scalar, uncompressed point, x-coordinate.</summary>
    IDiffieHellman P521 { get; }

    /// <summary>ML-KEM-512 (FIPS 203); the private key is the 64-byte seed d ‖ z.</summary>
    IKem MlKem512 { get; }

    /// <summary>ML-KEM-768 (FIPS 203); the private key is the 64-byte seed d ‖ z.</summary>
    IKem MlKem768 { get; }

    /// <summary>ML-KEM-1024 (FIPS 203); the private key is the 64-byte seed d ‖ z.</summary>
    IKem MlKem1024 { get; }

    /// <summary>
    /// X-Wing (draft-connolly-cfrg-xwing-kem), the same KEM as MLKEM768-X25519 of draft-irtf-cfrg-concrete-hybrid-kems;
    /// the private key is its 32-byte seed. HPKE's 0x647a derives that seed differently: use <see cref="Hpke.HpkeSuite"/> there.
    /// </summary>
    IKem XWing { get; }

    /// <summary>MLKEM768-P256 (draft-irtf-cfrg-concrete-hybrid-kems); the private key is its 32-byte seed.</summary>
    IKem MlKem768P256 { get; }

    /// <summary>MLKEM1024-P384 (draft-irtf-cfrg-concrete-hybrid-kems); the private key is its 32-byte seed.</summary>
    IKem MlKem1024P384 { get; }

    /// <summary>DHKEM(P-256, HKDF-SHA256), RFC 9180, KEM 0x0010.</summary>
    IAuthenticatedKem DhKemP256 { get; }

    /// <summary>DHKEM(P-384, HKDF-SHA384), RFC 9180, KEM 0x0011.</summary>
    IAuthenticatedKem DhKemP384 { get; }

    /// <summary>DHKEM(P-521, HKDF-SHA512), RFC 9180, KEM 0x0012.</summary>
    IAuthenticatedKem DhKemP521 { get; }

    /// <summary>DHKEM(X25519, HKDF-SHA256), RFC 9180, KEM 0x0020.</summary>
    IAuthenticatedKem DhKemX25519 { get; }

    /// <summary>DHKEM(X448, HKDF-SHA512), RFC 9180, KEM 0x0021.</summary>
    IAuthenticatedKem DhKemX448 { get; }
}
