namespace Parley.Crypto.Hpke;

/// <summary>KEM identifiers. References: RFC 9180, table 2; draft-ietf-hpke-pq-03, section 8.</summary>
public enum HpkeKemId : ushort
{
    /// <summary>DHKEM(P-256, HKDF-SHA256).</summary>
    DhKemP256 = 0x0010,

    /// <summary>DHKEM(P-384, HKDF-SHA384).</summary>
    DhKemP384 = 0x0011,

    /// <summary>DHKEM(P-521, HKDF-SHA512).</summary>
    DhKemP521 = 0x0012,

    /// <summary>DHKEM(X25519, HKDF-SHA256).</summary>
    DhKemX25519 = 0x0020,

    /// <summary>DHKEM(X448, HKDF-SHA512).</summary>
    DhKemX448 = 0x0021,

    /// <summary>ML-KEM-512.</summary>
    MlKem512 = 0x0040,

    /// <summary>ML-KEM-768.</summary>
    MlKem768 = 0x0041,

    /// <summary>ML-KEM-1024.</summary>
    MlKem1024 = 0x0042,

    /// <summary>MLKEM768-P256.</summary>
    MlKem768P256 = 0x0050,

    /// <summary>MLKEM1024-P384.</summary>
    MlKem1024P384 = 0x0051,

    /// <summary>MLKEM768-X25519, also called X-Wing.</summary>
    XWing = 0x647A,
}
