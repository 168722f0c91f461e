using System.Text;
using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Records.Tests.Notes;

public sealed class SignedNoteTests
{
    private static readonly ISignatureScheme Ed25519 = SodiumProvider.Instance.Ed25519;
    private static readonly NoteSigner By = Signer("BY", 1);
    private static readonly NoteSigner Ua = Signer("UA", 2);
    private static readonly byte[] Text = "one\n\ntwo\n"u8.ToArray();

    [Fact]
    public void Note_ReadsAndWritesTheSameBytes()
    {
        var bytes = SignedNote.Create(Text, By.Sign(Text), Ua.Sign(Text)).ToBytes();
        Assert.StartsWith("one\n\ntwo\n\n— BY ", Encoding.UTF8.GetString(bytes));
        Assert.True(SignedNote.TryParse(bytes, out var note, out var error));
        Assert.Equal(default, error);
        Assert.Equal(Text, note.Text.ToArray());
        Assert.Equal(["BY", "UA"], note.Signatures.Select(signature => signature.KeyName.ToString()));
        Assert.Equal(bytes, note.ToBytes());
    }

    [Fact]
    public void TextThatLooksSigned_IsText()
    {
        var text = Encoding.UTF8.GetBytes($"a\n\n{By.Sign(Text)}\n");
        Assert.True(SignedNote.TryParse(By.SignNote(text).ToBytes(), out var note, out _));
        Assert.Equal(text, note.Text.ToArray());
        Assert.Single(note.Signatures);
    }

