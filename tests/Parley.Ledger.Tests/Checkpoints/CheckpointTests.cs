using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records.Notes;

namespace Parley.Ledger.Tests.Checkpoints;

public sealed class CheckpointTests
{
    private const string Root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void LED030_Origin_NamesPartyIncarnationChannelAndPolicy()
    {
        var text = $"parley.ledger/X-BY/1/by-ua-pl.border/{Keys.Channel.Founding.ToString()[..16]}";
        Assert.Equal(text, Keys.Origin.ToString());
        Assert.True(LedgerOrigin.TryParse(text, out var origin));
        Assert.Equal(Keys.Origin, origin);
        Assert.True(origin.IsOf(Keys.Channel));
        Assert.False(origin.IsOf(Keys.Channel with { Founding = default }));
        foreach (var other in new[] { "parley.ledger/X-BY/0", "/1/", "by/", text + "/", text + "0", text[..^1], text.ToUpperInvariant(), "", text.Replace("/1/", "/01/"), text.Replace("/1/", "/0/"), text.Replace("X-BY", "x-by") })
            Assert.False(LedgerOrigin.TryParse(other, out _));
    }

    [Fact]
    public void LED031_Checkpoint_ReadsAndWritesTheSameBytes()
    {
        var checkpoint = new Checkpoint(Keys.Origin.Line, new(7), TreeHash.Empty);
        Assert.Equal($"{Keys.Origin}\n7\n{Root}\n", checkpoint.ToString());
        var again = Checkpoint.Parse(checkpoint.Text.Span).OrThrow();
        Assert.Equal((checkpoint.Origin, checkpoint.Size, checkpoint.Root), (again.Origin, again.Size, again.Root));
        Assert.Empty(again.Extensions);
    }

    [Theory]
    [InlineData("", 0), InlineData("\n", 1), InlineData("o\n", 1), InlineData("o\n1\n", 2), InlineData("\n1\nROOT\n", 1), InlineData("o\n\nROOT\n", 2)]
    [InlineData("o\n01\nROOT\n", 2), InlineData("o\n-1\nROOT\n", 2), InlineData("o\n+1\nROOT\n", 2), InlineData("o\n1 \nROOT\n", 2), InlineData("o\n0x1\nROOT\n", 2)]
    [InlineData("o\n9223372036854775808\nROOT\n", 2), InlineData("o\n99999999999999999999\nROOT\n", 2), InlineData("o\n١\nROOT\n", 2)]
    [InlineData("o\n1\n\n", 3), InlineData("o\n1\nROOT \n", 3), InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", 3)]
    [InlineData("o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", 3), InlineData("o\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n", 3)]
    [InlineData("o\n1\nROOTROOT\n", 3), InlineData("o\n1\nROOT", 0), InlineData("o\t\n1\nROOT\n", 0), InlineData("o\n1\r\nROOT\n", 0)]
    public void LED031_OtherForm_IsRefused(string text, int line)
    {
        var fault = Checkpoint.Parse(Encoding.UTF8.GetBytes(text.Replace("ROOT", Root))).Fault;
        Assert.Equal("LED-031", fault?.Rule);
        Assert.Equal(line, fault!.Line);
    }

    [Fact]
    public void LED031_LargestSize_IsRead() =>
        Assert.Equal(long.MaxValue, Checkpoint.Parse(Encoding.UTF8.GetBytes($"o\n{long.MaxValue}\n{Root}\n")).OrThrow().Size.Value);

    [Fact]
    public void LED032_ExtensionLines_AreKeptAndMayNotBeEmpty()
    {
        Assert.Equal(["a", "b"], Checkpoint.Parse(Encoding.UTF8.GetBytes($"o\n1\n{Root}\na\nb\n")).OrThrow().Extensions);
        Assert.Equal("LED-032", Checkpoint.Parse(Encoding.UTF8.GetBytes($"o\n1\n{Root}\n\n")).Fault!.Rule);
        Assert.Equal("LED-032", Checkpoint.Parse(Encoding.UTF8.GetBytes($"o\n1\n{Root}\na\n\nb\n")).Fault!.Rule);
        Assert.Equal("LED-032", Checkpoint.Parse(Encoding.UTF8.GetBytes($"o\n1\n{Root}\n" + string.Concat(Enumerable.Repeat("a\n", 65)))).Fault!.Rule);
    }

    [Fact]
    public void LED033_OnlyTheLogsOwnKey_MakesItBelieved()
    {
        var signed = Keys.Sign(5);
        Assert.Equal(5, Keys.Verified(signed).Checkpoint.Size.Value);
        var stranger = Keys.Signer("stranger", 2);
        Assert.Throws<ArgumentException>(() => SignedCheckpoint.Sign(signed.Checkpoint, stranger));

        // The same log's text, signed by another known log's key only.
        var foreign = SignedCheckpoint.Parse(stranger.SignNote(signed.Checkpoint.Text.Span).ToBytes()).OrThrow();
        Assert.Equal("LED-033", foreign.Verify([new Ed25519NoteVerifier(stranger.Key, SodiumProvider.Instance.Ed25519), Keys.LogVerifier], []).Fault!.Rule);

        // A good signature does not excuse a bad one of another known key.
        var bad = signed.With(new NoteSignature(stranger.Key.Name, stranger.Key.KeyHash, new byte[64]));
        Assert.Equal("LED-033", bad.Verify([Keys.LogVerifier], [new Ed25519NoteVerifier(stranger.Key, SodiumProvider.Instance.Ed25519)]).Fault!.Rule);
        Assert.NotNull(bad.Verify([Keys.LogVerifier], []).Value);
    }

    [Fact]
    public void LED033_EveryBitOfASignedCheckpoint_Matters()
    {
        var bytes = Keys.Sign(5).ToBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(SignedCheckpoint.Parse(changed).Value?.Verify([Keys.LogVerifier], []).Value);
        }
    }
}
