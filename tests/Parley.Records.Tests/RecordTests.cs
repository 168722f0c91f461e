using CsCheck;
using Parley.Records.Fields;

namespace Parley.Records.Tests;

public sealed class RecordTests
{
    private static readonly Gen<Head[]> Heads = Gen.Select(Gen.Long[1, Parley.Records.Text.Numbers.Max], Gen.Long[1, Parley.Records.Text.Numbers.Max], (i, n) => (i, n)).Array[0, 20]
        .Select(pairs => pairs.Select((p, k) => new Head(PartyId.Parse($"P{k:00}"), p.i, p.n, Digest.Of([(byte)k]))).ToArray());

    private static readonly Gen<(RecordContent Content, Numbering Numbering, SaltedFields Fields)> Records = Gen.Select(
        Gen.Byte.Array[16], Heads, Heads, Gen.Long[0, 3155378975999999999], Gen.Enum<Precedence>(), Gen.Long[1, Parley.Records.Text.Numbers.Max], Gen.String[Gen.Char["xў\n "], 0, 30].Array[0, 6])
        .Select((id, seen, have, ticks, precedence, number, values) =>
        {
            var fields = new SaltedFields([.. values.Select((v, i) => new Field($"f{i}", v))], Cast.Seed("fields"));
            var content = Content(fields, new ContentId(id)) with { Seen = seen, Composed = new DateTimeOffset(ticks, TimeSpan.Zero), Precedence = precedence };
            return (content, new Numbering(1, number, number == 1 ? null : Digest.Of("before"u8), have), fields);
        });

    [Fact]
    public void CreatedAndRead_IsTheSame() => Records.Sample((content, numbering, fields) =>
    {
        var record = Record.Create(content, [Sign(OfficerRole.Released, "duty-1", content)], numbering, fields, Cast.Signer("BY", "BY node 1"));
        var read = Record.Parse(record.Bytes).OrThrow();
        Assert.Equal(record.Id, read.Id);
        Assert.Equal(Digest.Of(read.Note.Text.Span), read.Id); // REC-047
        Assert.Equal(content.ToBytes(), read.ContentBytes.ToArray());
        Assert.Equal(content.ToBytes(), read.Content.ToBytes());
        Assert.Equal(content.Seen, read.Content.Seen);
        Assert.Equal(numbering.Have, read.Numbering.Have);
        Assert.Equal((numbering.Number, numbering.Previous), (read.Numbering.Number, read.Numbering.Previous));
        Assert.Equal(fields.All, read.Fields.All);
        Assert.Equal(new Head(Cast.By, 1, numbering.Number, read.Id), read.Head);
        Assert.NotNull(new RecordVerifier(Cast.Crypto).Authenticate(read, Cast.Pinned(Cast.By)).Value);
        Assert.Null(RecordContent.Parse(content.ToBytes()).Fault);
        // Fields that were read are not read again; nothing else is different.
        Assert.True(record.Bytes.SequenceEqual(Record.Create(content, record.Officers, numbering, read.Fields, Cast.Signer("BY", "BY node 1")).Bytes));
    }, iter: 200);

    [Fact]
    public void Create_WithFieldsThatWereReadOfAnotherRecord_Throws()
    {
        var fields = SaltedFields.Parse(new SaltedFields([new Field("text", "one")], Cast.Seed("one")).ToBytes()).OrThrow();
        var content = Content(fields, new ContentId(new byte[16]));
        var other = SaltedFields.Parse(new SaltedFields([new Field("text", "two")], Cast.Seed("one")).ToBytes()).OrThrow();
        var more = SaltedFields.Parse(new SaltedFields([new Field("text", "one"), new Field("more", "")], Cast.Seed("one")).ToBytes()).OrThrow();
        Assert.Contains("REC-038", Assert.Throws<ArgumentException>(() => Create(other)).Message, StringComparison.Ordinal);
        Assert.Contains("REC-037", Assert.Throws<ArgumentException>(() => Create(more)).Message, StringComparison.Ordinal);
        Assert.Equal(content.FieldsRoot, Create(fields).Content.FieldsRoot);
        // One set of fields has another root in every record, in whichever it was first.
        Assert.NotEqual(content.FieldsRoot, fields.Root(new ContentId([.. Enumerable.Repeat((byte)1, 16)]), content.Author, content.Channel));
        Assert.NotEqual(content.FieldsRoot, fields.Root(content.Id, Cast.Ua, content.Channel));
        Assert.NotEqual(content.FieldsRoot, fields.Root(content.Id, content.Author, Cast.Channel with { Founding = Digest.Of("another policy"u8) }));

        Record Create(SaltedFields with) => Record.Create(content, [Sign(OfficerRole.Released, "duty-1", content)], new Numbering(1, 1, null, []), with, Cast.Signer("BY", "BY node 1"));
    }

    [Fact]
    public void Create_OfficersInAnyOrder_WritesThemInOrder()
    {
        var (content, fields) = Plain();
        var record = Record.Create(content, [Sign(OfficerRole.Released, "duty-1", content), Sign(OfficerRole.Reviewed, "duty-3", content), Sign(OfficerRole.Drafted, "duty-2", content)],
            First, fields, Cast.Signer("BY", "BY node 1"));
        Assert.Equal([OfficerRole.Drafted, OfficerRole.Reviewed, OfficerRole.Released], record.Officers.Select(o => o.Role));
    }

