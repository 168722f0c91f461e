namespace Parley.Crypto.Hpke;

/// <summary>What a message proves of its sender. Reference: RFC 9180, table 1.</summary>
public enum HpkeMode : byte
{
    /// <summary>Nothing.</summary>
    Base = 0x00,

    /// <summary>That the sender holds a pre-shared key.</summary>
    Psk = 0x01,

    /// <summary>That the sender holds a private key.</summary>
    Auth = 0x02,

    /// <summary>That the sender holds both.</summary>
    AuthPsk = 0x03,
}
