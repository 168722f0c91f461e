using Parley.Mls.Suites;

namespace Parley.Mls.Bench;

/// <summary>A cipher suite in which the libraries are compared, and who has it.</summary>
internal sealed record Contest(string Name, CipherSuiteId Suite, string[] Peers)
{
    /// <summary>Suite 1, and ts-mls's X-Wing suite with its code point: the draft has none yet and core-crypto has no such suite.</summary>
    public static readonly Contest[] All =
    [
        new("suite1", new CipherSuiteId(1), ["ts-mls", "core-crypto"]),
        new("xwing", new CipherSuiteId(83), ["ts-mls"]),
    ];

    public static CipherSuites Suites { get; } = CipherSuites.Rfc9420.With(new CipherSuite(
        new CipherSuiteId(83), "MLS_256_XWING_AES256GCM_SHA512_Ed25519", KemAlgorithm.XWing, HashAlgorithm.Sha512, AeadAlgorithm.Aes256Gcm, SignatureAlgorithm.Ed25519) { PlainKeyDerivation = true });
}
