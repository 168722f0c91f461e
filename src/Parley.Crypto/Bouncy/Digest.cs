using Org.BouncyCastle.Crypto;

namespace Parley.Crypto.Bouncy;

/// <summary>A hash function in managed code. References: FIPS 180-4, FIPS 202.</summary>
internal sealed class Digest(string name, int size, Func<IDigest> create) : IHash
{
    public string Name => name;

    public int Size => size;

    public void Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Size(digest, size);
        var state = create();
        state.BlockUpdate(data);
        state.DoFinal(digest);
    }
}
