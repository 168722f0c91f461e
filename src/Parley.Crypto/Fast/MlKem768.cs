using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>ML-KEM-768 by libsodium, with the seed d ‖ z as private key. Reference: FIPS 203, sections 7 and 8.</summary>
internal sealed unsafe class MlKem768 : IKem
{
    // The expanded decapsulation key of FIPS 203 (384k + 384k + 32 + 64 bytes, k = 3), rebuilt from the seed for each use.
    private const int ExpandedSize = 2400;

    public string Name => "ML-KEM-768";

    public int PrivateKeySize => 64;

    public int PublicKeySize => 1184;

    public int EncapsulationSize => 1088;

    public int SharedSecretSize => 32;

    public int SeedSize => 64;

    public int EncapsulationRandomnessSize => 32;

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

        Span<byte> expanded = stackalloc byte[ExpandedSize];
        ExpandKey(privateKey, publicKey, expanded);
        CryptographicOperations.ZeroMemory(expanded);
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
                if (Libsodium.crypto_kem_mlkem768_enc_deterministic(ct, ss, pk, seed) == 0)
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
        if (privateKey.Length != PrivateKeySize || encapsulation.Length != EncapsulationSize)
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            return false;
        }

        Span<byte> expanded = stackalloc byte[ExpandedSize];
        ExpandKey(privateKey, stackalloc byte[1184], expanded);
        var done = DecapsulateExpanded(expanded, encapsulation, sharedSecret);
        CryptographicOperations.ZeroMemory(expanded);
        return done;
    }

    /// <summary>The key pair of a seed, the private key in the expanded form of FIPS 203.</summary>
    internal static void ExpandKey(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> expanded)
    {
        fixed (byte* s = seed, pk = publicKey, dk = expanded)
        {
            Libsodium.crypto_kem_mlkem768_seed_keypair(pk, dk, s);
        }
    }

    /// <summary>Decapsulation with the expanded key of FIPS 203, the form in which ACVP states its vectors.</summary>
    internal static bool DecapsulateExpanded(ReadOnlySpan<byte> expanded, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        fixed (byte* dk = expanded, ct = encapsulation, ss = sharedSecret)
        {
            return Libsodium.crypto_kem_mlkem768_dec(ss, ct, dk) == 0;
        }
    }
}
