namespace Parley.Mls.Codec;

/// <summary>The most bytes that each kind of field may take; a longer one is refused before it is looked at.</summary>
internal static class WireLimits
{
    /// <summary>The largest length that RFC 9420 §2.1.2 can express.</summary>
    public const int Opaque = (1 << 30) - 1;

    /// <summary>Group ids, PSK ids and identities: names, not documents.</summary>
    public const int Name = 1 << 14;

    /// <summary>Hashes, MACs and nonces: SHA-512 is the longest in use; 255 is what HKDF could give at most per block count.</summary>
    public const int Hash = 255;

    /// <summary>Public keys, signatures and KEM outputs: ML-DSA-87 signatures are 4,627 bytes.</summary>
    public const int Key = 1 << 13;

    /// <summary>Lists of code points and extensions in one leaf or context.</summary>
    public const int Lists = 1 << 16;

    /// <summary>X.509 chains.</summary>
    public const int Chain = 1 << 18;
}
