using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Parley.Crypto.Bouncy;

/// <summary>HMAC in managed code. References: RFC 2104, FIPS 198-1.</summary>
internal sealed class Hmac(string name, int size, Func<IDigest> create) : IMac
{
    public string Name => name;

    public int Size => size;

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> tag)
    {
        Require.Size(tag, size);
        var state = new HMac(create());
        state.Init(new KeyParameter(key));
        state.BlockUpdate(data);
        state.DoFinal(tag);
    }

    public bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[size];
        Compute(key, data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, tag);
    }
}
