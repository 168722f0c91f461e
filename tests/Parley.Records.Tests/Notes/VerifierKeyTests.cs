using Parley.Crypto;
using Parley.Records.Notes;

namespace Parley.Records.Tests.Notes;

public sealed class VerifierKeyTests
{
    // The key of Tessera's public test log.
    private const string Text = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

    [Fact]
    public void Vkey_ReadsAndWrites()
    {
        Assert.True(VerifierKey.TryParse(Text, out var key));
        Assert.Equal(("example.com/log/testdata", 0x33d7b496u, NoteSignatureTypes.Ed25519, 32),
            (key.Name.ToString(), key.KeyHash, key.SignatureType, key.PublicKey.Length));
        Assert.Equal(Text, key.ToString());
        Assert.Equal(key, new VerifierKey(key.Name, key.SignatureType, key.PublicKey));
        Assert.NotEqual(key, new VerifierKey(key.Name, NoteSignatureTypes.Ed25519Cosignature, key.PublicKey));
    }

    [Theory]
    [InlineData("33d7b496", "33D7B496"), InlineData("33d7b496", "33d7b497"), InlineData("33d7b496", "033d7b496"), InlineData("33d7b496", "")]
    [InlineData("example", "Example"), InlineData("example.com/log/testdata", ""), InlineData("/log", "/lo g"), InlineData("/log", "/lo+g")]
    [InlineData("kSx", "kSy"), InlineData("kSx", "kS"), InlineData("AeHTu", "AuHTu"), InlineData("+AeH", "+ AeH"), InlineData("+33d7b496+", "+")]
    public void OtherForm_IsRefused(string part, string other) => Assert.False(VerifierKey.TryParse(Text.Replace(part, other), out _));

    [Theory]
    [InlineData(""), InlineData("++"), InlineData("a+00000000+"), InlineData("a+00000000+AQ==")]
    public void Nonsense_IsRefused(string text) => Assert.False(VerifierKey.TryParse(text, out _));

    [Fact]
    public void KeyOfAnotherTypeOrSize_IsNoEd25519Verifier()
    {
        Assert.True(VerifierKey.TryParse(Text, out var key));
        var scheme = SodiumProvider.Instance.Ed25519;
        Assert.NotNull(new Ed25519NoteVerifier(key, scheme));
        Assert.Throws<ArgumentException>(() => new Ed25519NoteVerifier(new(key.Name, 4, key.PublicKey), scheme));
        Assert.Throws<ArgumentException>(() => new Ed25519NoteVerifier(new(key.Name, 1, key.PublicKey[1..]), scheme));
    }

    [Theory]
    [InlineData("BY", true), InlineData("Łódź", true), InlineData("a/b.c_d", true), InlineData("—", true)]
    [InlineData("", false), InlineData("a b", false), InlineData("a+b", false), InlineData("a\u00a0b", false), InlineData("a\u3000b", false), InlineData("a\nb", false)]
    public void KeyName_HasNoSpaceAndNoPlus(string name, bool good)
    {
        Assert.Equal(good, Xunit.Record.Exception(() => new NoteKeyName(name)) is null);
        Assert.Equal(good, NoteKeyName.TryParse(System.Text.Encoding.UTF8.GetBytes(name), out _));
    }

    [Fact]
    public void HalfACharacter_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new NoteKeyName("a\ud800"));
        Assert.False(VerifierKey.TryParse(Text.Replace("log", "\ud800"), out _));
    }

    [Fact]
    public void KeyName_HasAtMost255Bytes()
    {
        Assert.NotNull(new NoteKeyName(new string('a', 255)));
        Assert.Throws<ArgumentException>(() => new NoteKeyName(new string('a', 256)));
        Assert.False(NoteKeyName.TryParse(System.Text.Encoding.UTF8.GetBytes(new string('ü', 128)), out _));
    }
}
