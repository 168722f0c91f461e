using System.Buffers.Binary;
using System.Security.Cryptography;
using Parley.Crypto;
using Parley.Mls;

namespace Parley.Channels;

/// <summary>Random bytes for one call of the engine, derived from the 32 that it was given.</summary>
internal sealed class Entropy(ReadOnlySpan<byte> seed) : IRandomness
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

    /// <inheritdoc/>
    public void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var block = Next();
            var length = Math.Min(block.Length, destination.Length);
            block.AsSpan(0, length).CopyTo(destination);
            CryptographicOperations.ZeroMemory(block);
            destination = destination[length..];
        }
    }
}
