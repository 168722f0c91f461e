namespace Parley.Crypto.Fast;

/// <summary>A one-shot hash function of .NET or libsodium. References: FIPS 180-4, FIPS 202.</summary>
internal sealed class Hash(string name, int size, Hash.OneShot function) : IHash
{
    internal delegate void OneShot(ReadOnlySpan<byte> data, Span<byte> digest);

    public string Name => name;

    public int Size => size;

    void IHash.Hash(ReadOnlySpan<byte> data, Span<byte> digest)
    {
        Require.Size(digest, size);
        function(data, digest);
    }
}
