using System.Text;
using CsCheck;
using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Node.Bearers;
using Parley.Records;

namespace Parley.Channels.Tests;

public sealed class WireTests
{
    private const string Good = "parley bundle v1\nfrom UA\nto BY\nitems 2\nrecord 5\nhellowant 3\nabc";

    [Fact]
    public void Bundle_Good_ReadsAndWritesTheSameBytes()
    {
        var bundle = Bundle.Parse(Encoding.ASCII.GetBytes(Good)).OrThrow();
        Assert.Equal(("UA", "BY", 2), (bundle.From.Value, bundle.To.Value, bundle.Items.Count));
        Assert.Equal(ItemKind.Want, bundle.Items[1].Kind);
        Assert.Equal("hello"u8.ToArray(), bundle.Items[0].Bytes.ToArray());
        Assert.Equal(Good, Encoding.ASCII.GetString(bundle.ToBytes()));
    }

    [Theory]
    [InlineData("BND-002", "parley bundle v2\n")]
    [InlineData("BND-002", "")]
    [InlineData("BND-002", "parley bundle v1")]
    [InlineData("BND-002", "parley bundle v1\r\nfrom UA\n")]
    [InlineData("BND-003", "parley bundle v1\nfrom ua\n")]
    [InlineData("BND-003", "parley bundle v1\nfrom UA\nto  BY\n")]
    [InlineData("BND-004", "parley bundle v1\nfrom UA\nto BY\nitems 0\n")]
    [InlineData("BND-004", "parley bundle v1\nfrom UA\nto BY\nitems 257\n")]
    [InlineData("BND-004", "parley bundle v1\nfrom UA\nto BY\nitems 01\n")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 1\nRecord 1\nx")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 1\n0 1\nx")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 1\n7 1\nx")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 1\nrecord 2\nx")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 1\nrecord 0\n")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 1\nrecord 9007199254740991\nx")]
    [InlineData("BND-005", "parley bundle v1\nfrom UA\nto BY\nitems 2\nrecord 1\nx")]
    [InlineData("BND-006", "parley bundle v1\nfrom UA\nto BY\nitems 1\nrecord 1\nxx")]
    public void Bundle_Bad_RefusedByTheRule(string rule, string text) =>
        Assert.Equal(rule, Bundle.Parse(Encoding.ASCII.GetBytes(text)).Fault!.Rule);

    [Fact]
    public void Bundle_LargerThanAllowed_Refused() =>
        Assert.Equal("BND-001", Bundle.Parse(new byte[Bundle.MaxBytes + 1]).Fault!.Rule);

    [Theory]
    [InlineData(1, 64, true)]
    [InlineData(1, 65, false)]
    [InlineData(2, 1, false)]
    [InlineData(9007199254740990, 9007199254740991, true)]
    public void Want_NumbersAsManyAsAllowed(long first, long last, bool good)
    {
        var want = new Want(new ChannelId("a.line", Digest.Of("x"u8)), PartyId.Parse("UA"), 1, first, last);
        var read = Want.Parse(want.ToBytes());
        Assert.Equal(good ? null : "BND-007", read.Fault?.Rule);
        if (good)
            Assert.Equal(want, read.Value);
    }

    [Theory]
    [InlineData("want\n")]
    [InlineData("want a.line 0000000000000000000000000000000000000000000000000000000000000000 UA 1 1 1")]
    [InlineData("want a.line 0000000000000000000000000000000000000000000000000000000000000000 UA 0 1 1\n")]
    [InlineData("want a.line 0000000000000000000000000000000000000000000000000000000000000000 UA 1 1 1 1\n")]
    [InlineData("want a.line 0000000000000000000000000000000000000000000000000000000000000000 UA 1 9007199254740992 9007199254740992\n")]
    public void Want_Malformed_Refused(string text) => Assert.Equal("BND-007", Want.Parse(Encoding.ASCII.GetBytes(text)).Fault!.Rule);

    [Fact]
    public void Answer_Good_ReadsWhatIsWritten()
    {
        // BND-008
        ItemAnswer[] answers = [new(ItemFate.Stored), new(ItemFate.Duplicate), new(ItemFate.Held), new(ItemFate.Refused, new Fault("CHN-001", 0, "no\nchannel"))];
        var read = BundleAnswer.Parse(BundleAnswer.ToText(answers), 4)!;
        Assert.Equal(answers.Select(a => a.Fate), read.Select(a => a.Fate));
        Assert.Equal(("CHN-001", "no channel"), (read[3].Fault!.Rule, read[3].Fault!.Detail));
    }

    [Theory]
    [InlineData("parley answer v2\nstored\n")]
    [InlineData("parley answer v1\nstored")]
    [InlineData("parley answer v1\nstored\nstored\n")]
    [InlineData("parley answer v1\nStored\n")]
    [InlineData("parley answer v1\n0\n")]
    [InlineData("parley answer v1\n7\n")]
    [InlineData("parley answer v1\nstored more\n")]
    [InlineData("parley answer v1\nrefused\n")]
    [InlineData("parley answer v1\nrefused CHN-001\n")]
    public void Answer_Malformed_IsNone(string text) => Assert.Null(BundleAnswer.Parse(text, 1));

    [Fact]
    public void Answer_WithTextThatTurnsAround_IsTamed()
    {
        var fault = BundleAnswer.Parse($"parley answer v1\nrefused CHN-001 \u202Eevil\u0007{new string('x', 900)}\n", 1)![0].Fault!;
        Assert.Equal(500, fault.Detail.Length);
        Assert.All(fault.Detail, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void Bytes_Any_NeverThrow()
    {
        var good = Encoding.ASCII.GetBytes(Good);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample(
            x =>
            {
                var bytes = good.ToArray();
                bytes[x.Item1] = x.Item2;
                _ = Bundle.Parse(bytes);
                _ = Bundle.Parse(bytes.AsMemory(0, x.Item3));
                _ = Want.Parse(bytes.AsSpan(0, x.Item3));
                _ = BundleAnswer.Parse(Encoding.Latin1.GetString(bytes), x.Item3);
            },
            iter: 20_000);
    }

    [Fact]
    public void Items_AnyBytesOfAnyKind_AreAnsweredAndLeaveNothing()
    {
        var line = new Line(["BY", "UA"], ["BY"]);
        var channel = line.Open(line.Policy());
        var ua = line.Party("UA");
        var goods = new[]
        {
            ua.Number(line.Saying("UA", channel), 1, null).Bytes.ToArray(), ua.Card.ToBytes(), line.SignAll(line.Policy("other.line")).ToBytes(),
            new Want(channel, ua.Id, 1, 1, 9).ToBytes(),
        };
        var before = line["BY"].Store.Rows.Records.Count;
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2000], Gen.Byte).Sample(
            x =>
            {
                var bytes = goods[x.Item1].ToArray();
                var at = x.Item3 % bytes.Length;
                bytes[at] = bytes[at] == x.Item4 ? (byte)(x.Item4 + 1) : x.Item4;
                _ = line["BY"].Take(ua, (ItemKind)x.Item2, bytes);
            },
            iter: 3_000, threads: 1);
        // A record's fields carry no signature of their own: their root does. Nothing that was changed may stand.
        Assert.Equal(before, line["BY"].Store.Rows.Records.Count);
        Assert.Empty(line["BY"].Store.Rows.Held);
    }
}
