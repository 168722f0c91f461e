using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Crypto.Hpke;

/// <summary>
/// One ciphersuite of hybrid public key encryption. It holds no secrets and may be shared by threads.
/// References: RFC 9180; draft-ietf-hpke-pq-03 for the KEMs and KDFs that it adds.
/// </summary>
public sealed class HpkeSuite
{
    // HKDF-SHA512's output, in DHKEM(P-521) and DHKEM(X448); the others give 32 or 48 bytes.
    private const int MaxSharedSecretSize = 64;

    // AES-256-GCM and ChaCha20-Poly1305.
    private const int MaxKeySize = 32;
    private const int MaxNonceSize = 12;

    private readonly IKem kem;
    private readonly IAead? aead;
    private readonly IXof shake256;
    private readonly byte[] kemSuiteId;
    private readonly HpkeKeySchedule schedule;

    /// <summary>Chooses the suite's three algorithms, run by <paramref name="provider"/>; an unknown identifier is an <see cref="ArgumentOutOfRangeException"/>.</summary>
    public HpkeSuite(ICryptoProvider provider, HpkeKemId kemId, HpkeKdfId kdfId, HpkeAeadId aeadId)
    {
        KemId = kemId;
        KdfId = kdfId;
        AeadId = aeadId;
        shake256 = provider.Shake256;
        kemSuiteId = [.. "KEM"u8, (byte)((ushort)kemId >> 8), (byte)kemId];
        kem = kemId switch
        {
            HpkeKemId.DhKemP256 => provider.DhKemP256,
            HpkeKemId.DhKemP384 => provider.DhKemP384,
            HpkeKemId.DhKemP521 => provider.DhKemP521,
            HpkeKemId.DhKemX25519 => provider.DhKemX25519,
            HpkeKemId.DhKemX448 => provider.DhKemX448,
            HpkeKemId.MlKem512 => provider.MlKem512,
            HpkeKemId.MlKem768 => provider.MlKem768,
            HpkeKemId.MlKem1024 => provider.MlKem1024,
            HpkeKemId.MlKem768P256 => provider.MlKem768P256,
            HpkeKemId.MlKem1024P384 => provider.MlKem1024P384,
            HpkeKemId.XWing => provider.XWing,
            _ => throw new ArgumentOutOfRangeException(nameof(kemId), kemId, "No such KEM."),
        };
        aead = aeadId switch
        {
            HpkeAeadId.Aes128Gcm => provider.Aes128Gcm,
            HpkeAeadId.Aes256Gcm => provider.Aes256Gcm,
            HpkeAeadId.ChaCha20Poly1305 => provider.ChaCha20Poly1305,
            HpkeAeadId.ExportOnly => null,
            _ => throw new ArgumentOutOfRangeException(nameof(aeadId), aeadId, "No such AEAD."),
        };
        var suiteId = new byte[10];
        "HPKE"u8.CopyTo(suiteId);
        BinaryPrimitives.WriteUInt16BigEndian(suiteId.AsSpan(4), (ushort)kemId);
        BinaryPrimitives.WriteUInt16BigEndian(suiteId.AsSpan(6), (ushort)kdfId);
        BinaryPrimitives.WriteUInt16BigEndian(suiteId.AsSpan(8), (ushort)aeadId);
        schedule = new HpkeKeySchedule(provider, kdfId, suiteId);
    }

    /// <summary>The KEM.</summary>
    public HpkeKemId KemId { get; }

    /// <summary>The KDF.</summary>
    public HpkeKdfId KdfId { get; }

    /// <summary>The AEAD.</summary>
    public HpkeAeadId AeadId { get; }

    /// <summary>Bytes in a private key (Nsk).</summary>
    public int PrivateKeySize => kem.PrivateKeySize;

    /// <summary>Bytes in a public key (Npk).</summary>
    public int PublicKeySize => kem.PublicKeySize;

    /// <summary>Bytes in an encapsulated secret (Nenc).</summary>
    public int EncapsulationSize => kem.EncapsulationSize;

    /// <summary>Random bytes that a sender's set-up wants, exactly.</summary>
    public int RandomnessSize => kem.EncapsulationRandomnessSize;

    /// <summary>Bytes that a ciphertext is longer than its plaintext (Nt).</summary>
    public int TagSize => aead?.TagSize ?? 0;

    /// <summary>Whether the KEM offers the auth and auth_psk modes; the post-quantum ones do not.</summary>
    public bool SupportsSenderKeys => kem is IAuthenticatedKem;

    /// <summary>
    /// DeriveKeyPair: a key pair from secret keying material of at least 32 bytes; the same material gives the same pair.
    /// The post-quantum KEMs stretch it by a labelled SHAKE256 first, so that for the same bytes their keys differ from those of <see cref="IKem.GenerateKeyPair"/>.
    /// </summary>
    public void DeriveKeyPair(ReadOnlySpan<byte> keyingMaterial, Span<byte> privateKey, Span<byte> publicKey)
    {
        if (kem is DhKem)
        {
            kem.GenerateKeyPair(keyingMaterial, privateKey, publicKey);
            return;
        }

        Require.AtLeast(keyingMaterial, 32);
        Span<byte> seed = stackalloc byte[64];
        seed = seed[..kem.SeedSize];
        Labelled.Derive(shake256, kemSuiteId, keyingMaterial, "DeriveKeyPair"u8, [], seed);
        kem.GenerateKeyPair(seed, privateKey, publicKey);
        CryptographicOperations.ZeroMemory(seed);
    }

