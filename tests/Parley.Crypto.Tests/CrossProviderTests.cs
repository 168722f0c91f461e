using CsCheck;
using Parley.Crypto.Hpke;
using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

/// <summary>
/// The two providers on the same random arguments. CsCheck prints the seed of a difference; give it back as CsCheck_Seed to repeat it.
/// Where both run the same BouncyCastle code the comparison says nothing, and the published vectors stand alone.
/// </summary>
public sealed class CrossProviderTests
{
    private static readonly ICryptoProvider Fast = SodiumProvider.Instance;
    private static readonly ICryptoProvider Managed = BouncyCastleProvider.Instance;

    private static readonly Gen<byte[]> Data = Gen.Byte.Array[0, 600];

    [Fact]
    public void NamesAndSizes_AreEqual()
    {
        Assert.Equal(Hashes(Fast).Select(h => (h.Name, h.Size)), Hashes(Managed).Select(h => (h.Name, h.Size)));
        Assert.Equal(Xofs(Fast).Select(x => x.Name), Xofs(Managed).Select(x => x.Name));
        Assert.Equal(Macs(Fast).Select(m => (m.Name, m.Size)), Macs(Managed).Select(m => (m.Name, m.Size)));
        Assert.Equal(Kdfs(Fast).Select(k => (k.Name, k.Size)), Kdfs(Managed).Select(k => (k.Name, k.Size)));
        Assert.Equal(Aeads(Fast).Select(a => (a.Name, a.KeySize, a.NonceSize, a.TagSize)), Aeads(Managed).Select(a => (a.Name, a.KeySize, a.NonceSize, a.TagSize)));
        Assert.Equal(
            Signatures(Fast).Select(s => (s.Name, s.PrivateKeySize, s.PublicKeySize, s.MaxSignatureSize, s.SigningRandomnessSize)),
            Signatures(Managed).Select(s => (s.Name, s.PrivateKeySize, s.PublicKeySize, s.MaxSignatureSize, s.SigningRandomnessSize)));
        Assert.Equal(
            Groups(Fast).Select(g => (g.Name, g.PrivateKeySize, g.PublicKeySize, g.SharedSecretSize)),
            Groups(Managed).Select(g => (g.Name, g.PrivateKeySize, g.PublicKeySize, g.SharedSecretSize)));
        Assert.Equal(
            Kems(Fast).Select(k => (k.Name, k.PrivateKeySize, k.PublicKeySize, k.EncapsulationSize, k.SharedSecretSize, k.SeedSize, k.EncapsulationRandomnessSize)),
            Kems(Managed).Select(k => (k.Name, k.PrivateKeySize, k.PublicKeySize, k.EncapsulationSize, k.SharedSecretSize, k.SeedSize, k.EncapsulationRandomnessSize)));
    }

    [Fact]
    public void HashesAndDerivations_Agree() => Gen.Select(Data, Data, Gen.Int[0, 700]).Sample((a, b, length) =>
    {
        Same(Hashes, h => Filled(h.Size, o => h.Hash(a, o)));
        Same(Xofs, x => Filled(length, o => x.Hash(a, o)));
        Same(Macs, m => Filled(m.Size, o => m.Compute(a, b, o)));
        Same(Kdfs, k => Filled(k.Size, o => k.Extract(a, b, o)));
        Same(Kdfs, k => Filled(length, o => k.Expand(a, b, o)));
    }, iter: 150);

