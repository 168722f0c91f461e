namespace Parley.Crypto.Hpke;

/// <summary>AEAD identifiers. Reference: RFC 9180, table 5.</summary>
public enum HpkeAeadId : ushort
{
    /// <summary>AES-128-GCM.</summary>
    Aes128Gcm = 0x0001,

    /// <summary>AES-256-GCM.</summary>
    Aes256Gcm = 0x0002,

    /// <summary>ChaCha20-Poly1305.</summary>
    ChaCha20Poly1305 = 0x0003,

    /// <summary>No encryption: such a context exports secrets only (RFC 9180, section 5.3).</summary>
    ExportOnly = 0xFFFF,
}
