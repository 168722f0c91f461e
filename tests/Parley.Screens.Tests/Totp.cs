using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Screens.Tests;

/// <summary>An authenticator app: RFC 6238 with HMAC-SHA-1, 30 seconds and six digits.</summary>
internal static class Totp
{
    public static string Now(string base32, int steps = 0)
    {
        var bits = base32.SelectMany(c => Enumerable.Range(0, 5).Select(i => ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal) >> (4 - i)) & 1));
        byte[] key = [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => (byte)b.Aggregate(0, (n, bit) => (n << 1) | bit))];
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30 + steps);
        var hash = HMACSHA1.HashData(key, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
