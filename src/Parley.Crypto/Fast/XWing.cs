using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>
/// X-Wing by libsodium. References: draft-connolly-cfrg-xwing-kem; draft-irtf-cfrg-concrete-hybrid-kems-04 (MLKEM768-X25519).
/// libsodium refuses an all-zero X25519 secret, which the drafts leave open; both providers do.
/// </summary>
internal sealed unsafe class XWing : IKem
{
    public string Name => "X-Wing";

    public int PrivateKeySize => 32;

    // ML-KEM-768 and X25519: 1184 + 32.
    public int PublicKeySize => 1216;

    // ML-KEM-768 and X25519: 1088 + 32.
    public int EncapsulationSize => 1120;

    public int SharedSecretSize => 32;

    public int SeedSize => 32;

    // 32 bytes for ML-KEM's m, 32 for the ephemeral X25519 key.
    public int EncapsulationRandomnessSize => 64;

    public void GenerateKeyPair(ReadOnlySpan<byte> seed, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(seed, SeedSize);
        Require.Size(privateKey, PrivateKeySize);
        seed.CopyTo(privateKey);
        DerivePublicKey(privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, PublicKeySize);
        if (privateKey.Length != PrivateKeySize)
        {
            return false;
        }

        var copy = stackalloc byte[32];
        fixed (byte* seed = privateKey, pk = publicKey)
        {
            Libsodium.crypto_kem_xwing_seed_keypair(pk, copy, seed);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(copy, 32));
        return true;
    }

    public bool Encapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(randomness, EncapsulationRandomnessSize);
        Require.Size(encapsulation, EncapsulationSize);
        Require.Size(sharedSecret, SharedSecretSize);
        if (publicKey.Length == PublicKeySize)
        {
            fixed (byte* pk = publicKey, seed = randomness, ct = encapsulation, ss = sharedSecret)
            {
                if (Libsodium.crypto_kem_xwing_enc_deterministic(ct, ss, pk, seed) == 0)
                {
                    return true;
                }
            }
        }

        encapsulation.Clear();
        CryptographicOperations.ZeroMemory(sharedSecret);
        return false;
    }

    public bool Decapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, SharedSecretSize);
        if (privateKey.Length == PrivateKeySize && encapsulation.Length == EncapsulationSize)
        {
            fixed (byte* sk = privateKey, ct = encapsulation, ss = sharedSecret)
            {
                if (Libsodium.crypto_kem_xwing_dec(ss, ct, sk) == 0)
                {
                    return true;
                }
            }
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        return false;
    }
}
