using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

public sealed class KemTests
{
    public static TheoryData<string, int> Cases => Each(Kems);

    [Theory, MemberData(nameof(Cases))]
    public void Decapsulate_WhatWasEncapsulated_GivesTheSecret(string provider, int index)
    {
        var kem = Kems(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(kem, "a");
        var (encapsulation, secret) = Encapsulate(kem, publicKey, "r");
        var opened = new byte[kem.SharedSecretSize];
        Assert.True(kem.Decapsulate(privateKey, encapsulation, opened));
        Assert.Equal(secret, opened);
        Assert.Equal(encapsulation, Encapsulate(kem, publicKey, "r").Encapsulation);
        Assert.NotEqual(encapsulation, Encapsulate(kem, publicKey, "s").Encapsulation);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Decapsulate_OtherKeyOrEncapsulation_NeverGivesTheSecret(string provider, int index)
    {
        var kem = Kems(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(kem, "a");
        var (encapsulation, secret) = Encapsulate(kem, publicKey, "r");
        var opened = new byte[kem.SharedSecretSize];
        kem.Decapsulate(Pair(kem, "b").PrivateKey, encapsulation, opened);
        Assert.NotEqual(secret, opened);
        for (var i = 0; i < encapsulation.Length; i += Math.Max(1, encapsulation.Length / 20))
        {
            encapsulation[i] ^= 2;
            kem.Decapsulate(privateKey, encapsulation, opened);
            Assert.NotEqual(secret, opened);
            encapsulation[i] ^= 2;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void MalformedInput_IsFalseAndZeroes(string provider, int index)
    {
        var kem = Kems(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(kem, "a");
        var (encapsulation, _) = Encapsulate(kem, publicKey, "r");
        foreach (var size in new[] { 0, 1, kem.PublicKeySize - 1, kem.PublicKeySize + 1 })
        {
            byte[] secret = Bytes("stale", kem.SharedSecretSize), written = Bytes("stale", kem.EncapsulationSize);
            Assert.False(kem.Encapsulate(Bytes("key", size), Bytes("r", kem.EncapsulationRandomnessSize), written, secret));
            Assert.All(secret, b => Assert.Equal(0, b));
            Assert.All(written, b => Assert.Equal(0, b));
        }

        foreach (var size in new[] { 0, 1, kem.EncapsulationSize - 1, kem.EncapsulationSize + 1 })
        {
            var secret = Bytes("stale", kem.SharedSecretSize);
            Assert.False(kem.Decapsulate(privateKey, Bytes("enc", size), secret));
            Assert.All(secret, b => Assert.Equal(0, b));
        }

        foreach (var size in new[] { 0, 1, kem.PrivateKeySize - 1, kem.PrivateKeySize + 1 })
        {
            Assert.False(kem.Decapsulate(Bytes("key", size), encapsulation, new byte[kem.SharedSecretSize]));
            Assert.False(kem.DerivePublicKey(Bytes("key", size), new byte[kem.PublicKeySize]));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void GenerateKeyPair_SameSeed_GivesTheSamePair(string provider, int index)
    {
        var kem = Kems(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(kem, "a");
        var derived = new byte[kem.PublicKeySize];
        Assert.True(kem.DerivePublicKey(privateKey, derived));
        Assert.Equal(publicKey, derived);
        Assert.Equal(publicKey, Pair(kem, "a").PublicKey);
        Assert.NotEqual(publicKey, Pair(kem, "b").PublicKey);
    }

    [Theory, MemberData(nameof(Cases))]
    public void AuthDecapsulate_OtherSender_NeverGivesTheSecret(string provider, int index)
    {
        if (Kems(Providers.Named(provider))[index] is not IAuthenticatedKem kem)
        {
            return;
        }

        var (privateKey, publicKey) = Pair(kem, "a");
        var sender = Pair(kem, "sender");
        byte[] encapsulation = new byte[kem.EncapsulationSize], secret = new byte[kem.SharedSecretSize], opened = new byte[kem.SharedSecretSize];
        var randomness = Bytes("r", kem.EncapsulationRandomnessSize);
        Assert.True(kem.AuthEncapsulate(publicKey, sender.PrivateKey, randomness, encapsulation, secret));
        Assert.True(kem.AuthDecapsulate(privateKey, sender.PublicKey, encapsulation, opened));
        Assert.Equal(secret, opened);
        Assert.True(kem.AuthDecapsulate(privateKey, Pair(kem, "other").PublicKey, encapsulation, opened));
        Assert.NotEqual(secret, opened);
        Assert.True(kem.Decapsulate(privateKey, encapsulation, opened));
        Assert.NotEqual(secret, opened);
        Assert.False(kem.AuthDecapsulate(privateKey, [], encapsulation, opened));
        Assert.False(kem.AuthEncapsulate(publicKey, [], randomness, encapsulation, opened));
    }

    internal static (byte[] PrivateKey, byte[] PublicKey) Pair(IKem kem, string label)
    {
        byte[] privateKey = new byte[kem.PrivateKeySize], publicKey = new byte[kem.PublicKeySize];
        kem.GenerateKeyPair(Bytes(label, kem.SeedSize), privateKey, publicKey);
        return (privateKey, publicKey);
    }

    internal static (byte[] Encapsulation, byte[] Secret) Encapsulate(IKem kem, byte[] publicKey, string label)
    {
        byte[] encapsulation = new byte[kem.EncapsulationSize], secret = new byte[kem.SharedSecretSize];
        Assert.True(kem.Encapsulate(publicKey, Bytes(label, kem.EncapsulationRandomnessSize), encapsulation, secret));
        return (encapsulation, secret);
    }
}
