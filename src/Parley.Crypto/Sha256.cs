using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>
/// SHA-256 called directly, for hot paths such as Merkle trees and record ids.
/// References: FIPS 180-4; RFC 6234.
/// </summary>
public static class Sha256
{
    /// <summary>Bytes in a digest: 256 bits.</summary>
    public const int Size = 32;

    /// <summary>Writes the digest of <paramref name="data"/> into the first <see cref="Size"/> bytes of <paramref name="digest"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> digest) => SHA256.HashData(data, digest);

    /// <summary>The digest of <paramref name="data"/> in a new array.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> data) => SHA256.HashData(data);
}
