using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Parley.Crypto.Bouncy;

namespace Parley.Crypto;

/// <summary>
/// The provider in managed code only. It runs anywhere .NET does, and checks the fast one.
/// </summary>
public sealed class BouncyCastleProvider : ICryptoProvider
{
    private BouncyCastleProvider()
    {
        PrimeGroup p256 = new(PrimeCurve.P256), p384 = new(PrimeCurve.P384), p521 = new(PrimeCurve.P521);
        Sha256 = new Digest("SHA-256", 32, static () => new Sha256Digest());
        Sha384 = new Digest("SHA-384", 48, static () => new Sha384Digest());
        Sha512 = new Digest("SHA-512", 64, static () => new Sha512Digest());
        Sha3_256 = new Digest("SHA3-256", 32, static () => new Sha3Digest(256));
        Shake128 = new Shake(128);
        Shake256 = new Shake(256);
        TurboShake128 = new TurboShake(128);
        TurboShake256 = new TurboShake(256);
        HmacSha256 = new Hmac("HMAC-SHA256", 32, static () => new Sha256Digest());
        HmacSha384 = new Hmac("HMAC-SHA384", 48, static () => new Sha384Digest());
        HmacSha512 = new Hmac("HMAC-SHA512", 64, static () => new Sha512Digest());
        HkdfSha256 = new Hkdf("HKDF-SHA256", HmacSha256);
        HkdfSha384 = new Hkdf("HKDF-SHA384", HmacSha384);
        HkdfSha512 = new Hkdf("HKDF-SHA512", HmacSha512);
        Argon2id = new Argon2id();
        Aes128Gcm = new AesGcm(16);
        Aes256Gcm = new AesGcm(32);
        ChaCha20Poly1305 = new ChaCha20Poly1305();
        Ed25519 = new Ed25519();
        Ed448 = new Ed448();
        P256 = new Ecdh(PrimeCurve.P256, p256);
        DhKemP256 = new DhKem(0x0010, 0xFF, P256, HkdfSha256);
        EcdsaP256 = new Ecdsa(PrimeCurve.P256, p256, Sha256, static () => new Sha256Digest(), DhKemP256);
        P384 = new Ecdh(PrimeCurve.P384, p384);
        DhKemP384 = new DhKem(0x0011, 0xFF, P384, HkdfSha384);
        EcdsaP384 = new Ecdsa(PrimeCurve.P384, p384, Sha384, static () => new Sha384Digest(), DhKemP384);
        P521 = new Ecdh(PrimeCurve.P521, p521);
        DhKemP521 = new DhKem(0x0012, 0x01, P521, HkdfSha512);
        EcdsaP521 = new Ecdsa(PrimeCurve.P521, p521, Sha512, static () => new Sha512Digest(), DhKemP521);
        MlDsa44 = new MlDsa(MLDsaParameters.ml_dsa_44, 1312, 2420);
        MlDsa65 = new MlDsa(MLDsaParameters.ml_dsa_65, 1952, 3309);
        MlDsa87 = new MlDsa(MLDsaParameters.ml_dsa_87, 2592, 4627);
        X25519 = new X25519();
        X448 = new X448();
        MlKem512 = new MlKem(MLKemParameters.ml_kem_512, 800, 768);
        MlKem768 = new MlKem(MLKemParameters.ml_kem_768, 1184, 1088);
        MlKem1024 = new MlKem(MLKemParameters.ml_kem_1024, 1568, 1568);
        XWing = new HybridKem("X-Wing", [0x5C, 0x2E, 0x2F, 0x2F, 0x5E, 0x5C], scalarSeedSize: 32, MlKem768, X25519, Shake256, Sha3_256);
        MlKem768P256 = new HybridKem("MLKEM768-P256", [.. "MLKEM768-P256"u8], scalarSeedSize: 128, MlKem768, P256, Shake256, Sha3_256);
        MlKem1024P384 = new HybridKem("MLKEM1024-P384", [.. "MLKEM1024-P384"u8], scalarSeedSize: 48, MlKem1024, P384, Shake256, Sha3_256);
        DhKemX25519 = new DhKem(0x0020, 0, X25519, HkdfSha256);
        DhKemX448 = new DhKem(0x0021, 0, X448, HkdfSha512);
    }

    /// <summary>The one instance; it holds no state.</summary>
    public static BouncyCastleProvider Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "BouncyCastle";

    /// <inheritdoc/>
    public IHash Sha256 { get; }

    /// <inheritdoc/>
    public IHash Sha384 { get; }

    /// <inheritdoc/>
    public IHash Sha512 { get; }

    /// <inheritdoc/>
    public IHash Sha3_256 { get; }

    /// <inheritdoc/>
    public IXof Shake128 { get; }

    /// <inheritdoc/>
    public IXof Shake256 { get; }

    /// <inheritdoc/>
    public IXof TurboShake128 { get; }

    /// <inheritdoc/>
    public IXof TurboShake256 { get; }

    /// <inheritdoc/>
    public IMac HmacSha256 { get; }

    /// <inheritdoc/>
    public IMac HmacSha384 { get; }

    /// <inheritdoc/>
    public IMac HmacSha512 { get; }

    /// <inheritdoc/>
    public IKdf HkdfSha256 { get; }

    /// <inheritdoc/>
    public IKdf HkdfSha384 { get; }

    /// <inheritdoc/>
    public IKdf HkdfSha512 { get; }

    /// <inheritdoc/>
    public IPasswordHash Argon2id { get; }

    /// <inheritdoc/>
    public IAead Aes128Gcm { get; }

    /// <inheritdoc/>
    public IAead Aes256Gcm { get; }

    /// <inheritdoc/>
    public IAead ChaCha20Poly1305 { get; }

    /// <inheritdoc/>
    public ISignatureScheme Ed25519 { get; }

    /// <inheritdoc/>
    public ISignatureScheme Ed448 { get; }

    /// <inheritdoc/>
    public ISignatureScheme EcdsaP256 { get; }

    /// <inheritdoc/>
    public ISignatureScheme EcdsaP384 { get; }

    /// <inheritdoc/>
    public ISignatureScheme EcdsaP521 { get; }

    /// <inheritdoc/>
    public ISignatureScheme MlDsa44 { get; }

    /// <inheritdoc/>
    public ISignatureScheme MlDsa65 { get; }

    /// <inheritdoc/>
    public ISignatureScheme MlDsa87 { get; }

    /// <inheritdoc/>
    public IDiffieHellman X25519 { get; }

    /// <inheritdoc/>
    public IDiffieHellman X448 { get; }

    /// <inheritdoc/>
    public IDiffieHellman P256 { get; }

    /// <inheritdoc/>
    public IDiffieHellman P384 { get; }

    /// <inheritdoc/>
    public IDiffieHellman P521 { get; }

    /// <inheritdoc/>
    public IKem MlKem512 { get; }

    /// <inheritdoc/>
    public IKem MlKem768 { get; }

    /// <inheritdoc/>
    public IKem MlKem1024 { get; }

    /// <inheritdoc/>
    public IKem XWing { get; }

    /// <inheritdoc/>
    public IKem MlKem768P256 { get; }

    /// <inheritdoc/>
    public IKem MlKem1024P384 { get; }

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemP256 { get; }

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemP384 { get; }

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemP521 { get; }

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemX25519 { get; }

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemX448 { get; }
}
