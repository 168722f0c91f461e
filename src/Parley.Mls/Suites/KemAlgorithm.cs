namespace Parley.Mls.Suites;

/// <summary>The KEM of a suite, by its HPKE code point.</summary>
public enum KemAlgorithm : ushort
{
    /// <summary>DHKEM(P-256, HKDF-SHA256), RFC 9180.</summary>
    P256 = 0x0010,

    /// <summary>DHKEM(P-384, HKDF-SHA384), RFC 9180.</summary>
    P384 = 0x0011,

    /// <summary>DHKEM(P-521, HKDF-SHA512), RFC 9180.</summary>
    P521 = 0x0012,

    /// <summary>DHKEM(X25519, HKDF-SHA256), RFC 9180.</summary>
    X25519 = 0x0020,

    /// <summary>DHKEM(X448, HKDF-SHA512), RFC 9180.</summary>
    X448 = 0x0021,

    /// <summary>MLKEM768-X25519, known as X-Wing, draft-ietf-hpke-pq.</summary>
    XWing = 0x647a,
}