    [Theory]
    [InlineData("", NoteFault.NoFinalNewline, 0)]
    [InlineData("a", NoteFault.NoFinalNewline, 1)]
    [InlineData("a\n", NoteFault.NoSeparator, 2)]
    [InlineData("\n— k AAAAAAA=\n", NoteFault.NoSeparator, 16)]
    [InlineData("a\n\n", NoteFault.NoSignature, 3)]
    [InlineData("a\n\n— k AAAAAAA=", NoteFault.NoFinalNewline, 17)]
    [InlineData("a\n\n— k AAAAAAA=\n\n", NoteFault.NoSignature, 19)]
    [InlineData("a\tb\n\n— k AAAAAAA=\n", NoteFault.ControlCharacter, 1)]
    [InlineData("a\r\n\n— k AAAAAAA=\n", NoteFault.ControlCharacter, 1)]
    [InlineData("a\n\n- k AAAAAAA=\n", NoteFault.BadSignatureLine, 3)]
    [InlineData("a\n\n—k AAAAAAA=\n", NoteFault.BadSignatureLine, 3)]
    [InlineData("a\n\n— k\n", NoteFault.BadSignatureLine, 8)]
    [InlineData("a\n\n—  AAAAAAA=\n", NoteFault.BadKeyName, 7)]
    [InlineData("a\n\n— k+ AAAAAAA=\n", NoteFault.BadKeyName, 7)]
    [InlineData("a\n\n— k\u00a0 AAAAAAA=\n", NoteFault.BadKeyName, 7)]
    [InlineData("a\n\n— k\u2028 AAAAAAA=\n", NoteFault.BadKeyName, 7)]
    [InlineData("a\n\n— k \n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k AAAAAA==\n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k AAAAAAA\n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k AAAAAAB=\n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k AAAA AAA=\n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k AAAAAAA= \n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k  AAAAAAA=\n", NoteFault.BadBase64, 9)]
    [InlineData("a\n\n— k AAAA____\n", NoteFault.BadBase64, 9)]
    public void OtherForm_IsRefusedWhereItStands(string note, NoteFault fault, int offset)
    {
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(note), out _, out var error));
        Assert.Equal(new NoteError(fault, offset), error);
    }

    [Fact]
    public void BytesThatAreNotUtf8_AreRefusedWhereTheyStand()
    {
        foreach (var bad in new byte[][] { [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x80] })
        {
            Assert.False(SignedNote.TryParse([(byte)'a', .. bad, .. "\n\n— k AAAAAAA=\n"u8], out _, out var error));
            Assert.Equal(new NoteError(NoteFault.NotUtf8, 1), error);
        }
    }

    [Fact]
    public void Limits_AreKept()
    {
        byte[] Note(int text, int signatures) =>
            [.. Enumerable.Repeat((byte)'a', text - 1), (byte)'\n', (byte)'\n', .. Enumerable.Repeat(Encoding.UTF8.GetBytes("— k AAAAAAA=\n"), signatures).SelectMany(line => line)];
        Assert.True(SignedNote.TryParse(Note(SignedNote.MaxTextSize, SignedNote.MaxSignatures), out _, out _));
        Assert.False(SignedNote.TryParse(Note(SignedNote.MaxTextSize + 1, 1), out _, out var error));
        Assert.Equal(NoteFault.TooLarge, error.Fault);
        Assert.False(SignedNote.TryParse(Note(2, SignedNote.MaxSignatures + 1), out _, out error));
        Assert.Equal(NoteFault.TooManySignatures, error.Fault);
        Assert.False(SignedNote.TryParse(new byte[SignedNote.MaxSize + 1], out _, out error));
        Assert.Equal(NoteFault.TooLarge, error.Fault);
    }

    [Fact]
    public void Verify_IgnoresUnknownKeys_AndFailsOnABadKnownOne()
    {
        var note = SignedNote.Create(Text, By.Sign(Text), Ua.Sign("other\n"u8));
        Assert.Equal(NoteVerdict.Verified, note.Verify(Known(By)).Verdict);
        Assert.True(note.Verify(Known(By)).IsBy(By.Key));
        Assert.Equal(NoteVerdict.BadSignature, note.Verify(Known(By), Known(Ua)).Verdict);
        Assert.Equal("UA", note.Verify(Known(By), Known(Ua)).Offending!.KeyName.ToString());
        Assert.Equal(NoteVerdict.NoKnownKey, note.Verify(Known(Signer("PL", 3))).Verdict);
        Assert.Equal(NoteVerdict.NoKnownKey, note.Verify().Verdict);

        // The same name with another key, and the same key under another name, are other keys.
        Assert.Equal(NoteVerdict.NoKnownKey, note.Verify(Known(Signer("BY", 3)), Known(Signer("PL", 1))).Verdict);

        // A good signature does not make up for a bad one of the same key.
        Assert.Equal(NoteVerdict.BadSignature, SignedNote.Create(Text, By.Sign(Text), By.Sign("other\n"u8)).Verify(Known(By)).Verdict);
    }

    [Fact]
    public void EveryBit_Matters()
    {
        var bytes = By.SignNote(Text).ToBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SignedNote.TryParse(changed, out var note, out _) && note.Verify(Known(By)).IsVerified);
        }
    }

    [Fact]
    public void ProgrammersErrors_Throw()
    {
        Assert.Throws<ArgumentException>(() => SignedNote.Create("no newline"u8, By.Sign(Text)));
        Assert.Throws<ArgumentException>(() => SignedNote.Create(Text));
        Assert.Throws<ArgumentException>(() => By.Sign("no newline"u8));
        Assert.Throws<ArgumentException>(() => By.Sign("tab\t\n"u8));
        Assert.Throws<ArgumentException>(() => new NoteSigner(new("BY"), new byte[31], Ed25519));
        Assert.Throws<ArgumentException>(() => new NoteSignature(new("BY"), 0, default));
        var full = SignedNote.Create(Text, Enumerable.Repeat(By.Sign(Text), 100).ToArray());
        Assert.Throws<InvalidOperationException>(() => full.With(By.Sign(Text)));
    }

    private static NoteSigner Signer(string name, byte seed) => new(new(name), Enumerable.Repeat(seed, 32).ToArray(), Ed25519);

    private static Ed25519NoteVerifier Known(NoteSigner signer) => new(signer.Key, Ed25519);
}
