using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Simulator;

namespace Parley.Channels.Tests;

public sealed class SealedBundleTests
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private static readonly TestParty By = new("BY"), Ua = new("UA"), Pl = new("PL");
    private static readonly Dictionary<PartyId, CardHistory> Cards = new[] { By, Ua, Pl }.ToDictionary(p => p.Id, p => CardHistory.Pin(p.Card, Crypto).OrThrow());
    private int _serial;

    [Fact]
    public void Sealed_Opened_IsTheSameBundleFromItsSender()
    {
        var bundle = Bundle("hello");
        var sent = Seal(bundle);
        var closed = SealedBundle.Parse(sent.Sealed).OrThrow();
        Assert.Equal(Ua.Seal.Mailbox, closed.Mailbox);
        var opened = closed.Open(Ua.SealPrivateKey.Span, Crypto).OrThrow();
        var read = opened.Verify(Ua.Id, Cards, Crypto).OrThrow();
        Assert.Equal(bundle.ToBytes(), read.ToBytes());

        // BND-019
        var answer = new BundleAnswer(read.Id, [new ItemAnswer(ItemFate.Stored)]);
        var one = opened.Answer.Seal(answer, Salt());
        var other = opened.Answer.Seal(answer, Salt());
        Assert.Equal(answer.ToBytes(), sent.Answer.Open(one)!.ToBytes());
        Assert.Equal(answer.ToBytes(), sent.Answer.Open(other)!.ToBytes());
        Assert.False(one.AsSpan(32).SequenceEqual(other.AsSpan(32)));
        Assert.Equal(256, one.Length);
        using var elsewhere = Seal(Bundle("hello")).Answer;
        Assert.Null(elsewhere.Open(one));
    }

    [Theory]
    [InlineData(0, 2048)]
    [InlineData(1000, 4096)]
    [InlineData(5000, 8192)]
    [InlineData(100_000, 131_072)]
    public void Sealed_AnyBundle_HasASizeThatIsAPowerOfTwo(int length, int size) => Assert.Equal(size, Seal(Bundle(new string('x', length))).Sealed.Length);

    [Fact]
    public void Sealed_AsMuchAsThereIsRoomFor_FitsAndNoMore()
    {
        // BND-001
        foreach (var size in new[] { SealedBundle.MinBytes, 4096, SealedBundle.MaxBytes })
        {
            var most = SealedBundle.RoomIn(size) - Wire.Bundle.SizeOf(0);
            Assert.Equal(size, Seal(Bundle(new string('x', most))).Sealed.Length);
        }

        Assert.Equal("BND-001", SealedBundle.Seal(Bundle(new string('x', SealedBundle.MaxBytes)), Ua.Seal, By.Node, Crypto, Random()).Fault!.Rule);
        Assert.Equal("BND-001", SealedBundle.Parse(new byte[SealedBundle.MaxBytes + 1]).Fault!.Rule);
    }

    [Fact]
    public void Sealed_FromOutside_ShowsMailboxAndSizeOnly()
    {
        var (one, other) = (Seal(Bundle("to be read by nobody else")).Sealed.ToArray(), Seal(Bundle("something else")).Sealed.ToArray());
        Assert.Equal("parley sealed bundle v2\n", Encoding.ASCII.GetString(one.AsSpan(0, 24)));
        Assert.Equal(Ua.Seal.Mailbox, new MailboxId(one.AsSpan(24, 32)));
        // Behind opening and mailbox nothing stands still, and nothing of what is inside shows.
        Assert.InRange(Enumerable.Range(56, one.Length - 56).Count(i => one[i] == other[i]), 0, 40);
        foreach (var inside in new[] { "BY", "UA", "parley bundle", "to be read" })
            Assert.Equal(-1, one.AsSpan(24).IndexOf(Encoding.ASCII.GetBytes(inside.PadRight(4, '\n'))));
    }

    [Fact]
    public void Sealed_AnyByteChanged_DoesNotOpen()
    {
        // BND-015
        var good = Seal(Bundle("hello")).Sealed.ToArray();
        for (var at = 0; at < good.Length; at += at < 64 ? 1 : 13)
        {
            var bytes = good.ToArray();
            bytes[at] ^= 0x40;
            var rule = at < 24 ? "BND-014" : "BND-015";
            Assert.Equal(rule, SealedBundle.Parse(bytes).Try(out var closed, out var fault) ? closed.Open(Ua.SealPrivateKey.Span, Crypto).Fault?.Rule : fault.Rule);
        }

        Assert.Equal("BND-015", SealedBundle.Parse(good).OrThrow().Open(Pl.SealPrivateKey.Span, Crypto).Fault!.Rule);
    }

    [Fact]
    public void Sealed_CutOffOrLonger_IsNoSizeClass()
    {
        // BND-014
        var good = Seal(Bundle("hello")).Sealed.ToArray();
        foreach (var bytes in new[] { good[..^1], good[..1024], [.. good, 0], good[..100], [] })
            Assert.Equal("BND-014", SealedBundle.Parse(bytes).Fault!.Rule);
    }

    [Fact]
    public void Opened_ForAnother_IsRefused()
    {
        // BND-012
        var toPoland = Bundle("hello") with { To = Pl.Id };
        Assert.Equal("BND-012", Take(Seal(toPoland)).Fault!.Rule);
        var fromOneself = Bundle("hello") with { From = Ua.Id };
        Assert.Equal("BND-012", Take(SealedBundle.Seal(fromOneself, Ua.Seal, Ua.Node, Crypto, Random()).OrThrow()).Fault!.Rule);
    }

    [Fact]
    public void Opened_SignedByAnother_IsRefused()
    {
        // BND-016: Poland seals in the name of Belarus, with its own key and with a line copied from elsewhere.
        Assert.Equal("BND-016", Take(SealedBundle.Seal(Bundle("hello"), Ua.Seal, Pl.Node, Crypto, Random()).OrThrow()).Fault!.Rule);
        Assert.Equal("BND-016", Take(SealedBundle.Seal(Bundle("hello"), Ua.Seal, Pl.Node.As(By.Node.Key.Name), Crypto, Random()).OrThrow()).Fault!.Rule);
        var stranger = new TestParty("XX");
        Assert.Equal("BND-016", Take(SealedBundle.Seal(Bundle("hello") with { From = stranger.Id }, Ua.Seal, stranger.Node, Crypto, Random()).OrThrow()).Fault!.Rule);
    }

    [Fact]
    public void Opened_SignedForAnotherMailbox_IsRefused()
    {
        // BND-016: Ukraine passes what Belarus told it on to Poland, as if Belarus had told Poland.
        var bundle = Bundle("hello") with { To = Pl.Id };
        var line = SignedBundle.Sign(bundle.ToBytes(), Ua.Seal.Mailbox, By.Node);
        var forged = SignedBundle.Read(Plain(bundle.ToBytes(), line), Pl.Seal.Mailbox, Seal(bundle).Answer).OrThrow();
        Assert.Equal("BND-016", forged.Verify(Pl.Id, Cards, Crypto).Fault!.Rule);
        var honest = SignedBundle.Read(Plain(bundle.ToBytes(), line), Ua.Seal.Mailbox, Seal(bundle).Answer).OrThrow();
        Assert.Null(honest.Verify(Pl.Id, Cards, Crypto).Fault);
    }

    [Fact]
    public void Opened_PaddingOrSignatureLineAmiss_IsRefused()
    {
        var content = Bundle("hello").ToBytes();
        var line = SignedBundle.Sign(content, Ua.Seal.Mailbox, By.Node);
        Assert.Null(Read(Plain(content, line)));
        // BND-017
        Assert.Equal("BND-017", Read([.. Plain(content, line)[..^1], 1]));
        Assert.Equal("BND-017", Read([.. content, .. line, .. line]));
        Assert.Equal("BND-016", Read(Plain(content, [])));
        Assert.Equal("BND-016", Read([.. content, .. line.AsSpan(0, line.Length - 1)]));
        Assert.Equal("BND-016", Read(Plain(content, SignedBundle.Sign(content, Ua.Seal.Mailbox, Pl.Node))));
        Assert.Equal("BND-002", Read([]));

        static string? Read(byte[] plain) => SignedBundle.Read(plain, Ua.Seal.Mailbox, Seal(new Bundle(default, By.Id, Ua.Id, default, [])).Answer).Fault?.Rule;
    }

    [Fact]
    public void Opened_ByARevokedKey_IsRefused()
    {
        // BND-016, CRD-018
        var next = By.CardText() with { Version = 2, Previous = By.CardText().Hash, Node = Key("new"), Revoked = [new RevokedKey(By.CardText().Node, DateTimeOffset.UnixEpoch)] };
        var note = SignedNote.Create(next.ToBytes(), By.Root.Sign(next.ToBytes()), Signer("new").Sign(next.ToBytes()));
        var cards = new Dictionary<PartyId, CardHistory>(Cards) { [By.Id] = Cards[By.Id].Accept(note, Crypto).OrThrow() };
        var old = Open(Seal(Bundle("hello")));
        Assert.Null(old.Verify(Ua.Id, Cards, Crypto).Fault);
        Assert.Equal("BND-016", old.Verify(Ua.Id, cards, Crypto).Fault!.Rule);
    }

    [Fact]
    public void Opened_ByANewKeyThatTheBundleIntroduces_IsTaken()
    {
        // BND-018
        var next = By.CardText() with { Version = 2, Previous = By.CardText().Hash, Node = Key("new") };
        var text = next.ToBytes();
        var note = SignedNote.Create(text, By.Root.Sign(text), Signer("new").Sign(text), By.Node.Sign(text));
        Assert.Equal("BND-016", Take(Sealed()).Fault!.Rule);
        Assert.Null(Take(Sealed(note)).Fault);
        Assert.Null(Take(Sealed(By.Card, note)).Fault);

        // Without the old node's signature it is nobody's next card; neither does one help that comes behind such a one.
        var stolen = SignedNote.Create(text, By.Root.Sign(text), Signer("new").Sign(text));
        Assert.Equal("BND-016", Take(Sealed(stolen)).Fault!.Rule);
        Assert.Equal("BND-016", Take(Sealed(stolen, note)).Fault!.Rule);

        OutgoingBundle Sealed(params SignedNote[] cards) => SealedBundle.Seal(
            Bundle("hello") with { Items = [.. cards.Select(c => new BundleItem(ItemKind.Card, c.ToBytes()))] }, Ua.Seal, Signer("new"), Crypto, Random()).OrThrow();
    }

    [Fact]
    public void Seal_ToAKeyThatIsNone_IsAFault() =>
        Assert.Equal("CRD-032", SealedBundle.Seal(Bundle("hello"), new SealKey(Enumerable.Repeat((byte)0xFF, SealKey.Size).ToArray()), By.Node, Crypto, Random()).Fault!.Rule);

    [Fact]
    public void Bytes_AnyInsideTheSeal_NeverThrow()
    {
        var content = Bundle("hello").ToBytes();
        var good = Plain(content, SignedBundle.Sign(content, Ua.Seal.Mailbox, By.Node));
        var answer = Seal(Bundle("hello")).Answer;
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample(
            x =>
            {
                var bytes = good.ToArray();
                var same = bytes[x.Item1] == x.Item2;
                bytes[x.Item1] = x.Item2;
                var verified = SignedBundle.Read(bytes, Ua.Seal.Mailbox, answer).Try(out var read, out _) ? read.Verify(Ua.Id, Cards, Crypto).Value : null;
                Assert.Equal(same, verified is not null);
                _ = SignedBundle.Read(bytes.AsMemory(0, x.Item3), Ua.Seal.Mailbox, answer);
                _ = answer.Open(bytes.AsSpan(0, x.Item3));
            },
            iter: 5_000, threads: 1);
    }

    private static byte[] Plain(byte[] content, byte[] line) => [.. content, .. line, .. new byte[40]];

    private static CardKey Key(string name) => CardKey.Ed25519(Signer(name).Key.PublicKey.Span);

    private static NoteSigner Signer(string name) => new(By.Node.Key.Name, SHA256.HashData(Encoding.UTF8.GetBytes(name)), Crypto.Ed25519);

    private static OutgoingBundle Seal(Bundle bundle) => SealedBundle.Seal(bundle, Ua.Seal, By.Node, Crypto, Random()).OrThrow();

    private static SignedBundle Open(OutgoingBundle sent) => SealedBundle.Parse(sent.Sealed).OrThrow().Open(Ua.SealPrivateKey.Span, Crypto).OrThrow();

    private static Outcome<Bundle> Take(OutgoingBundle sent) =>
        SealedBundle.Parse(sent.Sealed).OrThrow().Open(Ua.SealPrivateKey.Span, Crypto).Try(out var opened, out var fault) ? opened.Verify(Ua.Id, Cards, Crypto) : fault;

    private static byte[] Random() => RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize);

    private static byte[] Salt() => RandomNumberGenerator.GetBytes(AnswerSeal.SaltSize);

    private Bundle Bundle(string text) => new(
        new BundleId(SHA256.HashData(BitConverter.GetBytes(_serial++)).AsSpan(0, 16)), By.Id, Ua.Id, new DateTimeOffset(2022, 12, 29, 7, 25, 0, TimeSpan.Zero),
        text.Length == 0 ? [] : [new BundleItem(ItemKind.Record, Encoding.UTF8.GetBytes(text))]);
}
