using System.Text;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Policies;
using Parley.Records;

namespace Parley.Ledger.Tests.Policies;

public sealed class TlogPolicyTests
{
    private static readonly Cosigner[] Witnesses = [.. Enumerable.Range(1, 6).Select(n => Keys.Cosigner($"w{n}", (byte)(40 + n)))];

    private static string TwoOfThreeFromEachSide => $"""
        # two of three from each side
        log {Keys.Log.Key}  https://log.example

        witness X1 {Witnesses[0].Key}
        witness X2 {Witnesses[1].Key} https://x2.example
          witness X3 {Witnesses[2].Key}
        group X 2 X1 X2 X3
        witness Y1 {Witnesses[3].Key}
        witness Y2 {Witnesses[4].Key}
        witness Y3 {Witnesses[5].Key}
        group	Y 2 Y1 Y2 Y3
        group both all X Y
        quorum both

        """.ReplaceLineEndings("\n");

    [Fact]
    public void LED071_TwoOfThreeFromEachSide_AcceptsExactlyThat()
    {
        var policy = Parse(TwoOfThreeFromEachSide).OrThrow();
        for (var set = 0; set < 64; set++)
        {
            var expected = int.PopCount(set & 7) >= 2 && int.PopCount(set >> 3) >= 2;
            Assert.Equal(expected, policy.IsQuorum(key => Array.FindIndex(Witnesses, one => one.Key.Equals(key)) is var at && (set >> at & 1) == 1));
        }
    }

