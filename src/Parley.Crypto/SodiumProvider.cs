namespace Parley.Crypto;

/// <summary>The fast provider: libsodium for Edwards and Montgomery curves and post-quantum KEMs, .NET for the rest, BouncyCastle where neither has it.</summary>
public sealed class SodiumProvider : ICryptoProvider
{
    private SodiumProvider()
    {
    }

    /// <summary>The one instance; it holds no state.</summary>
    public static SodiumProvider Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "libsodium and .NET";

    /// <inheritdoc/>
    public IHash Sha256 => throw new NotSupportedException("Sha256 comes with the next commits.");

    /// <inheritdoc/>
    public IHash Sha384 => throw new NotSupportedException("Sha384 comes with the next commits.");

    /// <inheritdoc/>
    public IHash Sha512 => throw new NotSupportedException("Sha512 comes with the next commits.");

    /// <inheritdoc/>
    public IHash Sha3_256 => throw new NotSupportedException("Sha3_256 comes with the next commits.");

    /// <inheritdoc/>
    public IXof Shake128 => throw new NotSupportedException("Shake128 comes with the next commits.");

    /// <inheritdoc/>
    public IXof Shake256 => throw new NotSupportedException("Shake256 comes with the next commits.");

    /// <inheritdoc/>
    public IXof TurboShake128 => throw new NotSupportedException("TurboShake128 comes with the next commits.");

    /// <inheritdoc/>
    public IXof TurboShake256 => throw new NotSupportedException("TurboShake256 comes with the next commits.");

    /// <inheritdoc/>
    public IMac HmacSha256 => throw new NotSupportedException("HmacSha256 comes with the next commits.");

    /// <inheritdoc/>
    public IMac HmacSha384 => throw new NotSupportedException("HmacSha384 comes with the next commits.");

    /// <inheritdoc/>
    public IMac HmacSha512 => throw new NotSupportedException("HmacSha512 comes with the next commits.");

    /// <inheritdoc/>
    public IKdf HkdfSha256 => throw new NotSupportedException("HkdfSha256 comes with the next commits.");

    /// <inheritdoc/>
    public IKdf HkdfSha384 => throw new NotSupportedException("HkdfSha384 comes with the next commits.");

    /// <inheritdoc/>
    public IKdf HkdfSha512 => throw new NotSupportedException("HkdfSha512 comes with the next commits.");

    /// <inheritdoc/>
    public IAead Aes128Gcm => throw new NotSupportedException("Aes128Gcm comes with the next commits.");

    /// <inheritdoc/>
    public IAead Aes256Gcm => throw new NotSupportedException("Aes256Gcm comes with the next commits.");

    /// <inheritdoc/>
    public IAead ChaCha20Poly1305 => throw new NotSupportedException("ChaCha20Poly1305 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme Ed25519 { get; } = new Fast.Ed25519();

    /// <inheritdoc/>
    public ISignatureScheme Ed448 => throw new NotSupportedException("Ed448 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme EcdsaP256 => throw new NotSupportedException("EcdsaP256 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme EcdsaP384 => throw new NotSupportedException("EcdsaP384 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme EcdsaP521 => throw new NotSupportedException("EcdsaP521 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme MlDsa44 => throw new NotSupportedException("MlDsa44 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme MlDsa65 => throw new NotSupportedException("MlDsa65 comes with the next commits.");

    /// <inheritdoc/>
    public ISignatureScheme MlDsa87 => throw new NotSupportedException("MlDsa87 comes with the next commits.");

    /// <inheritdoc/>
    public IDiffieHellman X25519 => throw new NotSupportedException("X25519 comes with the next commits.");

    /// <inheritdoc/>
    public IDiffieHellman X448 => throw new NotSupportedException("X448 comes with the next commits.");

    /// <inheritdoc/>
    public IDiffieHellman P256 => throw new NotSupportedException("P256 comes with the next commits.");

    /// <inheritdoc/>
    public IDiffieHellman P384 => throw new NotSupportedException("P384 comes with the next commits.");

    /// <inheritdoc/>
    public IDiffieHellman P521 => throw new NotSupportedException("P521 comes with the next commits.");

    /// <inheritdoc/>
    public IKem MlKem512 => throw new NotSupportedException("MlKem512 comes with the next commits.");

    /// <inheritdoc/>
    public IKem MlKem768 => throw new NotSupportedException("MlKem768 comes with the next commits.");

    /// <inheritdoc/>
    public IKem MlKem1024 => throw new NotSupportedException("MlKem1024 comes with the next commits.");

    /// <inheritdoc/>
    public IKem XWing => throw new NotSupportedException("XWing comes with the next commits.");

    /// <inheritdoc/>
    public IKem MlKem768P256 => throw new NotSupportedException("MlKem768P256 comes with the next commits.");

    /// <inheritdoc/>
    public IKem MlKem1024P384 => throw new NotSupportedException("MlKem1024P384 comes with the next commits.");

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemP256 => throw new NotSupportedException("DhKemP256 comes with the next commits.");

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemP384 => throw new NotSupportedException("DhKemP384 comes with the next commits.");

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemP521 => throw new NotSupportedException("DhKemP521 comes with the next commits.");

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemX25519 => throw new NotSupportedException("DhKemX25519 comes with the next commits.");

    /// <inheritdoc/>
    public IAuthenticatedKem DhKemX448 => throw new NotSupportedException("DhKemX448 comes with the next commits.");
}
