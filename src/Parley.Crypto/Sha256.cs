using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Parley.Crypto;

/// <summary>
/// SHA-256 and its HMAC called directly, for hot paths such as Merkle trees and record ids. Computed by the platform, which on
/// Linux loads OpenSSL; a program that must need nothing but libc sets the switch <c>Parley.Crypto.Managed</c> when it is built.
/// References: FIPS 180-4; RFC 6234; RFC 2104.
/// </summary>
public static class Sha256
{
    /// <summary>Bytes in a digest: 256 bits.</summary>
    public const int Size = 32;

    [FeatureSwitchDefinition("Parley.Crypto.Managed")]
    private static bool IsManaged => AppContext.TryGetSwitch("Parley.Crypto.Managed", out var managed) && managed;

    /// <summary>Writes the digest of <paramref name="data"/> into the first <see cref="Size"/> bytes of <paramref name="digest"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        if (IsManaged)
            HashManaged(data, digest);
        else
            SHA256.HashData(data, digest);
    }

    /// <summary>The digest of <paramref name="data"/> in a new array.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new byte[Size];
        Hash(data, digest);
        return digest;
    }

    /// <summary>HMAC-SHA-256 of <paramref name="data"/> in a new array.</summary>
    public static byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => IsManaged ? HmacManaged(key, data) : HMACSHA256.HashData(key, data);

    /// <summary>The digest as the managed implementation computes it.</summary>
    internal static void HashManaged(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        var sha = new Sha256Digest();
        sha.BlockUpdate(data);
        sha.DoFinal(digest);
    }

    /// <summary>The HMAC as the managed implementation computes it.</summary>
    internal static byte[] HmacManaged(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        var hmac = new HMac(new Sha256Digest());
        hmac.Init(new KeyParameter(key));
        hmac.BlockUpdate(data);
        var digest = new byte[Size];
        hmac.DoFinal(digest, 0);
        return digest;
    }
}
