using System.Security.Cryptography;

namespace Parley.Crypto;

/// <summary>DHKEM over a provider's group and HKDF. Reference: RFC 9180, sections 4.1 and 7.1.</summary>
/// <param name="id">The KEM identifier of RFC 9180, table 2.</param>
/// <param name="bitmask">The mask of a candidate scalar's first byte (section 7.1.3): 0xFF, for P-521 0x01; 0 for X25519 and X448, where every string is a key.</param>
/// <param name="group">The group.</param>
/// <param name="kdf">The KDF of the KEM, which need not be that of a suite around it.</param>
internal sealed class DhKem(ushort id, byte bitmask, IDiffieHellman group, IKdf kdf) : IAuthenticatedKem
{
    // The largest of each: HKDF-SHA512's Nh, P-521's scalar, P-521's coordinate.
    private const int MaxHashSize = 64;
    private const int MaxScalarSize = 66;
    private const int MaxDhSize = 66;

    // 256 bits of keying material at least. RFC 9180 asks for Nsk bytes, but RFC 9420 gives Nh of them, which for P-521 is two fewer.
    private const int MinSeedSize = 32;

    private readonly byte[] suiteId = [.. "KEM"u8, (byte)(id >> 8), (byte)id];

    public string Name => $"DHKEM({group.Name}, {kdf.Name})";

    public int PrivateKeySize => group.PrivateKeySize;

    public int PublicKeySize => group.PublicKeySize;

    public int EncapsulationSize => group.PublicKeySize;

    public int SharedSecretSize => kdf.Size;

    public int SeedSize => group.PrivateKeySize;

    public int EncapsulationRandomnessSize => group.PrivateKeySize;

    public void GenerateKeyPair(ReadOnlySpan<byte> seed, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(seed, MinSeedSize);
        Require.Size(privateKey, PrivateKeySize);
        Span<byte> prk = stackalloc byte[MaxHashSize];
        prk = prk[..kdf.Size];
        Labelled.Extract(kdf, suiteId, [], "dkp_prk"u8, seed, prk);
        if (bitmask == 0)
        {
            Labelled.Expand(kdf, suiteId, prk, "sk"u8, [], privateKey);
            group.DerivePublicKey(privateKey, publicKey);
            CryptographicOperations.ZeroMemory(prk);
            return;
        }

        for (var counter = 0; counter <= byte.MaxValue; counter++)
        {
            Labelled.Expand(kdf, suiteId, prk, "candidate"u8, [(byte)counter], privateKey);
            privateKey[0] &= bitmask;
            if (group.DerivePublicKey(privateKey, publicKey))
            {
                CryptographicOperations.ZeroMemory(prk);
                return;
            }
        }

        // At worst 2^-32 a try on P-256: 256 misses do not happen.
        throw new CryptographicException($"{Name} found no private key in 256 candidates.");
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => group.DerivePublicKey(privateKey, publicKey);

    public bool Encapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret) =>
        EncapsulateTo(publicKey, [], authenticated: false, randomness, encapsulation, sharedSecret);

    public bool AuthEncapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> senderPrivateKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret) =>
        EncapsulateTo(publicKey, senderPrivateKey, authenticated: true, randomness, encapsulation, sharedSecret);

    public bool Decapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret) =>
        DecapsulateFrom(privateKey, [], authenticated: false, encapsulation, sharedSecret);

    public bool AuthDecapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> senderPublicKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret) =>
        DecapsulateFrom(privateKey, senderPublicKey, authenticated: true, encapsulation, sharedSecret);

    private bool EncapsulateTo(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> senderPrivateKey, bool authenticated, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(randomness, EncapsulationRandomnessSize);
        Require.Size(encapsulation, EncapsulationSize);
        Require.Size(sharedSecret, SharedSecretSize);
        Span<byte> ephemeral = stackalloc byte[MaxScalarSize];
        ephemeral = ephemeral[..PrivateKeySize];
        Span<byte> dh = stackalloc byte[2 * MaxDhSize];
        dh = dh[..((authenticated ? 2 : 1) * group.SharedSecretSize)];
        Span<byte> sender = stackalloc byte[1 + (2 * MaxScalarSize)];
        sender = authenticated ? sender[..PublicKeySize] : [];

        GenerateKeyPair(randomness, ephemeral, encapsulation);
        var done = group.Agree(ephemeral, publicKey, dh[..group.SharedSecretSize])
            && (!authenticated || (group.Agree(senderPrivateKey, publicKey, dh[group.SharedSecretSize..]) && group.DerivePublicKey(senderPrivateKey, sender)));
        if (done)
        {
            ExtractAndExpand(dh, encapsulation, publicKey, sender, sharedSecret);
        }
        else
        {
            encapsulation.Clear();
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        CryptographicOperations.ZeroMemory(ephemeral);
        CryptographicOperations.ZeroMemory(dh);
        return done;
    }

    private bool DecapsulateFrom(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> senderPublicKey, bool authenticated, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, SharedSecretSize);
        Span<byte> dh = stackalloc byte[2 * MaxDhSize];
        dh = dh[..((authenticated ? 2 : 1) * group.SharedSecretSize)];
        Span<byte> publicKey = stackalloc byte[1 + (2 * MaxScalarSize)];
        publicKey = publicKey[..PublicKeySize];

        var done = group.Agree(privateKey, encapsulation, dh[..group.SharedSecretSize])
            && (!authenticated || group.Agree(privateKey, senderPublicKey, dh[group.SharedSecretSize..]))
            && group.DerivePublicKey(privateKey, publicKey);
        if (done)
        {
            ExtractAndExpand(dh, encapsulation, publicKey, senderPublicKey, sharedSecret);
        }
        else
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
        }

        CryptographicOperations.ZeroMemory(dh);
        return done;
    }

    /// <summary>ExtractAndExpand with kem_context = enc ‖ pkRm ‖ pkSm; the last is empty without authentication.</summary>
    private void ExtractAndExpand(ReadOnlySpan<byte> dh, ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> senderPublicKey, Span<byte> sharedSecret)
    {
        var context = new Concatenation(stackalloc byte[3 * (1 + (2 * MaxScalarSize))]);
        context.Append(encapsulation);
        context.Append(publicKey);
        context.Append(senderPublicKey);
        Span<byte> prk = stackalloc byte[MaxHashSize];
        prk = prk[..kdf.Size];
        Labelled.Extract(kdf, suiteId, [], "eae_prk"u8, dh, prk);
        Labelled.Expand(kdf, suiteId, prk, "shared_secret"u8, context.Written, sharedSecret);
        context.Dispose();
        CryptographicOperations.ZeroMemory(prk);
    }
}
