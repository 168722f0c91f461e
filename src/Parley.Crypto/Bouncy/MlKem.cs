using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace Parley.Crypto.Bouncy;

/// <summary>ML-KEM in managed code, with the seed d ‖ z as private key. Reference: FIPS 203, sections 7 and 8.</summary>
/// <param name="parameters">The parameter set.</param>
/// <param name="publicKeySize">384k + 32 bytes.</param>
/// <param name="encapsulationSize">32(d_u·k + d_v) bytes.</param>
internal sealed class MlKem(MLKemParameters parameters, int publicKeySize, int encapsulationSize) : IKem
{
    public string Name => parameters.Name;

    public int PrivateKeySize => 64;

    public int PublicKeySize => publicKeySize;

    public int EncapsulationSize => encapsulationSize;

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

        Expand(privateKey).GetPublicKeyEncoded().CopyTo(publicKey);
        return true;
    }

    public bool Encapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(randomness, EncapsulationRandomnessSize);
        Require.Size(encapsulation, EncapsulationSize);
        Require.Size(sharedSecret, SharedSecretSize);
        if (TryReadPublicKey(publicKey) is not { } key)
        {
            encapsulation.Clear();
            CryptographicOperations.ZeroMemory(sharedSecret);
            return false;
        }

        var given = randomness.ToArray();
        var encapsulator = new MLKemEncapsulator(parameters);
        encapsulator.Init(new ParametersWithRandom(key, new GivenRandomness(given)));
        encapsulator.Encapsulate(encapsulation, sharedSecret);
        CryptographicOperations.ZeroMemory(given);
        return true;
    }

    public bool Decapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, SharedSecretSize);
        if (privateKey.Length != PrivateKeySize || encapsulation.Length != EncapsulationSize)
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            return false;
        }

        Decapsulate(Expand(privateKey), encapsulation, sharedSecret);
        return true;
    }

    /// <summary>The private key of a seed in the expanded form of FIPS 203.</summary>
    internal byte[] ExpandKey(ReadOnlySpan<byte> seed) => Expand(seed).GetEncoded();

    /// <summary>Decapsulation with the expanded key of FIPS 203, the form in which ACVP states its vectors; false when the key fails its hash check.</summary>
    internal bool DecapsulateExpanded(byte[] expanded, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        if (encapsulation.Length != EncapsulationSize)
        {
            return false;
        }

        try
        {
            Decapsulate(MLKemPrivateKeyParameters.FromEncoding(parameters, expanded), encapsulation, sharedSecret);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void Decapsulate(MLKemPrivateKeyParameters key, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        var decapsulator = new MLKemDecapsulator(parameters);
        decapsulator.Init(key);
        decapsulator.Decapsulate(encapsulation, sharedSecret);
    }

    private MLKemPrivateKeyParameters Expand(ReadOnlySpan<byte> seed) => MLKemPrivateKeyParameters.FromSeed(parameters, seed.ToArray());

    private MLKemPublicKeyParameters? TryReadPublicKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != PublicKeySize)
        {
            return null;
        }

        try
        {
            return MLKemPublicKeyParameters.FromEncoding(parameters, publicKey.ToArray());
        }
        catch (ArgumentException)
        {
            // A coefficient of q or more (FIPS 203, section 7.2, the modulus check).
            return null;
        }
    }
}
