using System.Buffers.Binary;

namespace Parley.Mls.Suites;

/// <summary>The functions of RFC 9420 §5.1, §5.2 and §8 in one cipher suite.</summary>
internal sealed partial class SuiteCrypto
{
    private readonly ICryptoProvider provider;
    private readonly IHash hash;
    private readonly IMac mac;
    private readonly IKdf kdf;
    private readonly IAead aead;
    private readonly ISignatureScheme signature;

    public SuiteCrypto(CipherSuite suite, ICryptoProvider provider)
    {
        Suite = suite;
        this.provider = provider;
        (hash, mac, kdf) = suite.Hash switch
        {
            HashAlgorithm.Sha256 => (provider.Sha256, provider.HmacSha256, provider.HkdfSha256),
            HashAlgorithm.Sha384 => (provider.Sha384, provider.HmacSha384, provider.HkdfSha384),
            HashAlgorithm.Sha512 => (provider.Sha512, provider.HmacSha512, provider.HkdfSha512),
            _ => throw new ArgumentException($"Hash {suite.Hash} is not known.", nameof(suite)),
        };
        aead = suite.Aead switch
        {
            AeadAlgorithm.Aes128Gcm => provider.Aes128Gcm,
            AeadAlgorithm.Aes256Gcm => provider.Aes256Gcm,
            AeadAlgorithm.ChaCha20Poly1305 => provider.ChaCha20Poly1305,
            _ => throw new ArgumentException($"AEAD {suite.Aead} is not known.", nameof(suite)),
        };
        signature = suite.Signature switch
        {
            SignatureAlgorithm.EcdsaP256 => provider.EcdsaP256,
            SignatureAlgorithm.EcdsaP384 => provider.EcdsaP384,
            SignatureAlgorithm.EcdsaP521 => provider.EcdsaP521,
            SignatureAlgorithm.Ed25519 => provider.Ed25519,
            SignatureAlgorithm.Ed448 => provider.Ed448,
            SignatureAlgorithm.MlDsa44 => provider.MlDsa44,
            _ => throw new ArgumentException($"Signature scheme {suite.Signature} is not known.", nameof(suite)),
        };
        hpke = CreateHpke(suite, provider);
    }

    public CipherSuite Suite { get; }

    public CipherSuiteId Id => Suite.Id;

    /// <summary>KDF.Nh, which is also the size of the hash and of a MAC.</summary>
    public int HashSize => hash.Size;

    /// <summary>AEAD.Nk.</summary>
    public int KeySize => aead.KeySize;

    /// <summary>AEAD.Nn.</summary>
    public int NonceSize => aead.NonceSize;

    /// <summary>What the AEAD adds to a plaintext.</summary>
    public int TagSize => aead.TagSize;

    public byte[] Hash(ReadOnlySpan<byte> data)
    {
        var digest = new byte[hash.Size];
        hash.Hash(data, digest);
        return digest;
    }

    public byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        var tag = new byte[mac.Size];
        mac.Compute(key, data, tag);
        return tag;
    }

    public Secret Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> input)
    {
        var prk = Secret.Zero(kdf.Size, out var bytes);
        kdf.Extract(salt, input, bytes);
        return prk;
    }

    public void ExpandWithLabel(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        // A group context can be long, and so can an exporter's label; everything else fits the stack and one-octet headers.
        var size = 2 + 9 + label.Length + 4 + context.Length;
        if (size > 512 || label.Length >= 56)
        {
            var writer = new TlsWriter(size);
            try
            {
                writer.U16((ushort)output.Length);
                writer.Label(label);
                writer.Opaque(context);
                kdf.Expand(secret, writer.Written, output);
            }
            finally
            {
                writer.Dispose();
            }

            return;
        }

        Span<byte> info = stackalloc byte[512];
        BinaryPrimitives.WriteUInt16BigEndian(info, (ushort)output.Length);
        info[2] = (byte)(8 + label.Length);
        "MLS 1.0 "u8.CopyTo(info[3..]);
        label.CopyTo(info[11..]);
        var at = 11 + label.Length;
        if (context.Length < 64)
        {
            info[at++] = (byte)context.Length;
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(info[at..], (ushort)(context.Length | 0x4000));
            at += 2;
        }

        context.CopyTo(info[at..]);
        kdf.Expand(secret, info[..(at + context.Length)], output);
    }

    public Secret ExpandWithLabel(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, int length)
    {
        var result = Secret.Zero(length, out var bytes);
        ExpandWithLabel(secret, label, context, bytes);
        return result;
    }

    public Secret DeriveSecret(Secret secret, ReadOnlySpan<byte> label) => ExpandWithLabel(secret.Span, label, [], HashSize);

    public Secret DeriveTreeSecret(Secret secret, ReadOnlySpan<byte> label, uint generation, int length)
    {
        Span<byte> context = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(context, generation);
        return ExpandWithLabel(secret.Span, label, context, length);
    }

    public byte[] RefHash(ReadOnlySpan<byte> label, ReadOnlySpan<byte> value)
    {
        var writer = new TlsWriter(label.Length + value.Length + 8);
        try
        {
            writer.Opaque(label);
            writer.Opaque(value);
            return Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    public byte[] SignWithLabel(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> content, IRandomness randomness)
    {
        Span<byte> random = stackalloc byte[signature.SigningRandomnessSize];
        randomness.Fill(random);
        Span<byte> output = stackalloc byte[signature.MaxSignatureSize];
        var writer = new TlsWriter(label.Length + content.Length + 16);
        try
        {
            writer.Label(label);
            writer.Opaque(content);
            return output[..signature.Sign(privateKey, writer.Written, random, output)].ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(random);
            writer.Dispose();
        }
    }

    public bool VerifyWithLabel(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> content, ReadOnlySpan<byte> value)
    {
        var writer = new TlsWriter(label.Length + content.Length + 16);
        try
        {
            writer.Label(label);
            writer.Opaque(content);
            return signature.Verify(publicKey, writer.Written, value);
        }
        finally
        {
            writer.Dispose();
        }
    }

    public (Secret PrivateKey, byte[] PublicKey) GenerateSignatureKeyPair(IRandomness randomness)
    {
        using var seed = Secret.Random(Math.Max(signature.PrivateKeySize, 64), randomness);
        var privateKey = Secret.Zero(signature.PrivateKeySize, out var bytes);
        var publicKey = new byte[signature.PublicKeySize];
        signature.GenerateKeyPair(seed.Span, bytes, publicKey);
        return (privateKey, publicKey);
    }

    /// <summary>The public key of a private signature key, or <c>null</c> where that is malformed.</summary>
    public byte[]? SignaturePublicKey(ReadOnlySpan<byte> privateKey)
    {
        var publicKey = new byte[signature.PublicKeySize];
        return privateKey.Length == signature.PrivateKeySize && signature.DerivePublicKey(privateKey, publicKey) ? publicKey : null;
    }

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext) =>
        aead.Seal(key, nonce, aad, plaintext, ciphertext);

    /// <summary>The plaintext, or <c>null</c> where the ciphertext is not authentic.</summary>
    public byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < aead.TagSize)
        {
            return null;
        }

        var plaintext = new byte[ciphertext.Length - aead.TagSize];
        return aead.Open(key, nonce, aad, ciphertext, plaintext) ? plaintext : null;
    }
}
