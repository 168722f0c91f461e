using System.Text.Json.Nodes;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Records.Tests.Vectors;

/// <summary>The published vectors: the generator makes the same bytes, and the reader agrees with each.</summary>
[Trait("suite", "vectors")]
public sealed class VectorTests
{
    private static readonly Dictionary<string, byte[]> Files = VectorFolder.All.ToDictionary(v => v.File, v => v.Bytes);

    public static TheoryData<string> Names => [.. Files.Keys];

    [Fact]
    public void Generator_MakesThePublishedBytes()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_WRITE_VECTORS") == "1")
            VectorFolder.Write();
        foreach (var (file, bytes) in Files)
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(VectorFolder.Path, file))), $"{file} is not what the generator makes");
        Assert.Equal(VectorFolder.IndexBytes(), File.ReadAllBytes(Path.Combine(VectorFolder.Path, VectorFolder.Index)));
        var published = Directory.EnumerateFiles(VectorFolder.Path, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(VectorFolder.Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(Files.Keys.Append(VectorFolder.Index).Append("README.md").Order(StringComparer.Ordinal), published);
        TestContext.Current.TestOutputHelper!.WriteLine($"{VectorFolder.All.Count(v => v.Rule is null)} good, {VectorFolder.All.Count(v => v.Rule is not null)} bad");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Vector_IsJudgedAsPublished(string file)
    {
        var vector = VectorFolder.All.Single(v => v.File == file);
        var fault = Judge(vector, out var facts);
        Assert.Equal(vector.Rule, fault?.Rule);
        if (vector.Rule is null)
            Assert.True(JsonNode.DeepEquals(vector.Expected, facts), facts!.ToJsonString());
        if (vector.NeedsKeys)
            Assert.Null(Record.Parse(vector.Bytes).Fault);
    }

    private static Fault? Judge(Vector vector, out JsonObject? facts)
    {
        facts = null;
        switch (vector.Kind)
        {
            case "record":
                if (!Record.Parse(vector.Bytes).Try(out var record, out var refused))
                    return refused;
                Assert.True(record.Bytes.SequenceEqual(vector.Bytes));
                facts = GoodRecords.Facts(record);
                return vector.Cards.Count == 0 ? null : new RecordVerifier(Cast.Crypto).Authenticate(record, Accept(vector.Cards)!).Fault;
            case "card":
                var note = Cast.ReadNote(vector.Bytes);
                var accepted = Accept(vector.Cards) is { } before ? before.Accept(note, Cast.Crypto) : CardHistory.Pin(note, Cast.Crypto);
                if (accepted.Value is not { } history)
                    return accepted.Fault;
                Assert.Equal(note.Text.ToArray(), history.Current.ToBytes());
                facts = CardVectors.Facts(history.Current);
                return null;
            default:
                if (!SignedNote.TryParse(vector.Bytes, out var signed, out _))
                    return new Fault("POL-001", 0, "not a note");
                if (!ChannelPolicy.Parse(signed.Text.Span).Try(out var policy, out var broken))
                    return broken;
                Assert.Equal(signed.Text.ToArray(), policy.ToBytes());
                facts = PolicyVectors.Facts(policy);
                return null;
        }
    }

    private static CardHistory? Accept(IEnumerable<string> files)
    {
        CardHistory? history = null;
        foreach (var note in files.Select(f => Cast.ReadNote(Files[f])))
            history = (history is null ? CardHistory.Pin(note, Cast.Crypto) : history.Accept(note, Cast.Crypto)).OrThrow();
        return history;
    }
}
