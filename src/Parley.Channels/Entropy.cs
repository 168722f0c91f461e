using System.Buffers.Binary;
using Parley.Crypto;

namespace Parley.Channels;

/// <summary>Random bytes for one call of the engine, derived from the 32 that it was given.</summary>
internal sealed class Entropy(ReadOnlySpan<byte> seed)
{
    private readonly byte[] _seed = seed.ToArray();
    private int _counter;

    /// <summary>The next 32 bytes.</summary>
    public byte[] Next()
    {
        Span<byte> counter = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(counter, _counter++);
        return Sha256.Hmac(_seed, counter);
    }
}