    [Fact]
    public void Create_InAnothersName_Throws()
    {
        var (content, fields) = Plain();
        Assert.Contains("REC-022", Assert.Throws<ArgumentException>(() =>
            Record.Create(content, [Sign(OfficerRole.Released, "duty-1", content)], First, fields, Cast.Signer("UA", "UA node 1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithoutRelease_Throws()
    {
        var (content, fields) = Plain();
        Assert.Contains("REC-025", Assert.Throws<ArgumentException>(() =>
            Record.Create(content, [Sign(OfficerRole.Drafted, "duty-1", content)], First, fields, Cast.Signer("BY", "BY node 1"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Authenticate_AgainstAnothersCards_IsAProgrammersError()
    {
        var record = Record.Parse(RawRecord.Good().ToBytes()).OrThrow();
        Assert.Throws<ArgumentException>(() => new RecordVerifier(Cast.Crypto).Authenticate(record, Cast.Pinned(Cast.Ua)));
    }

    [Theory]
    [InlineData("REC-005", "precedence")]
    [InlineData("REC-010", "desk")]
    [InlineData("REC-011", "nobody")]
    [InlineData("REC-012", "twice")]
    [InlineData("REC-012", "many")]
    [InlineData("REC-013", "seen")]
    [InlineData("REC-015", "subject")]
    [InlineData("REC-016", "language")]
    [InlineData("REC-017", "exercise")]
    [InlineData("REC-018", "fields")]
    [InlineData("REC-018", "less than none")]
    public void Check_OnWhatNoReaderTakes_NamesTheRule(string rule, string fault)
    {
        var (good, _) = Plain();
        Assert.Null(good.Check());
        var bad = fault switch
        {
            "precedence" => good with { Precedence = (Precedence)7 },
            "desk" => good with { Desk = PostId.Parse("UA/mod-duty") },
            "nobody" => good with { To = [] },
            "twice" => good with { Info = good.To },
            "many" => good with { Info = [.. Enumerable.Range(0, 65).Select(i => PostId.Parse($"BY/d{i}"))] },
            "seen" => good with { Seen = [new Head(Cast.By, 1, 1, default)] },
            "subject" => good with { Subject = "an/" },
            "language" => good with { Language = "" },
            "exercise" => good with { Exercise = true },
            "fields" => good with { FieldCount = 513 },
            _ => good with { FieldCount = -1 },
        };
        Assert.Equal(rule, bad.Check()?.Rule);
        Assert.NotNull(RecordContent.Parse(bad.ToBytes()).Fault);
    }

    [Fact]
    public void ContentAlone_IsReadAsStrictly()
    {
        var text = System.Text.Encoding.UTF8.GetString(Plain().Content.ToBytes());
        RecordContent? Read(string content, out string? rule)
        {
            var outcome = RecordContent.Parse(System.Text.Encoding.UTF8.GetBytes(content));
            rule = outcome.Fault?.Rule;
            return outcome.Value;
        }

        Assert.NotNull(Read(text, out _));
        Read(text.Replace("mod-duty", "mоd-duty", StringComparison.Ordinal), out var notAscii);
        Read(text + new string('x', Limits.NoteBytes) + "\n", out var tooLong);
        Read(text + "number       1\n", out var more);
        Assert.Equal(("REC-021", "REC-031", "REC-001"), (notAscii, tooLong, more));
    }

    [Fact]
    public void FaultsLine_IsTheLineInTheFile()
    {
        Assert.Equal(10, Record.Parse(RawRecord.Good().Set("precedence", "urgent").ToBytes()).Fault?.Line);
        var bytes = RawRecord.Good().EditFields("casualties", "Casualties").ToBytes();
        var lines = System.Text.Encoding.UTF8.GetString(bytes).Split('\n');
        Assert.Equal(Array.IndexOf(lines, "field        Casualties") + 1, Record.Parse(bytes).Fault?.Line);
    }

    [Fact]
    public void RecordBytes_AtTheLimit_AreRead()
    {
        // REC-031: the largest text and the largest fields make a file that is not too large.
        Assert.Equal(Limits.RecordBytes, 65536 + 1048576 + 1024);
        Assert.Equal("REC-031", Record.Parse(new byte[Limits.RecordBytes + 1]).Fault?.Rule);
        Assert.Equal("REC-030", Record.Parse(new byte[Limits.RecordBytes]).Fault?.Rule);
    }

    internal static Numbering First { get; } = new(1, 1, null, []);

    internal static (RecordContent Content, SaltedFields Fields) Plain()
    {
        var fields = new SaltedFields([new("a", "b")], Cast.Seed("fields"));
        return (Content(fields, new ContentId(Cast.Seed("content").AsSpan(0, 16))), fields);
    }

    internal static OfficerSignature Sign(OfficerRole role, string officer, RecordContent content, string? key = null)
    {
        var post = PostId.Parse($"{content.Author}/{officer}");
        var signature = new byte[64];
        Cast.Crypto.Ed25519.Sign(Cast.Seed(key ?? post.ToString()), OfficerSignature.Input(role, post, content.ToBytes()), [], signature);
        return new OfficerSignature(role, post, OfficerSignatureKind.Ed25519, [signature]);
    }

    private static RecordContent Content(SaltedFields fields, ContentId id) => new()
    {
        Id = id,
        Channel = Cast.Channel,
        Author = Cast.By,
        Desk = PostId.Parse("BY/mod-duty"),
        To = [PostId.Parse("UA/mod-duty")],
        Info = [],
        Seen = [],
        Composed = Cast.Noon,
        Precedence = Precedence.Flash,
        Form = FormId.Parse("incident.first-report/1"),
        Subject = "incident/BY-2022-0007",
        Language = "be",
        Exercise = false,
        FieldCount = fields.All.Count,
        FieldsRoot = fields.Root(id, Cast.By, Cast.Channel),
    };
}
