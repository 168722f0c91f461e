namespace Parley.Mls.Suites;

/// <summary>A cipher suite: its code point and the algorithms behind it (RFC 9420 §5.1).</summary>
/// <param name="Id">The code point.</param>
/// <param name="Name">The registered name.</param>
/// <param name="Kem">The KEM.</param>
/// <param name="Hash">The hash, with its HKDF and HMAC.</param>
/// <param name="Aead">The AEAD.</param>
/// <param name="Signature">The signature scheme.</param>
public sealed record CipherSuite(
    CipherSuiteId Id, string Name, KemAlgorithm Kem, HashAlgorithm Hash, AeadAlgorithm Aead, SignatureAlgorithm Signature)
{
    /// <summary>
    /// Whether key pairs are derived as draft-connolly-cfrg-xwing-kem has it, by a plain SHAKE256, rather than by HPKE-PQ's
    /// labelled one. Only for <see cref="KemAlgorithm.XWing"/>, and only where peers do so (ts-mls 1.6 does).
    /// </summary>
    public bool PlainKeyDerivation { get; init; }
}
