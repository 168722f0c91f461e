namespace Parley.Mls.Suites;

/// <summary>The signature scheme of a suite, by its TLS code point.</summary>
public enum SignatureAlgorithm : ushort
{
    /// <summary>ECDSA, P-256, SHA-256.</summary>
    EcdsaP256 = 0x0403,

    /// <summary>ECDSA, P-384, SHA-384.</summary>
    EcdsaP384 = 0x0503,

    /// <summary>ECDSA, P-521, SHA-512.</summary>
    EcdsaP521 = 0x0603,

    /// <summary>Ed25519.</summary>
    Ed25519 = 0x0807,

    /// <summary>Ed448.</summary>
    Ed448 = 0x0808,

    /// <summary>ML-DSA-44, draft-ietf-tls-mldsa.</summary>
    MlDsa44 = 0x0904,
}
