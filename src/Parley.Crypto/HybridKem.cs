using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>
/// ML-KEM and a Diffie-Hellman group combined by SHA3-256, as strong as the stronger of the two.
/// References: draft-irtf-cfrg-hybrid-kems-10 (the construction); draft-irtf-cfrg-concrete-hybrid-kems-04 (the instances);
/// draft-connolly-cfrg-xwing-kem (X-Wing, the same as MLKEM768-X25519).
/// </summary>
/// <param name="name">The instance's name.</param>
/// <param name="label">The label that ends the combiner's input.</param>
/// <param name="scalarSeedSize">Bytes that the group takes to make a scalar (Nseed): the scalar itself, and for P-256 three more candidates.</param>
/// <param name="lattice">ML-KEM.</param>
/// <param name="group">The group.</param>
/// <param name="expander">SHAKE256.</param>
/// <param name="combiner">SHA3-256.</param>
internal sealed class HybridKem(string name, byte[] label, int scalarSeedSize, IKem lattice, IDiffieHellman group, IXof expander, IHash combiner) : IKem
{
    // The largest of each: P-256's four candidates; P-384's scalar, which is also its shared secret.
    private const int MaxScalarSeedSize = 128;
    private const int MaxScalarSize = 48;
    private const int LatticeSeedSize = 64;
    private const int LatticeSecretSize = 32;

    public string Name => name;

    public int PrivateKeySize => 32;

    public int PublicKeySize => lattice.PublicKeySize + group.PublicKeySize;

    public int EncapsulationSize => lattice.EncapsulationSize + group.PublicKeySize;

    public int SharedSecretSize => combiner.Size;

    public int SeedSize => 32;

    public int EncapsulationRandomnessSize => lattice.EncapsulationRandomnessSize + scalarSeedSize;

    public void GenerateKeyPair(ReadOnlySpan<byte> seed, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(seed, SeedSize);
        Require.Size(privateKey, PrivateKeySize);
        seed.CopyTo(privateKey);
        if (!DerivePublicKey(privateKey, publicKey))
        {
            // At worst 2^-128, for four candidates on P-256.
            throw new CryptographicException($"{Name} found no scalar in its seed.");
        }
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, PublicKeySize);
        Span<byte> latticeKey = stackalloc byte[LatticeSeedSize];
        Span<byte> scalar = stackalloc byte[MaxScalarSize];
        scalar = scalar[..group.PrivateKeySize];
        var done = privateKey.Length == PrivateKeySize
            && Expand(privateKey, latticeKey, scalar, publicKey[lattice.PublicKeySize..])
            && lattice.DerivePublicKey(latticeKey, publicKey[..lattice.PublicKeySize]);
        CryptographicOperations.ZeroMemory(latticeKey);
        CryptographicOperations.ZeroMemory(scalar);
        return done;
    }

    public bool Encapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(randomness, EncapsulationRandomnessSize);
        Require.Size(encapsulation, EncapsulationSize);
        Require.Size(sharedSecret, SharedSecretSize);
        Span<byte> latticeSecret = stackalloc byte[LatticeSecretSize];
        Span<byte> ephemeral = stackalloc byte[MaxScalarSize];
        ephemeral = ephemeral[..group.PrivateKeySize];
        Span<byte> groupSecret = stackalloc byte[MaxScalarSize];
        groupSecret = groupSecret[..group.SharedSecretSize];

        var done = publicKey.Length == PublicKeySize
            && lattice.Encapsulate(publicKey[..lattice.PublicKeySize], randomness[..lattice.EncapsulationRandomnessSize], encapsulation[..lattice.EncapsulationSize], latticeSecret)
            && TryMakeScalar(randomness[lattice.EncapsulationRandomnessSize..], ephemeral, encapsulation[lattice.EncapsulationSize..])
            && group.Agree(ephemeral, publicKey[lattice.PublicKeySize..], groupSecret);
        if (done)
        {
            Combine(latticeSecret, groupSecret, encapsulation[lattice.EncapsulationSize..], publicKey[lattice.PublicKeySize..], sharedSecret);
        }
        else
        {
            encapsulation.Clear();
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        CryptographicOperations.ZeroMemory(latticeSecret);
        CryptographicOperations.ZeroMemory(ephemeral);
        CryptographicOperations.ZeroMemory(groupSecret);
        return done;
    }

    public bool Decapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, SharedSecretSize);
        Span<byte> latticeKey = stackalloc byte[LatticeSeedSize];
        Span<byte> latticeSecret = stackalloc byte[LatticeSecretSize];
        Span<byte> scalar = stackalloc byte[MaxScalarSize];
        scalar = scalar[..group.PrivateKeySize];
        Span<byte> groupSecret = stackalloc byte[MaxScalarSize];
        groupSecret = groupSecret[..group.SharedSecretSize];
        Span<byte> element = stackalloc byte[1 + (2 * MaxScalarSize)];
        element = element[..group.PublicKeySize];

        var done = privateKey.Length == PrivateKeySize
            && encapsulation.Length == EncapsulationSize
            && Expand(privateKey, latticeKey, scalar, element)
            && lattice.Decapsulate(latticeKey, encapsulation[..lattice.EncapsulationSize], latticeSecret)
            && group.Agree(scalar, encapsulation[lattice.EncapsulationSize..], groupSecret);
        if (done)
        {
            Combine(latticeSecret, groupSecret, encapsulation[lattice.EncapsulationSize..], element, sharedSecret);
        }
        else
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        CryptographicOperations.ZeroMemory(latticeKey);
        CryptographicOperations.ZeroMemory(latticeSecret);
        CryptographicOperations.ZeroMemory(scalar);
        CryptographicOperations.ZeroMemory(groupSecret);
        return done;
    }

    /// <summary>expandDecapsulationKey: the seed stretched to ML-KEM's seed and the group's scalar, with the scalar's element.</summary>
    private bool Expand(ReadOnlySpan<byte> seed, Span<byte> latticeKey, Span<byte> scalar, Span<byte> element)
    {
        Span<byte> full = stackalloc byte[LatticeSeedSize + MaxScalarSeedSize];
        full = full[..(LatticeSeedSize + scalarSeedSize)];
        expander.Hash(seed, full);
        full[..LatticeSeedSize].CopyTo(latticeKey);
        var done = TryMakeScalar(full[LatticeSeedSize..], scalar, element);
        CryptographicOperations.ZeroMemory(full);
        return done;
    }

    /// <summary>RandomScalar by rejection: the first candidate that is a private key, and its element.</summary>
    private bool TryMakeScalar(ReadOnlySpan<byte> seed, Span<byte> scalar, Span<byte> element)
    {
        for (; seed.Length >= scalar.Length; seed = seed[scalar.Length..])
        {
            seed[..scalar.Length].CopyTo(scalar);
            if (group.DerivePublicKey(scalar, element))
            {
                return true;
            }
        }

        return false;
    }

    private void Combine(ReadOnlySpan<byte> latticeSecret, ReadOnlySpan<byte> groupSecret, ReadOnlySpan<byte> ephemeralElement, ReadOnlySpan<byte> element, Span<byte> sharedSecret)
    {
        var input = new Concatenation(stackalloc byte[384]);
        input.Append(latticeSecret);
        input.Append(groupSecret);
        input.Append(ephemeralElement);
        input.Append(element);
        input.Append(label);
        combiner.Hash(input.Written, sharedSecret);
        input.Dispose();
    }
}
