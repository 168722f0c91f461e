using Parley.Crypto.Hpke;
using static Parley.Crypto.Tests.Algorithms;

namespace Parley.Crypto.Tests;

public sealed class HpkeTests
{
    private static readonly byte[] Info = Bytes("info", 20);
    private static readonly byte[] Data = Bytes("data", 10);
    private static readonly byte[] Plaintext = Bytes("plaintext", 100);
    private static readonly byte[] Psk = Bytes("psk", 32);
    private static readonly byte[] PskId = Bytes("psk id", 8);

    public static TheoryData<string, HpkeKemId> Cases
    {
        get
        {
            var cases = new TheoryData<string, HpkeKemId>();
            foreach (var kem in Enum.GetValues<HpkeKemId>())
            {
                cases.Add(SodiumProvider.Instance.Name, kem);
                cases.Add(BouncyCastleProvider.Instance.Name, kem);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Open_InTheModeOfTheSender_GivesThePlaintext(string provider, HpkeKemId kem)
    {
        var suite = Suite(provider, kem);
        var (receiverKey, receiverPublic) = Pair(suite, "receiver");
        var (senderKey, senderPublic) = Pair(suite, "sender");
        foreach (var mode in Modes(suite))
        {
            byte[] enc = new byte[suite.EncapsulationSize], ciphertext = new byte[Plaintext.Length + suite.TagSize], opened = new byte[Plaintext.Length];
            Assert.True(suite.Seal(receiverPublic, Info, Data, Plaintext, Randomness(suite), enc, ciphertext, Authentication(mode, senderKey)));
            foreach (var other in Modes(suite))
            {
                Assert.Equal(mode == other, suite.Open(enc, receiverKey, Info, Data, ciphertext, opened, Authentication(other, senderPublic)));
                Assert.Equal(mode == other ? Plaintext : new byte[Plaintext.Length], opened);
            }

            Assert.False(suite.Open(enc, receiverKey, Data, Data, ciphertext, opened, Authentication(mode, senderPublic)));
            Assert.False(suite.Open(enc, receiverKey, Info, Info, ciphertext, opened, Authentication(mode, senderPublic)));
            Assert.False(suite.Open(enc, senderKey, Info, Data, ciphertext, opened, Authentication(mode, senderPublic)));
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void SetUp_MalformedKey_IsNull(string provider, HpkeKemId kem)
    {
        var suite = Suite(provider, kem);
        var (receiverKey, receiverPublic) = Pair(suite, "receiver");
        var enc = new byte[suite.EncapsulationSize];
        Assert.Null(suite.SetUpSender([], Info, Randomness(suite), enc));
        Assert.Null(suite.SetUpSender(receiverPublic[1..], Info, Randomness(suite), enc));
        Assert.Null(suite.SetUpReceiver([], receiverKey, Info));
        Assert.Null(suite.SetUpReceiver(new byte[suite.EncapsulationSize + 1], receiverKey, Info));
        Assert.Null(suite.SetUpReceiver(enc, [], Info));
    }

    [Theory, MemberData(nameof(Providers.Both), MemberType = typeof(Providers))]
    public void AuthMode_EmptySenderKey_NeverBecomesBaseMode(string provider)
    {
        var suite = Suite(provider, HpkeKemId.DhKemX25519);
        var (receiverKey, receiverPublic) = Pair(suite, "receiver");
        var enc = new byte[suite.EncapsulationSize];
        using var sender = suite.SetUpSender(receiverPublic, Info, Randomness(suite), enc);
        Assert.NotNull(sender);
        Assert.Null(suite.SetUpReceiver(enc, receiverKey, Info, HpkeAuthentication.Key([])));
        Assert.Throws<ArgumentException>(() => HpkeAuthentication.Psk([], PskId).Mode);
        Assert.Throws<ArgumentException>(() => HpkeAuthentication.KeyAndPsk(receiverPublic, Psk, []).Mode);
    }

    [Fact]
    public void AuthMode_PostQuantumKem_Throws()
    {
        var suite = Suite(SodiumProvider.Instance.Name, HpkeKemId.XWing);
        var (_, receiverPublic) = Pair(suite, "receiver");
        Assert.False(suite.SupportsSenderKeys);
        Assert.Throws<InvalidOperationException>(() =>
            suite.SetUpSender(receiverPublic, Info, Randomness(suite), new byte[suite.EncapsulationSize], HpkeAuthentication.Key(receiverPublic)));
    }

    [Fact]
    public void Context_OutOfSequenceNumbers_Refuses()
    {
        var (sender, receiver) = Contexts(HpkeAeadId.Aes128Gcm);
        byte[] ciphertext = new byte[Plaintext.Length + 16], opened = new byte[Plaintext.Length];
        sender.Context.Sequence = receiver.Context.Sequence = ulong.MaxValue - 1;
        Assert.True(sender.Seal(Data, Plaintext, ciphertext));
        Assert.True(receiver.Open(Data, ciphertext, opened));
        Assert.False(sender.Seal(Data, Plaintext, ciphertext));
        Assert.False(receiver.Open(Data, ciphertext, opened));
        Assert.All(opened, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Receiver_ForgedMessage_KeepsItsPlace()
    {
        var (sender, receiver) = Contexts(HpkeAeadId.ChaCha20Poly1305);
        byte[] first = new byte[Plaintext.Length + 16], second = new byte[first.Length], opened = new byte[Plaintext.Length];
        Assert.True(sender.Seal(Data, Plaintext, first));
        Assert.True(sender.Seal(Data, Plaintext, second));
        Assert.NotEqual(first, second);
        Assert.False(receiver.Open(Data, second, opened));
        Assert.False(receiver.Open(Data, new byte[3], []));
        Assert.True(receiver.Open(Data, first, opened));
        Assert.False(receiver.Open(Data, first, opened));
        Assert.True(receiver.Open(Data, second, opened));
        Assert.Equal(Plaintext, opened);
    }

    [Fact]
    public void ExportOnly_Context_ExportsAndNeverEncrypts()
    {
        var (sender, receiver) = Contexts(HpkeAeadId.ExportOnly);
        byte[] first = new byte[40], second = new byte[40];
        sender.Export(Info, first);
        receiver.Export(Info, second);
        Assert.Equal(first, second);
        Assert.Throws<InvalidOperationException>(() => sender.Seal(Data, Plaintext, new byte[Plaintext.Length]));
        Assert.Throws<InvalidOperationException>(() => receiver.Open(Data, Plaintext, new byte[Plaintext.Length]));
        sender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sender.Export(Info, first));
    }

    [Fact]
    public void DeriveKeyPair_OfXWing_DiffersFromThePlainSeed()
    {
        var suite = Suite(SodiumProvider.Instance.Name, HpkeKemId.XWing);
        byte[] plain = new byte[32], publicKey = new byte[suite.PublicKeySize];
        SodiumProvider.Instance.XWing.GenerateKeyPair(Bytes("receiver", 32), plain, publicKey);
        Assert.NotEqual(plain, Pair(suite, "receiver").PrivateKey);
    }

    private static HpkeSuite Suite(string provider, HpkeKemId kem) =>
        new(Providers.Named(provider), kem, HpkeKdfId.HkdfSha256, HpkeAeadId.Aes128Gcm);

    private static (HpkeSender Sender, HpkeReceiver Receiver) Contexts(HpkeAeadId aead)
    {
        var suite = new HpkeSuite(SodiumProvider.Instance, HpkeKemId.DhKemX25519, HpkeKdfId.HkdfSha256, aead);
        var (receiverKey, receiverPublic) = Pair(suite, "receiver");
        var enc = new byte[suite.EncapsulationSize];
        return (suite.SetUpSender(receiverPublic, Info, Randomness(suite), enc)!, suite.SetUpReceiver(enc, receiverKey, Info)!);
    }

    private static (byte[] PrivateKey, byte[] PublicKey) Pair(HpkeSuite suite, string label)
    {
        byte[] privateKey = new byte[suite.PrivateKeySize], publicKey = new byte[suite.PublicKeySize];
        suite.DeriveKeyPair(Bytes(label, 32), privateKey, publicKey);
        return (privateKey, publicKey);
    }

    private static byte[] Randomness(HpkeSuite suite) => Bytes("randomness", suite.RandomnessSize);

    private static HpkeMode[] Modes(HpkeSuite suite) =>
        suite.SupportsSenderKeys ? Enum.GetValues<HpkeMode>() : [HpkeMode.Base, HpkeMode.Psk];

    private static HpkeAuthentication Authentication(HpkeMode mode, byte[] key) => mode switch
    {
        HpkeMode.Base => HpkeAuthentication.None,
        HpkeMode.Psk => HpkeAuthentication.Psk(Psk, PskId),
        HpkeMode.Auth => HpkeAuthentication.Key(key),
        _ => HpkeAuthentication.KeyAndPsk(key, Psk, PskId),
    };
}
