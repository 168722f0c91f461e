namespace Parley.Crypto.Fast;

/// <summary>AES-128-GCM by .NET; libsodium has no AES-128. Reference: NIST SP 800-38D.</summary>
internal sealed class Aes128Gcm : IAead
{
    public string Name => "AES-128-GCM";

    public int KeySize => 16;

    public int NonceSize => 12;

    public int TagSize => 16;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        AeadSizes.Seal(this, key, nonce, plaintext, ciphertext);
        DotNetGcm.Seal(key, nonce, associatedData, plaintext, ciphertext);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext) =>
        AeadSizes.Open(this, key, nonce, ciphertext, plaintext)
        && DotNetGcm.Open(key, nonce, associatedData, ciphertext, plaintext);
}
