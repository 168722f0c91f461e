namespace Parley.Mls.Suites;

/// <summary>A cipher suite: its code point and the algorithms behind it (RFC 9420 §5.1).</summary>
/// <param name="Id">The code point.</param>
/// <param name="Name">The registered name.</param>
/// <param name="Kem">The KEM.</param>
/// <param name="Hash">The hash, with its HKDF and HMAC.</param>
/// <param name="Aead">The AEAD.</param>
/// <param name="Signature">The signature scheme.</param>
public sealed record CipherSuite(
    CipherSuiteId Id, string Name, KemAlgorithm Kem, HashAlgorithm Hash, AeadAlgorithm Aead, SignatureAlgorithm Signature);
