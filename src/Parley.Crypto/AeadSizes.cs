using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>The size checks that every AEAD makes in the same way.</summary>
internal static class AeadSizes
{
    internal static void Seal(IAead aead, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        Require.Size(key, aead.KeySize);
        Require.Size(nonce, aead.NonceSize);
        Require.Size(ciphertext, checked(plaintext.Length + aead.TagSize));
        Calls.Aead.Add(1);
    }

    /// <summary>False for a ciphertext too short to hold a tag: that comes from outside and is no programmer's error.</summary>
    internal static bool Open(IAead aead, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        Require.Size(key, aead.KeySize);
        Require.Size(nonce, aead.NonceSize);
        if (ciphertext.Length < aead.TagSize)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }

        Require.Size(plaintext, ciphertext.Length - aead.TagSize);
        Calls.Aead.Add(1);
        return true;
    }
}
