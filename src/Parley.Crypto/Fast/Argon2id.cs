namespace Parley.Crypto.Fast;

/// <summary>Argon2id, version 0x13 with one lane, by libsodium. Reference: RFC 9106.</summary>
internal sealed unsafe class Argon2id : IPasswordHash
{
    // crypto_pwhash_argon2id_ALG_ARGON2ID13
    private const int Argon2id13 = 2;

    public string Name => "Argon2id";

    public int SaltSize => 16;

    public void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int passes, int kibibytes, Span<byte> key)
    {
        Require.Size(salt, SaltSize);
        Require.AtLeast(key, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kibibytes, 8);
        fixed (byte* @out = key, given = passphrase, with = salt)
        {
            if (Libsodium.crypto_pwhash_argon2id(@out, (ulong)key.Length, given, (ulong)passphrase.Length, with, (ulong)passes, (nuint)kibibytes * 1024, Argon2id13) != 0)
            {
                throw new OutOfMemoryException($"Argon2id wants {kibibytes} KiB of memory.");
            }
        }
    }
}
