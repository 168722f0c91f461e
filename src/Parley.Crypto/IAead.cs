namespace Parley.Crypto;

/// <summary>One authenticated cipher of a provider (RFC 5116). The tag follows the ciphertext.</summary>
public interface IAead
{
    /// <summary>The cipher's name as the world writes it.</summary>
    string Name { get; }

    /// <summary>Bytes in a key.</summary>
    int KeySize { get; }

    /// <summary>Bytes in a nonce: 12, as all three ciphers of RFC 5116 and RFC 8439 have it.</summary>
    int NonceSize { get; }

    /// <summary>Bytes in a tag: 16, the full length of GHASH and Poly1305.</summary>
    int TagSize { get; }

    /// <summary>
    /// Encrypts into <paramref name="ciphertext"/>, exactly <see cref="TagSize"/> bytes longer than <paramref name="plaintext"/>.
    /// The two may start at the same address, and may not overlap otherwise. A nonce must never be used twice with one key.
    /// </summary>
    void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext);

    /// <summary>
    /// Decrypts into <paramref name="plaintext"/>, exactly <see cref="TagSize"/> bytes shorter than <paramref name="ciphertext"/>.
    /// False, with <paramref name="plaintext"/> zeroed, when the ciphertext is not authentic or is too short to hold a tag.
    /// </summary>
    bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext);
}
