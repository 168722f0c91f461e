using System.Text;
using Parley.Records.Cards;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;
using Parley.Records.Tests.Vectors;

namespace Parley.Records.Tests;

/// <summary>Every parser takes any bytes: it answers, never throws, and what it accepts it writes back as it was.</summary>
public sealed class HostileBytesTests
{
    private const int Mutations = 240_000;
    private const int Largest = 8 * 1024;
    private static readonly Vector[] Good = [.. VectorFolder.All.Where(v => v.Rule is null && v.Bytes.Length < Largest)];
    private static readonly RecordVerifier Verifier = new(Cast.Crypto);
    private static readonly CardHistory Pinned = Cast.Pinned(Cast.By);

    [Fact]
    public void MutatedVectors_AreReadAsWrittenOrRefused()
    {
        var seed = Environment.GetEnvironmentVariable("PARLEY_SEED") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"PARLEY_SEED={seed}");
        var random = new Random(seed);
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        long most = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var vector = Good[i % Good.Length];
            var bytes = Mutation.Of(vector.Bytes, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Fault? fault;
            try
            {
                fault = Judge(vector, bytes);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{vector.File}, mutation {i}, seed {seed}: {Convert.ToBase64String(bytes)}", e);
            }

            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before - 24L * bytes.Length);
            if (fault is not null)
                refused[fault.Rule] = refused.GetValueOrDefault(fault.Rule) + 1;
        }

        // A parser that copies lists or lines without measure shows here long before it hurts.
        Assert.InRange(most, 0, 192 * 1024);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Mutations} mutations, {refused.Values.Sum()} refused under {refused.Count} rules");
    }

    [Fact]
    public void RandomBytes_AreRefused()
    {
        var random = new Random(4);
        var buffer = new byte[4096];
        for (var i = 0; i < 2000; i++)
        {
            var bytes = buffer[..random.Next(buffer.Length)];
            random.NextBytes(bytes);
            Assert.NotNull(Record.Parse(bytes).Fault);
            Assert.NotNull(RecordContent.Parse(bytes).Fault);
            Assert.NotNull(SaltedFields.Parse(bytes).Fault);
            Assert.NotNull(ChannelPolicy.Parse(bytes).Fault);
            Assert.False(OfficerSignature.TryParseLine(Encoding.Latin1.GetString(bytes), out _));
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("a\n")]
    [InlineData("    \n")]
    [InlineData("field        a\n    \n")]
    [InlineData("— BY AAAAAAA=\n")]
    [InlineData("\n\n")]
    [InlineData(" ")]
    [InlineData(":")]
    public void Megabytes_AreReadInBoundedMemoryAndTime(string piece)
    {
        byte[] Fill(string start, int size) => Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(piece, size / piece.Length)));
        var record = Encoding.UTF8.GetString(RawRecord.Good().ToBytes());
        var head = Encoding.UTF8.GetString(RawRecord.Good().ContentBytes());
        byte[][] hostile =
        [
            Fill("", 1_100_000),
            Fill(record, 1_000_000),
            Fill(record[..record.IndexOf("parley fields", StringComparison.Ordinal)], 1_000_000),
            Fill("parley record v1\n", 60_000),
            Fill(head[..(head.IndexOf("seen ", StringComparison.Ordinal) + 13)], 60_000),
            Fill(head, 60_000),
            Fill("parley fields v1\nseed         AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 1_000_000),
            Fill("parley policy v1\nchannel      ", 1_000_000),
        ];
        foreach (var bytes in hostile)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Record.Parse(bytes);
            RecordContent.Parse(bytes);
            SaltedFields.Parse(bytes);
            ChannelPolicy.Parse(bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16L << 20);
        }
    }

    [Fact]
    public void TooLarge_IsRefusedWithoutReading()
    {
        var huge = new byte[64 << 20];
        huge.AsSpan().Fill((byte)'\n');
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("REC-031", Record.Parse(huge).Fault?.Rule);
        Assert.Equal("REC-031", RecordContent.Parse(huge).Fault?.Rule);
        Assert.Equal("REC-031", SaltedFields.Parse(huge).Fault?.Rule);
        Assert.Equal("POL-001", ChannelPolicy.Parse(huge).Fault?.Rule);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024);
    }

    [Fact]
    public void Fault_DoesNotRepeatHostileText()
    {
        var fields = Encoding.UTF8.GetBytes($"parley fields v1\nseed         {Convert.ToBase64String(new byte[32])}\nfield        {new string('x', 500_000)}\n    v\n");
        Assert.InRange(SaltedFields.Parse(fields).Fault!.Detail.Length, 1, 300);
    }

    private static Fault? Judge(Vector vector, byte[] bytes)
    {
        if (vector.Kind == "record")
        {
            if (!Record.Parse(bytes).Try(out var record, out var fault))
                return fault;
            IsTheSame(bytes, record.Bytes);
            IsTheSame(record.Note.Text.Span[..record.ContentBytes.Length], record.Content.ToBytes());
            var authentic = record.Content.Author == Cast.By && Verifier.Authenticate(record, Pinned).Fault is null;
            if (authentic && !bytes.AsSpan().SequenceEqual(vector.Bytes))
                Assert.Fail($"another record than {vector.File} is authentic");
            return null;
        }

        if (!SignedNote.TryParse(bytes, out var note, out _))
            return new Fault("signed-note", 0, "");
        if (vector.Kind == "policy")
        {
            if (!ChannelPolicy.Parse(note.Text.Span).Try(out var policy, out var fault))
                return fault;
            IsTheSame(note.Text.Span, policy.ToBytes());
            Assert.Null(policy.Check());
            return null;
        }

        if (!PartyCard.Parse(note.Text.Span).Try(out var card, out var refused))
            return refused;
        IsTheSame(note.Text.Span, card.ToBytes());
        return Pinned.Accept(note, Cast.Crypto).Fault;
    }

    private static void IsTheSame(ReadOnlySpan<byte> read, ReadOnlySpan<byte> written) => Assert.True(read.SequenceEqual(written));
}