    /// <summary>Computes the public key of <paramref name="privateKey"/>; false when the latter is malformed.</summary>
    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => kem.DerivePublicKey(privateKey, publicKey);

    /// <summary>
    /// Opens a context to <paramref name="publicKey"/> and writes <paramref name="encapsulation"/> for the receiver.
    /// Null when the public key, or a sender's key, is malformed. The same randomness gives the same keys: never use it twice.
    /// </summary>
    public HpkeSender? SetUpSender(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, HpkeAuthentication authentication = default)
    {
        Span<byte> sharedSecret = stackalloc byte[MaxSharedSecretSize];
        sharedSecret = sharedSecret[..kem.SharedSecretSize];
        var context = Encapsulate(publicKey, randomness, encapsulation, sharedSecret, authentication)
            ? new HpkeContext(schedule, aead, authentication, sharedSecret, info)
            : null;
        CryptographicOperations.ZeroMemory(sharedSecret);
        return context is null ? null : new HpkeSender(context);
    }

    /// <summary>Opens the context that <paramref name="encapsulation"/> stands for; null when it, or a key, is malformed.</summary>
    public HpkeReceiver? SetUpReceiver(ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> info, HpkeAuthentication authentication = default)
    {
        Span<byte> sharedSecret = stackalloc byte[MaxSharedSecretSize];
        sharedSecret = sharedSecret[..kem.SharedSecretSize];
        var context = Decapsulate(encapsulation, privateKey, sharedSecret, authentication)
            ? new HpkeContext(schedule, aead, authentication, sharedSecret, info)
            : null;
        CryptographicOperations.ZeroMemory(sharedSecret);
        return context is null ? null : new HpkeReceiver(context);
    }

    /// <summary>
    /// Encrypts one message (RFC 9180, section 6.1); <paramref name="ciphertext"/> is <see cref="TagSize"/> bytes longer than <paramref name="plaintext"/>.
    /// False when a key is malformed.
    /// </summary>
    public bool Seal(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> ciphertext, HpkeAuthentication authentication = default)
    {
        var cipher = RequireAead();
        Span<byte> sharedSecret = stackalloc byte[MaxSharedSecretSize];
        sharedSecret = sharedSecret[..kem.SharedSecretSize];
        Span<byte> key = stackalloc byte[MaxKeySize];
        key = key[..cipher.KeySize];
        Span<byte> nonce = stackalloc byte[MaxNonceSize];
        var done = Encapsulate(publicKey, randomness, encapsulation, sharedSecret, authentication);
        if (done)
        {
            schedule.Derive(authentication, sharedSecret, info, key, nonce, []);
            cipher.Seal(key, nonce, associatedData, plaintext, ciphertext);
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        CryptographicOperations.ZeroMemory(key);
        return done;
    }

    /// <summary>
    /// Decrypts one message (RFC 9180, section 6.1); <paramref name="plaintext"/> is <see cref="TagSize"/> bytes shorter than <paramref name="ciphertext"/>.
    /// False, with it zeroed, when the message is not authentic or anything in it is malformed.
    /// </summary>
    public bool Open(ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext, HpkeAuthentication authentication = default)
    {
        var cipher = RequireAead();
        Span<byte> sharedSecret = stackalloc byte[MaxSharedSecretSize];
        sharedSecret = sharedSecret[..kem.SharedSecretSize];
        Span<byte> key = stackalloc byte[MaxKeySize];
        key = key[..cipher.KeySize];
        Span<byte> nonce = stackalloc byte[MaxNonceSize];
        var done = Decapsulate(encapsulation, privateKey, sharedSecret, authentication);
        if (done)
        {
            schedule.Derive(authentication, sharedSecret, info, key, nonce, []);
            done = cipher.Open(key, nonce, associatedData, ciphertext, plaintext);
        }
        else
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        CryptographicOperations.ZeroMemory(key);
        return done;
    }

    private bool Encapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret, in HpkeAuthentication authentication) =>
        authentication.UsesSenderKey
            ? RequireSenderKeys().AuthEncapsulate(publicKey, authentication.SenderKey, randomness, encapsulation, sharedSecret)
            : kem.Encapsulate(publicKey, randomness, encapsulation, sharedSecret);

    private bool Decapsulate(ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> privateKey, Span<byte> sharedSecret, in HpkeAuthentication authentication) =>
        authentication.UsesSenderKey
            ? RequireSenderKeys().AuthDecapsulate(privateKey, authentication.SenderKey, encapsulation, sharedSecret)
            : kem.Decapsulate(privateKey, encapsulation, sharedSecret);

    private IAuthenticatedKem RequireSenderKeys() =>
        kem as IAuthenticatedKem ?? throw new InvalidOperationException($"{kem.Name} has no auth mode.");

    private IAead RequireAead() =>
        aead ?? throw new InvalidOperationException("The suite has no AEAD: its contexts export secrets and encrypt nothing.");
}
