namespace Parley.Crypto.Hpke;

/// <summary>KDF identifiers. References: RFC 9180, table 3; draft-ietf-hpke-pq-03, section 5.</summary>
public enum HpkeKdfId : ushort
{
    /// <summary>HKDF-SHA256.</summary>
    HkdfSha256 = 0x0001,

    /// <summary>HKDF-SHA384.</summary>
    HkdfSha384 = 0x0002,

    /// <summary>HKDF-SHA512.</summary>
    HkdfSha512 = 0x0003,

    /// <summary>SHAKE128, in one stage.</summary>
    Shake128 = 0x0010,

    /// <summary>SHAKE256, in one stage.</summary>
    Shake256 = 0x0011,

    /// <summary>TurboSHAKE128, in one stage.</summary>
    TurboShake128 = 0x0012,

    /// <summary>TurboSHAKE256, in one stage.</summary>
    TurboShake256 = 0x0013,
}
