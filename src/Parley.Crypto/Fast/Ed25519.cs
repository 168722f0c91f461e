using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>Ed25519 by libsodium. Reference: RFC 8032, section 5.1.</summary>
internal sealed unsafe class Ed25519 : ISignatureScheme
{
    // libsodium's secret key is the seed followed by the public key, which signing hashes (RFC 8032, 5.1.6, step 4).
    private const int ExpandedSize = 64;

    public string Name => "Ed25519";

    public int PrivateKeySize => 32;

    public int PublicKeySize => 32;

    public int MaxSignatureSize => 64;

    public int SigningRandomnessSize => 0;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(randomness, 32);
        Require.Size(privateKey, 32);
        randomness[..32].CopyTo(privateKey);
        DerivePublicKey(privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, 32);
        if (privateKey.Length != 32)
        {
            return false;
        }

        var expanded = stackalloc byte[ExpandedSize];
        fixed (byte* seed = privateKey, pk = publicKey)
        {
            Libsodium.crypto_sign_ed25519_seed_keypair(pk, expanded, seed);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(expanded, ExpandedSize));
        return true;
    }

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Require.Size(privateKey, 32);
        Require.AtLeast(signature, 64);
        var expanded = stackalloc byte[ExpandedSize];
        var pk = stackalloc byte[32];
        fixed (byte* seed = privateKey, m = message, sig = signature)
        {
            Libsodium.crypto_sign_ed25519_seed_keypair(pk, expanded, seed);
            Libsodium.crypto_sign_ed25519_detached(sig, null, m, (ulong)message.Length, expanded);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(expanded, ExpandedSize));
        return 64;
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64)
        {
            return false;
        }

        fixed (byte* pk = publicKey, m = message, sig = signature)
        {
            return Libsodium.crypto_sign_ed25519_verify_detached(sig, m, (ulong)message.Length, pk) == 0;
        }
    }
}