    [Fact]
    public void LED072_Checkpoint_IsBelievedWithTheQuorumOnly()
    {
        var policy = Parse(TwoOfThreeFromEachSide).OrThrow();
        var signed = Keys.Sign(5);
        foreach (var at in new[] { 0, 1, 3 })
            signed = signed.With(Witnesses[at].Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []));
        Assert.Equal("LED-072", Verify(policy, signed).Fault?.Rule);
        signed = signed.With(Witnesses[5].Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []));
        Assert.Equal(4, Verify(policy, signed).OrThrow().Cosignatures.Count);
        var none = Parse($"log {Keys.Log.Key}\nquorum none\n").OrThrow();
        Assert.NotNull(Verify(none, Keys.Sign(5)).Value);
        Assert.Equal("LED-033", Verify(Parse("quorum none\n").OrThrow(), Keys.Sign(5)).Fault?.Rule);
    }

    [Fact]
    public void LED072_MlDsaWitness_CountsWhereTheSchemeIsGiven()
    {
        var mlDsa = SodiumProvider.Instance.MlDsa44;
        var witness = Cosigner.MlDsa44(new("pq"), new byte[32], mlDsa);
        var policy = Parse($"log {Keys.Log.Key}\nwitness w {witness.Key}\nquorum w\n").OrThrow();
        var signed = Keys.Sign(5);
        signed = signed.With(witness.Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []));
        Assert.Equal("LED-072", Verify(policy, signed).Fault?.Rule);
        Assert.NotNull(policy.Verify(signed, SodiumProvider.Instance.Ed25519, mlDsa, Keys.Now, TimeSpan.Zero).Value);
    }

    [Fact]
    public void LED042_CosignatureFromTheFuture_DoesNotCountAndIsNamed()
    {
        var policy = Parse($"log {Keys.Log.Key}\nwitness w {Witnesses[0].Key}\nquorum w\n").OrThrow();
        var signed = Keys.Sign(5);
        var late = signed.With(Witnesses[0].Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now.AddHours(1)), []));
        Assert.Contains("in the future", Verify(policy, late).Fault!.Detail);
        var both = late.With(Witnesses[0].Sign(signed.Checkpoint, CosignatureTime.Of(Keys.Now), []));
        Assert.NotNull(Verify(policy, both).Value);
    }

    [Theory]
    [InlineData("LED-070", "quorum none"), InlineData("LED-070", "quorum\u0001none\n"), InlineData("LED-070", "quorum none\r\n")]
    [InlineData("LED-070", "log\nquorum none\n"), InlineData("LED-070", "log x\nquorum none\n"), InlineData("LED-070", "witness a LOG\nquorum none\n")]
    [InlineData("LED-070", "log LOG u v\nquorum none\n"), InlineData("LED-070", "logs LOG\nquorum none\n"), InlineData("LED-070", "quorum none none\n")]
    [InlineData("LED-070", "witness a W1\ngroup g any\nquorum a\n")]
    [InlineData("LED-071", "witness none W1\nquorum none\n"), InlineData("LED-071", "witness a W1\nwitness a W2\nquorum a\n")]
    [InlineData("LED-071", "group g any a\nwitness a W1\nquorum g\n"), InlineData("LED-071", "witness a W1\ngroup g any g\nquorum g\n")]
    [InlineData("LED-071", "witness a W1\ngroup g any a a\nquorum g\n"), InlineData("LED-071", "witness a W1\ngroup g any a\ngroup h any a\nquorum g\n")]
    [InlineData("LED-071", "witness a W1\ngroup g 0 a\nquorum g\n"), InlineData("LED-071", "witness a W1\ngroup g 2 a\nquorum g\n")]
    [InlineData("LED-071", "witness a W1\ngroup g 01 a\nquorum g\n"), InlineData("LED-071", "witness a W1\ngroup g +1 a\nquorum g\n")]
    [InlineData("LED-071", "witness a W1\ngroup a any a\nquorum a\n"), InlineData("LED-071", "witness a W1\ngroup none any a\nquorum a\n")]
    [InlineData("LED-071", "group g any none\nquorum g\n")]
    [InlineData("LED-072", "log LOG\n"), InlineData("LED-072", "\n"), InlineData("LED-072", "quorum a\n"), InlineData("LED-072", "quorum none\nquorum none\n")]
    [InlineData("LED-072", "quorum a\nwitness a W1\n")]
    [InlineData("LED-073", "log LOG\nlog LOG\nquorum none\n"), InlineData("LED-073", "witness a W1\nwitness b W1\nquorum a\n")]
    public void LED070_LED071_LED072_LED073_OtherForm_IsRefused(string rule, string text) =>
        Assert.Equal(rule, Parse(text.Replace("LOG", Keys.Log.Key.ToString())
            .Replace("W1", Witnesses[0].Key.ToString()).Replace("W2", Witnesses[1].Key.ToString())).Fault?.Rule);

    [Fact]
    public void LED070_AtLeastThirtyTwoOfEach_AreRead()
    {
        var text = new StringBuilder();
        for (var n = 0; n < 32; n++)
        {
            text.Append("log ").Append(Keys.Signer($"log{n}", (byte)(n + 1)).Key).Append('\n');
            text.Append("witness w").Append(n).Append(' ').Append(Keys.Cosigner($"wé{n}", (byte)(n + 1)).Key).Append('\n');
            text.Append("group g").Append(n).Append(" any w").Append(n).Append('\n');
        }

        var policy = Parse(text + "quorum g31\n").OrThrow();
        Assert.Equal((32, 32, 32), (policy.Logs.Count, policy.Witnesses.Count, policy.Groups.Count));
    }

    [Fact]
    public void LED070_NamesAreOctets()
    {
        var bytes = (byte[])[.. "witness "u8, 0xff, 0x80, (byte)' ', .. Encoding.UTF8.GetBytes(Witnesses[0].Key.ToString()), .. "\nquorum "u8, 0xff, 0x80, (byte)'\n'];
        Assert.Equal("ÿ\u0080", TlogPolicy.Parse(bytes).OrThrow().Quorum);
    }

    private static Outcome<TlogPolicy> Parse(string text) => TlogPolicy.Parse(Encoding.UTF8.GetBytes(text));

    private static Outcome<VerifiedCheckpoint> Verify(TlogPolicy policy, SignedCheckpoint signed) =>
        policy.Verify(signed, SodiumProvider.Instance.Ed25519, null, Keys.Now, TimeSpan.FromMinutes(2));
}
