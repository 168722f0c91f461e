namespace Parley.Crypto;

/// <summary>A function that makes a key of a passphrase, and takes so much memory and time that guessing is dear.</summary>
public interface IPasswordHash
{
    /// <summary>The function's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a salt: 16.</summary>
    int SaltSize { get; }

    /// <summary>
    /// Derives <paramref name="key"/>, 16 bytes or more, in <paramref name="passes"/> passes over <paramref name="kibibytes"/> of memory, at least
    /// one and 8. Throws <see cref="OutOfMemoryException"/> where the machine has not that much.
    /// </summary>
    void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int passes, int kibibytes, Span<byte> key);
}
