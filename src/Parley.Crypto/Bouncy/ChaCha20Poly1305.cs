using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace Parley.Crypto.Bouncy;

/// <summary>ChaCha20-Poly1305 in managed code. Reference: RFC 8439, section 2.8.</summary>
internal sealed class ChaCha20Poly1305 : IAead
{
    public string Name => "ChaCha20-Poly1305";

    public int KeySize => 32;

    public int NonceSize => 12;

    public int TagSize => 16;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        AeadSizes.Seal(this, key, nonce, plaintext, ciphertext);
        Run(forEncryption: true, key, nonce, associatedData, plaintext, ciphertext);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        if (!AeadSizes.Open(this, key, nonce, ciphertext, plaintext))
        {
            return false;
        }

        try
        {
            Run(forEncryption: false, key, nonce, associatedData, ciphertext, plaintext);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            CryptographicOperations.ZeroMemory(plaintext);
            return false;
        }
    }

    private static void Run(bool forEncryption, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> input, Span<byte> output)
    {
        var cipher = new Org.BouncyCastle.Crypto.Modes.ChaCha20Poly1305();
        cipher.Init(forEncryption, new ParametersWithIV(new KeyParameter(key), nonce));
        cipher.ProcessAadBytes(associatedData);

        // Through a buffer of its own: the cipher may write ahead of what it has read, and the caller may work in place.
        var buffer = new byte[cipher.GetOutputSize(input.Length)];
        var written = cipher.ProcessBytes(input, buffer);
        cipher.DoFinal(buffer.AsSpan(written));
        buffer.AsSpan(0, output.Length).CopyTo(output);
        CryptographicOperations.ZeroMemory(buffer);
    }
}
