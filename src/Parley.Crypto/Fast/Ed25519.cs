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
        Span<byte> expanded = stackalloc byte[ExpandedSize];
        Expand(privateKey, expanded);
        var written = SignExpanded(expanded, message, signature);
        CryptographicOperations.ZeroMemory(expanded);
        return written;
    }

    public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey)
    {
        Require.Size(privateKey, 32);
        var expanded = new SecretBytes(ExpandedSize);
        Expand(privateKey, expanded.Span);
        return new Key(expanded);
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64)
        {
            return false;
        }

        Calls.Verifications.Add(1);
        fixed (byte* pk = publicKey, m = message, sig = signature)
        {
            return Libsodium.crypto_sign_ed25519_verify_detached(sig, m, (ulong)message.Length, pk) == 0;
        }
    }

    private static void Expand(ReadOnlySpan<byte> privateKey, Span<byte> expanded)
    {
        var pk = stackalloc byte[32];
        fixed (byte* seed = privateKey, sk = expanded)
        {
            Libsodium.crypto_sign_ed25519_seed_keypair(pk, sk, seed);
        }
    }

    private static int SignExpanded(ReadOnlySpan<byte> expanded, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Require.AtLeast(signature, 64);
        Calls.Signatures.Add(1);
        fixed (byte* sk = expanded, m = message, sig = signature)
        {
            Libsodium.crypto_sign_ed25519_detached(sig, null, m, (ulong)message.Length, sk);
        }

        return 64;
    }

    private sealed class Key(SecretBytes expanded) : ISigningKey
    {
        public int Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature) =>
            SignExpanded(expanded.Span, message, signature);

        public void Dispose() => expanded.Dispose();
    }
}
