namespace Parley.Mls.Suites;

/// <summary>The hash of a suite, also for its HKDF (by HPKE code point) and HMAC.</summary>
public enum HashAlgorithm : ushort
{
    /// <summary>SHA-256, HKDF-SHA256.</summary>
    Sha256 = 0x0001,

    /// <summary>SHA-384, HKDF-SHA384.</summary>
    Sha384 = 0x0002,

    /// <summary>SHA-512, HKDF-SHA512.</summary>
    Sha512 = 0x0003,
}