    [Fact]
    public void Aeads_Agree() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[12], Data, Data, Gen.Int[0, 10_000]).Sample((key, nonce, data, plaintext, change) =>
    {
        Same(Aeads, a => Filled(plaintext.Length + 16, o => a.Seal(key.AsSpan(0, a.KeySize), nonce, data, plaintext, o)));
        Same(Aeads, a =>
        {
            var ciphertext = Filled(plaintext.Length + 16, o => a.Seal(key.AsSpan(0, a.KeySize), nonce, data, plaintext, o));
            if (change % 3 == 0)
            {
                ciphertext[change % ciphertext.Length] ^= 1;
            }

            var opened = new byte[plaintext.Length];
            return [.. opened, a.Open(key.AsSpan(0, a.KeySize), nonce, data, ciphertext, opened) ? (byte)1 : (byte)0, .. opened];
        });
    }, iter: 200);

    [Fact]
    public void Signatures_Agree() => Gen.Select(Gen.Byte.Array[66], Data, Gen.Int[0, 10_000]).Sample((seed, message, change) => Same(Cheap, scheme =>
    {
        byte[] privateKey = new byte[scheme.PrivateKeySize], publicKey = new byte[scheme.PublicKeySize], signature = new byte[scheme.MaxSignatureSize];
        scheme.GenerateKeyPair(seed, privateKey, publicKey);
        signature = signature[..scheme.Sign(privateKey, message, [], signature)];
        var verdict = scheme.Verify(publicKey, message, signature);
        signature[change % signature.Length] ^= (byte)(1 << (change % 8));
        return [.. privateKey, .. publicKey, .. signature, verdict ? (byte)1 : (byte)0, scheme.Verify(publicKey, message, signature) ? (byte)1 : (byte)0];
    }), iter: 40);

    [Fact]
    public void Ed25519_KeysAndSignaturesOfAnyBytes_HaveOneVerdict() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Int[0, 7]).Sample((a, r, s, shape) =>
        {
            // S below the order; the top of A and R near p, where encodings stop being canonical.
            s[31] &= 0x0F;
            if ((shape & 1) != 0)
            {
                a.AsSpan(1).Fill(0xFF);
            }

            if ((shape & 2) != 0)
            {
                r.AsSpan(1).Fill(0xFF);
            }

            byte[] signature = [.. r, .. s];
            Assert.Equal(Fast.Ed25519.Verify(a, [], signature), Managed.Ed25519.Verify(a, [], signature));
        }, iter: 500);

    [Fact]
    public void Groups_Agree() => Gen.Select(Gen.Byte.Array[66], Gen.Byte.Array[133]).Sample((key, point) => Same(Groups, group =>
    {
        var scalar = key[..group.PrivateKeySize];
        scalar[0] &= group.Name == "P-521" ? (byte)1 : (byte)0xFF;
        byte[] publicKey = new byte[group.PublicKeySize], secret = new byte[group.SharedSecretSize], other = new byte[group.SharedSecretSize];
        var derived = group.DerivePublicKey(scalar, publicKey);
        var agreed = group.Agree(scalar, publicKey, secret);
        var withAnything = group.Agree(scalar, point.AsSpan(0, group.PublicKeySize), other);
        return [.. publicKey, .. secret, .. other, derived ? (byte)1 : (byte)0, agreed ? (byte)1 : (byte)0, withAnything ? (byte)1 : (byte)0];
    }), iter: 30);

    [Fact]
    public void Kems_Agree() => Gen.Select(Gen.Byte.Array[66], Gen.Byte.Array[160], Gen.Int[0, 100_000]).Sample((seed, randomness, change) => Same(Kems, kem =>
    {
        byte[] privateKey = new byte[kem.PrivateKeySize], publicKey = new byte[kem.PublicKeySize], enc = new byte[kem.EncapsulationSize];
        byte[] secret = new byte[kem.SharedSecretSize], opened = new byte[kem.SharedSecretSize], other = new byte[kem.SharedSecretSize];
        kem.GenerateKeyPair(seed.AsSpan(0, kem.SeedSize), privateKey, publicKey);
        Assert.True(kem.Encapsulate(publicKey, randomness.AsSpan(0, kem.EncapsulationRandomnessSize), enc, secret));
        Assert.True(kem.Decapsulate(privateKey, enc, opened));
        Assert.Equal(secret, opened);
        byte[] changed = [.. enc];
        changed[change % changed.Length] ^= (byte)(1 << (change % 8));
        var verdict = kem.Decapsulate(privateKey, changed, other);
        return [.. privateKey, .. publicKey, .. enc, .. secret, .. other, verdict ? (byte)1 : (byte)0];
    }), iter: 15);

    [Fact]
    public void Kems_PublicKeysOfAnyBytes_HaveOneVerdict() => Gen.Select(Gen.Byte.Array[1700], Gen.Byte.Array[160], Gen.Int[0, 2]).Sample((bytes, randomness, shape) => Same(Kems, kem =>
    {
        var publicKey = bytes[..kem.PublicKeySize];
        if (shape == 1)
        {
            // Coefficients below 256, so that ML-KEM's modulus check passes and the group's part is reached.
            for (var i = 0; i + 1 < publicKey.Length; i++)
            {
                publicKey[i] = (byte)(i % 3 == 0 ? publicKey[i] : 0);
            }
        }

        byte[] enc = new byte[kem.EncapsulationSize], secret = new byte[kem.SharedSecretSize];
        var done = kem.Encapsulate(publicKey, randomness.AsSpan(0, kem.EncapsulationRandomnessSize), enc, secret);
        return [.. enc, .. secret, done ? (byte)1 : (byte)0];
    }), iter: 20);

    [Fact]
    public void Hpke_EveryKdf_Agrees() => Gen.Select(Gen.Byte.Array[32, 70], Gen.Byte.Array[64], Data, Data, Data).Sample((ikm, randomness, info, data, plaintext) =>
    {
        foreach (var kdf in Enum.GetValues<HpkeKdfId>())
        {
            foreach (var kem in new[] { HpkeKemId.DhKemX25519, HpkeKemId.XWing })
            {
                byte[] Make(ICryptoProvider provider)
                {
                    var suite = new HpkeSuite(provider, kem, kdf, HpkeAeadId.ChaCha20Poly1305);
                    byte[] privateKey = new byte[suite.PrivateKeySize], publicKey = new byte[suite.PublicKeySize], enc = new byte[suite.EncapsulationSize], ciphertext = new byte[plaintext.Length + 16];
                    suite.DeriveKeyPair(ikm, privateKey, publicKey);
                    Assert.True(suite.Seal(publicKey, info, data, plaintext, randomness.AsSpan(0, suite.RandomnessSize), enc, ciphertext));
                    var opened = new byte[plaintext.Length];
                    Assert.True(suite.Open(enc, privateKey, info, data, ciphertext, opened));
                    Assert.Equal(plaintext, opened);
                    return [.. privateKey, .. enc, .. ciphertext];
                }

                Assert.Equal(Make(Fast), Make(Managed));
            }
        }
    }, iter: 8);

    /// <summary>Those whose code differs between the providers.</summary>
    private static ISignatureScheme[] Cheap(ICryptoProvider p) => [p.Ed25519, p.EcdsaP256, p.EcdsaP384, p.EcdsaP521];

    private static void Same<T>(Func<ICryptoProvider, T[]> kind, Func<T, byte[]> run)
    {
        foreach (var (fast, managed) in kind(Fast).Zip(kind(Managed)))
        {
            Assert.Equal(run(managed), run(fast));
        }
    }

    private static byte[] Filled(int size, Action<byte[]> fill)
    {
        var bytes = new byte[size];
        fill(bytes);
        return bytes;
    }
}
