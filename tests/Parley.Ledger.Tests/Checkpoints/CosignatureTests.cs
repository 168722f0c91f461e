using System.Buffers.Binary;
using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests.Checkpoints;

public sealed class CosignatureTests
{
    private static readonly Cosigner Peer = Keys.Cosigner("X-UA", 7);

    [Fact]
    public void LED040_Ed25519_CoversTimeAndCheckpoint()
    {
        var signed = Keys.Sign(5);
        var line = Peer.Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []);
        var message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime 1672298700\n{signed.Checkpoint}");
        Assert.Equal(72, line.Signature.Length);
        Assert.True(SodiumProvider.Instance.Ed25519.Verify(Peer.Key.PublicKey.Span, message, line.Signature.Span[8..]));
        var verified = Keys.Verified(signed.With(line), Keys.VerifierOf(Peer));
        Assert.Equal(new VerifiedCosignature(Peer.Key, new(1_672_298_700)), Assert.Single(verified.Cosignatures));
    }

    [Fact]
    public void LED040_AnyChange_FailsTheNote()
    {
        var signed = Keys.Sign(5);
        var line = Peer.Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []);
        for (var bit = 0; bit < line.Signature.Length * 8; bit++)
        {
            var changed = line.Signature.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(signed.With(new(Peer.Key.Name, Peer.Key.KeyHash, changed)).Verify([Keys.LogVerifier], [Keys.VerifierOf(Peer)]).Fault);
        }

        Assert.False(Keys.VerifierOf(Peer).Verify(Keys.Sign(6).Checkpoint.Text.Span, line.Signature.Span));

        // The key did sign this; a text that is no checkpoint has no cosignature all the same.
        var other = new byte[72];
        other[7] = 1;
        SodiumProvider.Instance.Ed25519.Sign(
            Enumerable.Repeat((byte)7, 32).ToArray(), "cosignature/v1\ntime 1\nno checkpoint\n"u8, [], other.AsSpan(8));
        Assert.False(Keys.VerifierOf(Peer).Verify("no checkpoint\n"u8, other));
        Assert.False(Keys.VerifierOf(Peer).Verify(signed.Checkpoint.Text.Span, line.Signature.Span[..8]));
        Assert.False(Keys.VerifierOf(Peer).Verify(signed.Checkpoint.Text.Span, []));
    }

    [Fact]
    public void LED043_NodeKey_CosignsInItsPartysNameAndNeverForANote()
    {
        var (node, signed) = (Keys.Signer("X-UA", 9), Keys.Sign(5));
        var line = Cosigner.Ed25519(node).Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []);
        var cards = Keys.Card("X-UA", node);
        Assert.Equal("X-UA", line.KeyName.ToString());
        Assert.Single(Keys.Verified(signed.With(line), [.. LedgerKeys.Cosigners(cards, 1, SodiumProvider.Instance)]).Cosignatures);
        Assert.Empty(LedgerKeys.Cosigners(cards, 2, SodiumProvider.Instance));

        // One key, two kinds of signature: the line does not pass for the node's signature under a note, nor the other way round.
        Assert.False(new Ed25519NoteVerifier(node.Key, SodiumProvider.Instance.Ed25519).Verify(signed.Checkpoint.Text.Span, line.Signature.Span[8..]));
        Assert.NotEqual(node.Key.KeyHash, line.KeyHash);
        Assert.All(["parley record v1", "parley policy v1", "parley card v1", "parley.ledger/"], opening => Assert.False("cosignature/v1".StartsWith(opening, StringComparison.Ordinal)));
    }

    [Fact]
    public void LED041_MlDsa44_CoversNamesTimeSizeAndRoot()
    {
        var scheme = new RecordingScheme();
        var cosigner = Cosigner.MlDsa44(new("X-UA"), new byte[32], scheme);
        Assert.Equal(NoteSignatureTypes.MlDsa44Cosignature, cosigner.Key.SignatureType);
        var signed = Keys.Sign(5);
        cosigner.Sign(signed.Checkpoint, new(1), []);
        var origin = Keys.Origin.ToString();
        byte[] expected =
        [
            .. "subtree/v1\n\0"u8, 4, .. "X-UA"u8, 0, 0, 0, 0, 0, 0, 0, 1, (byte)origin.Length, .. Encoding.ASCII.GetBytes(origin),
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, .. signed.Checkpoint.Root.ToArray(),
        ];
        Assert.Equal(expected, scheme.Message);
    }

    [Fact]
    public void LED041_MlDsa44_IsGoodInBothProviders()
    {
        var (one, other) = (SodiumProvider.Instance.MlDsa44, BouncyCastleProvider.Instance.MlDsa44);
        var signed = Keys.Sign(5);
        var cosigner = Cosigner.MlDsa44(new("X-UA"), Enumerable.Repeat((byte)7, 32).ToArray(), one);
        var line = cosigner.Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), new byte[cosigner.SigningRandomnessSize]);
        Assert.Equal(8 + 2420, line.Signature.Length);
        foreach (var scheme in new[] { one, other })
        {
            var verifier = new CosignatureVerifier(cosigner.Key, scheme);
            Assert.Equal(CosignatureTime.Of(Keys.Now), Assert.Single(Keys.Verified(signed.With(line), verifier).Cosignatures).Time);
            Assert.False(verifier.Verify(Keys.Sign(6).Checkpoint.Text.Span, line.Signature.Span));
            for (var bit = 0; bit < line.Signature.Length * 8; bit += 97)
            {
                var changed = line.Signature.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(verifier.Verify(signed.Checkpoint.Text.Span, changed));
            }
        }

        // Another name with the same key is another cosigner: the message says whose it is.
        var renamed = Cosigner.MlDsa44(new("X-PL"), Enumerable.Repeat((byte)7, 32).ToArray(), one);
        Assert.False(new CosignatureVerifier(renamed.Key, one).Verify(signed.Checkpoint.Text.Span, line.Signature.Span));
    }

    [Fact]
    public void LED042_TimePastTheLargest_OrZero_IsNone()
    {
        var signed = Keys.Sign(5);
        var bytes = new byte[72];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, 1UL << 63);
        Assert.False(Keys.VerifierOf(Peer).Verify(signed.Checkpoint.Text.Span, bytes));
        Assert.Throws<ArgumentException>(() => Peer.Sign(signed.Checkpoint, default, []));
    }

    [Fact]
    public void LED042_Future_IsMeasuredWithAnAllowance()
    {
        var time = CosignatureTime.Of(Keys.Now.AddSeconds(60));
        Assert.True(time.IsAfter(Keys.Now, TimeSpan.FromSeconds(59)));
        Assert.False(time.IsAfter(Keys.Now, TimeSpan.FromSeconds(60)));
        Assert.False(default(CosignatureTime).IsAfter(Keys.Now, TimeSpan.Zero));
    }

    private sealed class RecordingScheme : Crypto.ISignatureScheme
    {
        public byte[]? Message { get; private set; }
        public string Name => "ML-DSA-44";
        public int PrivateKeySize => 32;
        public int PublicKeySize => 1312;
        public int MaxSignatureSize => 2420;
        public int SigningRandomnessSize => 0;

        public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey) => throw new NotSupportedException();

        public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
        {
            publicKey.Fill(1);
            return true;
        }

        public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
        {
            Message = message.ToArray();
            return MaxSignatureSize;
        }

        public Crypto.ISigningKey OpenKey(ReadOnlySpan<byte> privateKey) => throw new NotSupportedException();

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => false;
    }
}
