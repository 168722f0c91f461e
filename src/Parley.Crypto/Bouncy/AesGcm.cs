using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Parley.Crypto.Bouncy;

/// <summary>AES-GCM in managed code. Reference: NIST SP 800-38D.</summary>
internal sealed class AesGcm(int keySize) : IAead
{
    public string Name => $"AES-{8 * keySize}-GCM";

    public int KeySize => keySize;

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

    private void Run(bool forEncryption, ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> input, Span<byte> output)
    {
        var cipher = new GcmBlockCipher(Org.BouncyCastle.Crypto.AesUtilities.CreateEngine());
        cipher.Init(forEncryption, new AeadParameters(new KeyParameter(key), 8 * TagSize, nonce.ToArray()));
        cipher.ProcessAadBytes(associatedData);

        // Through a buffer of its own: the cipher may write ahead of what it has read, and the caller may work in place.
        var buffer = new byte[cipher.GetOutputSize(input.Length)];
        var written = cipher.ProcessBytes(input, buffer);
        cipher.DoFinal(buffer.AsSpan(written));
        buffer.AsSpan(0, output.Length).CopyTo(output);
        CryptographicOperations.ZeroMemory(buffer);
    }
}
