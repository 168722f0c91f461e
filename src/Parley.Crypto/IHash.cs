namespace Parley.Crypto;

/// <summary>One hash function of a provider. For SHA-256 in hot paths use <see cref="Sha256"/>.</summary>
public interface IHash
{
    /// <summary>The function's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a digest.</summary>
    int Size { get; }

    /// <summary>Writes the digest of <paramref name="data"/> into <paramref name="digest"/>, exactly <see cref="Size"/> bytes.</summary>
    void Hash(ReadOnlySpan<byte> data, Span<byte> digest);
}
