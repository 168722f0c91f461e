namespace Parley.Mls.Suites;

/// <summary>The AEAD of a suite, by its HPKE code point.</summary>
public enum AeadAlgorithm : ushort
{
    /// <summary>AES-128-GCM.</summary>
    Aes128Gcm = 0x0001,

    /// <summary>AES-256-GCM.</summary>
    Aes256Gcm = 0x0002,

    /// <summary>ChaCha20-Poly1305.</summary>
    ChaCha20Poly1305 = 0x0003,
}
