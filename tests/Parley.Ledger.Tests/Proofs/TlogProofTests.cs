using System.Text;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Proofs;

namespace Parley.Ledger.Tests.Proofs;

public sealed class TlogProofTests
{
    private static readonly MemoryTiles Tiles = MemoryTiles.Of(300);
    private static readonly SignedCheckpoint Signed = Keys.Sign(300, Tiles.State.Root);
    private static readonly LeafHash Leaf = MemoryTiles.ReferenceNumbers(201)[200];

    private static TlogProof Sample(string extra = "")
    {
        Assert.True(InclusionProof.TryBuild(Tiles, new(200), new(300), out var proof, out _));
        return new(new(200), proof.Hashes, Signed, Encoding.UTF8.GetBytes(extra));
    }

    [Theory]
    [InlineData(""), InlineData("opening")]
    public void LED060_File_ReadsAndWritesTheSameBytes(string extra)
    {
        var bytes = Sample(extra).ToBytes();
        var again = TlogProof.Parse(bytes).OrThrow();
        Assert.Equal(bytes, again.ToBytes());
        Assert.Equal(extra, Encoding.UTF8.GetString(again.Extra.Span));
        Assert.True(again.Verify(Keys.Verified(again.Checkpoint), Leaf));
        Assert.StartsWith("c2sp.org/tlog-proof@v1\n" + (extra == "" ? "index 200\n" : "extra "), Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void LED060_ProofOfTheOnlyEntry_HasNoHashes()
    {
        var proof = new TlogProof(new(0), [], Keys.Sign(1));
        var again = TlogProof.Parse(proof.ToBytes()).OrThrow();
        Assert.True(again.Verify(Keys.Verified(again.Checkpoint), MemoryTiles.ReferenceNumbers(1)[0]));
    }

    [Theory]
    [InlineData("@v1", "@v2"), InlineData("index 200", "index 0200"), InlineData("index 200", "index -1"), InlineData("index 200", "Index 200")]
    [InlineData("index 200\n", ""), InlineData("index 200\n", "index 200\nindex 200\n"), InlineData("index 200\n", "index 200\n\n")]
    [InlineData("index 200\n", "extra ?\nindex 200\n"), InlineData("index 200\n", "extra \nindex 200\n"), InlineData("index 200\n", "index 200\nextra AAAA\n"), InlineData("index 200\n", "extra AAAA\nextra AAAA\nindex 200\n")]
    [InlineData("\nindex", "\r\nindex"), InlineData("c2sp", "\nc2sp")]
    public void LED060_OtherForm_IsRefused(string part, string other)
    {
        var text = Encoding.UTF8.GetString(Sample().ToBytes());
        Assert.NotNull(TlogProof.Parse(Encoding.UTF8.GetBytes(text.Replace(part, other))).Fault);
    }

    [Fact]
    public void LED060_TooManyHashes_AreRefused()
    {
        var text = Encoding.UTF8.GetString(Sample().ToBytes());
        var hash = Convert.ToBase64String(new byte[32]) + "\n";
        var fault = TlogProof.Parse(Encoding.UTF8.GetBytes(text.Replace("index 200\n", "index 200\n" + string.Concat(Enumerable.Repeat(hash, 63))))).Fault;
        Assert.Equal("LED-060", fault?.Rule);
    }

    [Fact]
    public void LED061_EveryBitButTheExtra_Matters()
    {
        var bytes = Sample().ToBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var changed = (byte[])bytes.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TlogProof.Parse(changed).Value is { } proof && proof.Checkpoint.Verify([Keys.LogVerifier], []).Value is { } verified)
                Assert.False(proof.Verify(verified, Leaf), $"bit {bit}");
        }
    }

    [Fact]
    public void LED061_OtherLeafOrOtherCheckpoint_IsRejected()
    {
        var proof = Sample();
        Assert.True(proof.Verify(Keys.Verified(Signed), Leaf));
        Assert.False(proof.Verify(Keys.Verified(Signed), MemoryTiles.ReferenceNumbers(1)[0]));
        Assert.False(proof.Verify(Keys.Verified(Keys.Sign(300, Tiles.State.Root)), Leaf));
    }
}
