using Parley.Crypto.Hpke;

namespace Parley.Mls.Suites;

/// <content>Public key encryption (RFC 9420 §5.1.3, §8.3).</content>
internal sealed partial class SuiteCrypto
{
    private readonly HpkeSuite hpke;

    /// <summary>KEM.DeriveKeyPair; <c>null</c> where the seed gives no key, which for honest seeds does not happen.</summary>
    public (Secret PrivateKey, byte[] PublicKey)? DeriveKeyPair(ReadOnlySpan<byte> seed)
    {
        if (seed.Length < 32)
        {
            return null;
        }

        var privateKey = Secret.Zero(hpke.PrivateKeySize, out var bytes);
        var publicKey = new byte[hpke.PublicKeySize];
        if (Suite.PlainKeyDerivation)
        {
            Span<byte> plain = stackalloc byte[provider.XWing.SeedSize];
            provider.Shake256.Hash(seed, plain);
            provider.XWing.GenerateKeyPair(plain, bytes, publicKey);
            CryptographicOperations.ZeroMemory(plain);
        }
        else
        {
            hpke.DeriveKeyPair(seed, bytes, publicKey);
        }

        return (privateKey, publicKey);
    }

    public (Secret PrivateKey, byte[] PublicKey) GenerateKeyPair(IRandomness randomness)
    {
        using var seed = Secret.Random(Math.Max(hpke.PrivateKeySize, 64), randomness);
        return DeriveKeyPair(seed.Span)!.Value;
    }

    /// <summary>The public key of a private HPKE key, or <c>null</c> where that is malformed.</summary>
    public byte[]? HpkePublicKey(ReadOnlySpan<byte> privateKey)
    {
        var publicKey = new byte[hpke.PublicKeySize];
        return privateKey.Length == hpke.PrivateKeySize && hpke.DerivePublicKey(privateKey, publicKey) ? publicKey : null;
    }

    /// <summary>EncryptWithLabel; <c>null</c> where the public key is malformed.</summary>
    public HpkeCiphertext? EncryptWithLabel(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, IRandomness randomness)
    {
        if (publicKey.Length != hpke.PublicKeySize)
        {
            return null;
        }

        Span<byte> random = stackalloc byte[hpke.RandomnessSize];
        randomness.Fill(random);
        var encapsulation = new byte[hpke.EncapsulationSize];
        var ciphertext = new byte[plaintext.Length + hpke.TagSize];
        var info = new TlsWriter(label.Length + context.Length + 24);
        try
        {
            info.Label(label);
            info.Opaque(context);
            return hpke.Seal(publicKey, info.Written, [], plaintext, random, encapsulation, ciphertext)
                ? new HpkeCiphertext(encapsulation, ciphertext)
                : null;
        }
        finally
        {
            info.Dispose();
            CryptographicOperations.ZeroMemory(random);
        }
    }

    /// <summary>DecryptWithLabel; <c>null</c> where the ciphertext is not authentic or malformed.</summary>
    public Secret? DecryptWithLabel(Secret privateKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, HpkeCiphertext ciphertext)
    {
        if (ciphertext.Ciphertext.Length < hpke.TagSize || ciphertext.KemOutput.Length != hpke.EncapsulationSize)
        {
            return null;
        }

        var plaintext = Secret.Zero(ciphertext.Ciphertext.Length - hpke.TagSize, out var bytes);
        var info = new TlsWriter(label.Length + context.Length + 24);
        try
        {
            info.Label(label);
            info.Opaque(context);
            if (hpke.Open(ciphertext.KemOutput.Span, privateKey.Span, info.Written, [], ciphertext.Ciphertext.Span, bytes))
            {
                return plaintext;
            }

            plaintext.Dispose();
            return null;
        }
        finally
        {
            info.Dispose();
        }
    }

    /// <summary>external_pub (§8).</summary>
    public byte[] ExternalPublicKey(Secret externalSecret)
    {
        var (privateKey, publicKey) = DeriveKeyPair(externalSecret.Span)!.Value;
        privateKey.Dispose();
        return publicKey;
    }

    /// <summary>A new init secret and its encapsulation to the group; <c>null</c> where the public key is malformed.</summary>
    public (byte[] KemOutput, Secret Secret)? SendExternalInit(ReadOnlySpan<byte> externalKey, IRandomness randomness)
    {
        if (externalKey.Length != hpke.PublicKeySize)
        {
            return null;
        }

        Span<byte> random = stackalloc byte[hpke.RandomnessSize];
        randomness.Fill(random);
        var encapsulation = new byte[hpke.EncapsulationSize];
        using var sender = hpke.SetUpSender(externalKey, [], random, encapsulation);
        CryptographicOperations.ZeroMemory(random);
        if (sender is null)
        {
            return null;
        }

        var secret = Secret.Zero(HashSize, out var bytes);
        sender.Export("MLS 1.0 external init secret"u8, bytes);
        return (encapsulation, secret);
    }

    /// <summary>The init secret that a joiner encapsulated; <c>null</c> where the encapsulation is malformed.</summary>
    public Secret? ReceiveExternalInit(Secret externalSecret, ReadOnlySpan<byte> kemOutput)
    {
        if (kemOutput.Length != hpke.EncapsulationSize)
        {
            return null;
        }

        var (privateKey, _) = DeriveKeyPair(externalSecret.Span)!.Value;
        using var held = privateKey;
        using var receiver = hpke.SetUpReceiver(kemOutput, privateKey.Span, []);
        if (receiver is null)
        {
            return null;
        }

        var secret = Secret.Zero(HashSize, out var bytes);
        receiver.Export("MLS 1.0 external init secret"u8, bytes);
        return secret;
    }

    private static HpkeSuite CreateHpke(CipherSuite suite, ICryptoProvider provider) =>
        new(provider, (HpkeKemId)suite.Kem, (HpkeKdfId)suite.Hash, (HpkeAeadId)suite.Aead);
}
