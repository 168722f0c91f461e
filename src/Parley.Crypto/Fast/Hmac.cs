using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>HMAC by .NET. References: RFC 2104, FIPS 198-1.</summary>
internal sealed class Hmac(string name, int size, Hmac.OneShot function) : IMac
{
    internal delegate int OneShot(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag);

    public string Name => name;

    public int Size => size;

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        Require.Size(tag, size);
        function(key, data, tag);
    }

    public bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[size];
        function(key, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, tag);
    }
}
