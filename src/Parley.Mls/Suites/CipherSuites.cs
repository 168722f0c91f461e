namespace Parley.Mls.Suites;

/// <summary>The cipher suites that a client knows: those of RFC 9420 and, by configuration, post-quantum hybrids.</summary>
public sealed class CipherSuites
{
    private readonly ImmutableDictionary<CipherSuiteId, CipherSuite> suites;

    private CipherSuites(ImmutableDictionary<CipherSuiteId, CipherSuite> suites) => this.suites = suites;

    /// <summary>
    /// The draft whose hybrids <see cref="WithPostQuantum"/> adds. It assigns no code points, so theirs come
    /// from whoever configures them, and both ends must configure the same.
    /// </summary>
    public static string PostQuantumDraft => "draft-ietf-mls-pq-ciphersuites-06";

    /// <summary>The seven suites of RFC 9420 §17.1.</summary>
    public static CipherSuites Rfc9420 { get; } = new(new[]
    {
        Rfc(1, "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519", KemAlgorithm.X25519, HashAlgorithm.Sha256, AeadAlgorithm.Aes128Gcm, SignatureAlgorithm.Ed25519),
        Rfc(2, "MLS_128_DHKEMP256_AES128GCM_SHA256_P256", KemAlgorithm.P256, HashAlgorithm.Sha256, AeadAlgorithm.Aes128Gcm, SignatureAlgorithm.EcdsaP256),
        Rfc(3, "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519", KemAlgorithm.X25519, HashAlgorithm.Sha256, AeadAlgorithm.ChaCha20Poly1305, SignatureAlgorithm.Ed25519),
        Rfc(4, "MLS_256_DHKEMX448_AES256GCM_SHA512_Ed448", KemAlgorithm.X448, HashAlgorithm.Sha512, AeadAlgorithm.Aes256Gcm, SignatureAlgorithm.Ed448),
        Rfc(5, "MLS_256_DHKEMP521_AES256GCM_SHA512_P521", KemAlgorithm.P521, HashAlgorithm.Sha512, AeadAlgorithm.Aes256Gcm, SignatureAlgorithm.EcdsaP521),
        Rfc(6, "MLS_256_DHKEMX448_CHACHA20POLY1305_SHA512_Ed448", KemAlgorithm.X448, HashAlgorithm.Sha512, AeadAlgorithm.ChaCha20Poly1305, SignatureAlgorithm.Ed448),
        Rfc(7, "MLS_256_DHKEMP384_AES256GCM_SHA384_P384", KemAlgorithm.P384, HashAlgorithm.Sha384, AeadAlgorithm.Aes256Gcm, SignatureAlgorithm.EcdsaP384),
    }.ToImmutableDictionary(static s => s.Id));

    /// <summary>All known suites, by code point.</summary>
    public IEnumerable<CipherSuite> All => suites.Values.OrderBy(static s => s.Id.Value);

    /// <summary>The suite with the given code point, or <c>null</c>.</summary>
    public CipherSuite? Find(CipherSuiteId id) => suites.GetValueOrDefault(id);

    /// <summary>These suites and one more.</summary>
    public CipherSuites With(CipherSuite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return new(suites.SetItem(suite.Id, suite));
    }

    /// <summary>
    /// These suites and the X-Wing hybrids of <see cref="PostQuantumDraft"/>, under code points of the caller's choice
    /// (the draft says TBD1, TBD2 and TBD9; 0xF000 and above are private).
    /// </summary>
    /// <param name="aes128">For MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519.</param>
    /// <param name="aes256">For MLS_128_MLKEM768X25519_AES256GCM_SHA384_Ed25519.</param>
    /// <param name="mlDsa44">For MLS_128_MLKEM768X25519_CHACHA20POLY1305_SHA384_MLDSA44.</param>
    public CipherSuites WithPostQuantum(CipherSuiteId aes128, CipherSuiteId aes256, CipherSuiteId mlDsa44) =>
        With(new CipherSuite(aes128, "MLS_128_MLKEM768X25519_AES128GCM_SHA256_Ed25519", KemAlgorithm.XWing, HashAlgorithm.Sha256, AeadAlgorithm.Aes128Gcm, SignatureAlgorithm.Ed25519))
            .With(new CipherSuite(aes256, "MLS_128_MLKEM768X25519_AES256GCM_SHA384_Ed25519", KemAlgorithm.XWing, HashAlgorithm.Sha384, AeadAlgorithm.Aes256Gcm, SignatureAlgorithm.Ed25519))
            .With(new CipherSuite(mlDsa44, "MLS_128_MLKEM768X25519_CHACHA20POLY1305_SHA384_MLDSA44", KemAlgorithm.XWing, HashAlgorithm.Sha384, AeadAlgorithm.ChaCha20Poly1305, SignatureAlgorithm.MlDsa44));

    private static CipherSuite Rfc(ushort id, string name, KemAlgorithm kem, HashAlgorithm hash, AeadAlgorithm aead, SignatureAlgorithm signature) =>
        new(new CipherSuiteId(id), name, kem, hash, aead, signature);
}
