using System.Security.Cryptography;
using Parley.Crypto.Fast;
using ChaCha20Poly1305 = Parley.Crypto.Fast.ChaCha20Poly1305;

namespace Parley.Crypto;

/// <summary>
/// The fast provider: libsodium for what it has (Edwards and Montgomery curves of 255 bits, Keccak, AEADs, ML-KEM-768, X-Wing),
/// .NET for SHA-2, HMAC, AES-128-GCM and the P-curves, BouncyCastle where neither has the algorithm or takes its randomness as an argument.
/// </summary>
public sealed class SodiumProvider : ICryptoProvider
{
    private unsafe SodiumProvider()
    {
        Sha256 = new Hash("SHA-256", 32, static (data, digest) => SHA256.HashData(data, digest));
        Sha384 = new Hash("SHA-384", 48, static (data, digest) => SHA384.HashData(data, digest));
        Sha512 = new Hash("SHA-512", 64, static (data, digest) => SHA512.HashData(data, digest));
        Sha3_256 = new Sha3();
        Shake128 = new Xof("SHAKE128", &Libsodium.crypto_xof_shake128);
        Shake256 = new Xof("SHAKE256", &Libsodium.crypto_xof_shake256);
        TurboShake128 = new Xof("TurboSHAKE128", &Libsodium.crypto_xof_turboshake128);
        TurboShake256 = new Xof("TurboSHAKE256", &Libsodium.crypto_xof_turboshake256);
        HmacSha256 = new Hmac("HMAC-SHA256", 32, HMACSHA256.HashData);
        HmacSha384 = new Hmac("HMAC-SHA384", 48, HMACSHA384.HashData);
        HmacSha512 = new Hmac("HMAC-SHA512", 64, HMACSHA512.HashData);
        HkdfSha256 = new Hkdf("HKDF-SHA256", HmacSha256);
        HkdfSha384 = new Hkdf("HKDF-SHA384", HmacSha384);
        HkdfSha512 = new Hkdf("HKDF-SHA512", HmacSha512);
        Argon2id = new Argon2id();
        Aes128Gcm = new Aes128Gcm();
        Aes256Gcm = new Aes256Gcm();
        ChaCha20Poly1305 = new ChaCha20Poly1305();
        Ed25519 = new Ed25519();
        Ed448 = BouncyCastleProvider.Instance.Ed448;
        P256 = new Ecdh(PrimeCurve.P256);
        DhKemP256 = new DhKem(0x0010, 0xFF, P256, HkdfSha256);
        EcdsaP256 = new Ecdsa(PrimeCurve.P256, Sha256, DhKemP256, BouncyCastleProvider.Instance.EcdsaP256);
        P384 = new Ecdh(PrimeCurve.P384);
        DhKemP384 = new DhKem(0x0011, 0xFF, P384, HkdfSha384);
        EcdsaP384 = new Ecdsa(PrimeCurve.P384, Sha384, DhKemP384, BouncyCastleProvider.Instance.EcdsaP384);
        P521 = new Ecdh(PrimeCurve.P521);
        DhKemP521 = new DhKem(0x0012, 0x01, P521, HkdfSha512);
        EcdsaP521 = new Ecdsa(PrimeCurve.P521, Sha512, DhKemP521, BouncyCastleProvider.Instance.EcdsaP521);
        MlDsa44 = BouncyCastleProvider.Instance.MlDsa44;
        MlDsa65 = BouncyCastleProvider.Instance.MlDsa65;
        MlDsa87 = BouncyCastleProvider.Instance.MlDsa87;
        X25519 = new X25519();
        X448 = BouncyCastleProvider.Instance.X448;
        MlKem512 = BouncyCastleProvider.Instance.MlKem512;
        MlKem768 = new MlKem768();
        MlKem1024 = BouncyCastleProvider.Instance.MlKem1024;
        XWing = new XWing();
        MlKem768P256 = new HybridKem("MLKEM768-P256", [.. "MLKEM768-P256"u8], scalarSeedSize: 128, MlKem768, P256, Shake256, Sha3_256);
        MlKem1024P384 = new HybridKem("MLKEM1024-P384", [.. "MLKEM1024-P384"u8], scalarSeedSize: 48, MlKem1024, P384, Shake256, Sha3_256);
        DhKemX25519 = new DhKem(0x0020, 0, X25519, HkdfSha256);
        DhKemX448 = new DhKem(0x0021, 0, X448, HkdfSha512);
    }

    /// <summary>The one instance; it holds no state.</summary>
    public static SodiumProvider Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "libsodium and .NET";

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
