using System.Text;
using CsCheck;
using Parley.Simulator;
using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels.Tests;

public sealed class WireTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private const string Head = $"parley bundle v2\nfrom UA\nto BY\nid {Id}\ntime 2022-12-29T07:25:00Z\n";
    private const string Good = $"{Head}items 2\nrecord 5\nhellowant 3\nabc";

    [Fact]
    public void Bundle_Good_ReadsAndWritesTheSameBytes()
    {
        var bundle = Bundle.Parse(Encoding.ASCII.GetBytes(Good)).OrThrow();
        Assert.Equal(("UA", "BY", Id, 2), (bundle.From.Value, bundle.To.Value, bundle.Id.ToString(), bundle.Items.Count));
        Assert.Equal(new DateTimeOffset(2022, 12, 29, 7, 25, 0, TimeSpan.Zero), bundle.Time);
        Assert.Equal(ItemKind.Want, bundle.Items[1].Kind);
        Assert.Equal("hello"u8.ToArray(), bundle.Items[0].Bytes.ToArray());
        Assert.Equal(Good, Encoding.ASCII.GetString(bundle.ToBytes()));
        Assert.Empty(Bundle.Parse(Encoding.ASCII.GetBytes($"{Head}items 0\n")).OrThrow().Items);
    }

    [Theory]
    [InlineData("BND-002", "parley bundle v1\n")]
    [InlineData("BND-002", "")]
    [InlineData("BND-002", "parley bundle v2")]
    [InlineData("BND-002", "parley bundle v2\r\nfrom UA\n")]
    [InlineData("BND-003", "parley bundle v2\nfrom ua\n")]
    [InlineData("BND-003", "parley bundle v2\nfrom UA\nto  BY\n")]
    [InlineData("BND-009", "parley bundle v2\nfrom UA\nto BY\nid 0123\n")]
    [InlineData("BND-009", "parley bundle v2\nfrom UA\nto BY\nid 0123456789ABCDEF0123456789abcdef\n")]
    [InlineData("BND-009", $"parley bundle v2\nfrom UA\nto BY\nid {Id}\ntime now\n")]
    [InlineData("BND-004", $"{Head}items\n")]
    [InlineData("BND-004", $"{Head}items 257\n")]
    [InlineData("BND-004", $"{Head}items 01\n")]
    [InlineData("BND-005", $"{Head}items 1\nRecord 1\nx")]
    [InlineData("BND-005", $"{Head}items 1\n0 1\nx")]
    [InlineData("BND-005", $"{Head}items 1\n7 1\nx")]
    [InlineData("BND-005", $"{Head}items 1\nrecord 2\nx")]
    [InlineData("BND-005", $"{Head}items 1\nrecord 0\n")]
    [InlineData("BND-005", $"{Head}items 1\nrecord 9007199254740991\nx")]
    [InlineData("BND-005", $"{Head}items 2\nrecord 1\nx")]
    [InlineData("BND-006", $"{Head}items 1\nrecord 1\nxx")]
    [InlineData("BND-006", $"{Head}items 0\nx")]
    public void Bundle_Bad_RefusedByTheRule(string rule, string text) =>
        Assert.Equal(rule, Bundle.Parse(Encoding.ASCII.GetBytes(text)).Fault!.Rule);

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
        var read = BundleAnswer.Parse(new BundleAnswer(Bundle.Parse(Encoding.ASCII.GetBytes(Good)).OrThrow().Id, answers).ToBytes())!;
        Assert.Equal(Id, read.Bundle.ToString());
        Assert.Equal(answers.Select(a => a.Fate), read.Items.Select(a => a.Fate));
        Assert.Equal(("CHN-001", "no?channel"), (read.Items[3].Fault!.Rule, read.Items[3].Fault!.Detail));
    }

    [Theory]
    [InlineData($"parley answer v1\nbundle {Id}\nstored\n")]
    [InlineData("parley answer v2\nstored\n")]
    [InlineData("parley answer v2\n")]
    [InlineData("\n")]
    [InlineData("parley answer v2\nbundle 0123\nstored\n")]
    [InlineData($"parley answer v2\nbundle {Id}\nstored")]
    [InlineData($"parley answer v2\nbundle {Id}\nstored\n\n")]
    [InlineData($"parley answer v2\nbundle {Id}\nStored\n")]
    [InlineData($"parley answer v2\nbundle {Id}\n0\n")]
    [InlineData($"parley answer v2\nbundle {Id}\n7\n")]
    [InlineData($"parley answer v2\nbundle {Id}\nstored more\n")]
    [InlineData($"parley answer v2\nbundle {Id}\nrefused\n")]
    [InlineData($"parley answer v2\nbundle {Id}\nrefused CHN-001\n")]
    public void Answer_Malformed_IsNone(string text) => Assert.Null(BundleAnswer.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Answer_MoreLinesThanItemsInABundle_IsNone()
    {
        Assert.Equal(256, BundleAnswer.Parse(Lines(256))!.Items.Count);
        Assert.Null(BundleAnswer.Parse(Lines(257)));

        static byte[] Lines(int count) => Encoding.ASCII.GetBytes($"parley answer v2\nbundle {Id}\n" + string.Concat(Enumerable.Repeat("stored\n", count)));
    }

    [Fact]
    public void Answer_WithTextThatTurnsAround_IsTamed()
    {
        var fault = BundleAnswer.Parse(Encoding.UTF8.GetBytes($"parley answer v2\nbundle {Id}\nrefused CHN-001 \u202Eevil\u0007{new string('x', 900)}\n"))!.Items[0].Fault!;
        Assert.Equal(500, fault.Detail.Length);
        Assert.All(fault.Detail, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void Pouch_Good_ReadsWhatIsWritten()
    {
        ReadOnlyMemory<byte>[] bundles = ["hello"u8.ToArray(), new byte[4096]];
        var file = Pouch.ToBytes(bundles);
        Assert.Equal(bundles.Select(b => b.ToArray()), Unpack(file).OrThrow());
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte, Gen.Int[0, file.Length]).Sample(
            x =>
            {
                var bytes = file.ToArray();
                bytes[x.Item1] = x.Item2;
                _ = Unpack(bytes);
                if (x.Item3 < file.Length)
                    Assert.Equal("BND-037", Unpack(file[..x.Item3]).Fault!.Rule);
            },
            iter: 2_000);
    }

    [Theory]
    [InlineData("parley pouch v2\nbundles 1\nbundle 1\nx")]
    [InlineData("parley pouch v1\nbundles 0\n")]
    [InlineData("parley pouch v1\nbundles 4097\nbundle 1\nx")]
    [InlineData("parley pouch v1\nbundles 1\nbundle 1\nxx")]
    [InlineData("parley pouch v1\nbundles 2\nbundle 1\nx")]
    [InlineData("parley pouch v1\nbundles 1\nbundle 9007199254740991\nx")]
    [InlineData("parley pouch v1\nbundles 1\nrecord 1\nx")]
    public void Pouch_Malformed_IsRefused(string text) => Assert.Equal("BND-037", Unpack(Encoding.ASCII.GetBytes(text)).Fault!.Rule);

    private static Outcome<byte[][]> Unpack(byte[] file)
    {
        if (!PouchReader.OpenAsync(new MemoryStream(file), CancellationToken.None).Result.Try(out var reader, out var fault))
            return fault;
        var bundles = new List<byte[]>();
        while (reader.Read < reader.Count)
        {
            if (!reader.NextAsync(CancellationToken.None).Result.Try(out var bundle, out fault))
                return fault;
            bundles.Add(bundle);
        }

        return bundles.ToArray();
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
                _ = BundleAnswer.Parse(bytes);
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
            new Want(channel, ua.Id, 1, 1, 9).ToBytes(), new BundleAnswer(new BundleId(new byte[16]), [new ItemAnswer(ItemFate.Stored)]).ToBytes(),
        };
        var before = line["BY"].Store.Rows.Records.Count;
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 2000], Gen.Byte).Sample(
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
