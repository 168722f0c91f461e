using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

public sealed class SignatureTests
{
    public static TheoryData<string, int> Cases => Each(Signatures);

    [Theory, MemberData(nameof(Cases))]
    public void Verify_GenuineSignature_IsTrue(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(scheme, "a");
        foreach (var length in new[] { 0, 1, 33, 1000 })
        {
            var message = Bytes("message", length);
            Assert.True(scheme.Verify(publicKey, message, Sign(scheme, privateKey, message)));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Verify_AnythingChanged_IsFalse(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(scheme, "a");
        var message = Bytes("message", 40);
        var signature = Sign(scheme, privateKey, message);
        Assert.False(scheme.Verify(publicKey, Changed(message, 7), signature));
        Assert.False(scheme.Verify(Pair(scheme, "b").PublicKey, message, signature));
        for (var i = 0; i < signature.Length; i += Math.Max(1, signature.Length / 20))
        {
            Assert.False(scheme.Verify(publicKey, message, Changed(signature, i)), $"byte {i}");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Verify_MalformedKeyOrSignature_IsFalse(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(scheme, "a");
        var message = Bytes("message", 40);
        var signature = Sign(scheme, privateKey, message);
        foreach (var size in new[] { 0, 1, 2, scheme.PublicKeySize - 1, scheme.PublicKeySize, scheme.PublicKeySize + 1, 5000 })
        {
            Assert.False(scheme.Verify(new byte[size], message, signature));
            Assert.False(scheme.Verify(Filled(size, 0xFF), message, signature));
            Assert.False(scheme.Verify(Bytes("garbage", size), message, signature));
        }

        foreach (var size in new[] { 0, 1, 2, 3, signature.Length - 1, signature.Length, signature.Length + 1, 5000 })
        {
            Assert.False(scheme.Verify(publicKey, message, new byte[size]));
            Assert.False(scheme.Verify(publicKey, message, Filled(size, 0xFF)));
            Assert.False(scheme.Verify(publicKey, message, Bytes("garbage", size)));
        }

        Assert.False(scheme.Verify(publicKey, message, [.. signature, 0]));
    }

    [Theory, MemberData(nameof(Cases))]
    public void GenerateKeyPair_SameRandomness_GivesTheSamePair(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(scheme, "a");
        var derived = new byte[scheme.PublicKeySize];
        Assert.True(scheme.DerivePublicKey(privateKey, derived));
        Assert.Equal(publicKey, derived);
        Assert.Equal(publicKey, Pair(scheme, "a").PublicKey);
        Assert.NotEqual(publicKey, Pair(scheme, "b").PublicKey);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Sign_WithoutRandomness_IsDeterministic(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var (privateKey, publicKey) = Pair(scheme, "a");
        var message = Bytes("message", 40);
        Assert.Equal(Sign(scheme, privateKey, message), Sign(scheme, privateKey, message));
        if (scheme.SigningRandomnessSize == 0)
        {
            return;
        }

        var hedged = new byte[scheme.MaxSignatureSize];
        scheme.Sign(privateKey, message, Bytes("randomness", scheme.SigningRandomnessSize), hedged);
        Assert.True(scheme.Verify(publicKey, message, hedged));
        Assert.NotEqual(Sign(scheme, privateKey, message), hedged);
    }

    [Theory, MemberData(nameof(Cases))]
    public void OpenKey_Signs_AsTheSchemeDoes(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var (privateKey, _) = Pair(scheme, "a");
        byte[] message = Bytes("message", 40), expected = Sign(scheme, privateKey, message), signature = new byte[scheme.MaxSignatureSize];
        var key = scheme.OpenKey(privateKey);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(expected, signature[..key.Sign(message, [], signature)]);
        }

        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(message, [], signature));
        Assert.Throws<ArgumentException>(() => scheme.OpenKey(privateKey.AsSpan(1)));
    }

    [Theory, MemberData(nameof(Cases))]
    public void PrivateKey_OfWrongSize_IsRefused(string provider, int index)
    {
        var scheme = Signatures(Providers.Named(provider))[index];
        var publicKey = new byte[scheme.PublicKeySize];
        foreach (var size in new[] { 0, scheme.PrivateKeySize - 1, scheme.PrivateKeySize + 1 })
        {
            Assert.False(scheme.DerivePublicKey(Bytes("key", size), publicKey));
            Assert.Throws<ArgumentException>(() => Sign(scheme, Bytes("key", size), []));
        }

        Assert.Throws<ArgumentException>(() =>
            scheme.GenerateKeyPair(Bytes("key", scheme.PrivateKeySize - 1), new byte[scheme.PrivateKeySize], publicKey));
    }

    [Fact]
    public void Ed448_ExampleOfRfc8032_Agrees()
    {
        var privateKey = Convert.FromHexString("6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b");
        var publicKey = new byte[57];
        Assert.True(SodiumProvider.Instance.Ed448.DerivePublicKey(privateKey, publicKey));
        Assert.Equal("5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180", Convert.ToHexStringLower(publicKey));
        Assert.Equal(
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600",
            Convert.ToHexStringLower(Sign(SodiumProvider.Instance.Ed448, privateKey, [])));
    }

    internal static (byte[] PrivateKey, byte[] PublicKey) Pair(ISignatureScheme scheme, string label)
    {
        byte[] privateKey = new byte[scheme.PrivateKeySize], publicKey = new byte[scheme.PublicKeySize];
        scheme.GenerateKeyPair(Bytes(label, scheme.PrivateKeySize), privateKey, publicKey);
        return (privateKey, publicKey);
    }

    internal static byte[] Sign(ISignatureScheme scheme, byte[] privateKey, byte[] message)
    {
        var signature = new byte[scheme.MaxSignatureSize];
        return signature[..scheme.Sign(privateKey, message, [], signature)];
    }

    private static byte[] Changed(byte[] bytes, int index)
    {
        byte[] changed = [.. bytes];
        changed[index] ^= 1;
        return changed;
    }

    private static byte[] Filled(int size, byte value)
    {
        var bytes = new byte[size];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
