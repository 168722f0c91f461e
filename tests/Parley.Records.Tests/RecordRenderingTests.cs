namespace Parley.Records.Tests;

public sealed class RecordRenderingTests
{
    [Fact]
    public void Exercise_BeginsAndEndsWithItsBanner() // REC-050
    {
        var lines = Lines(RawRecord.Good("X-BY", exercise: "yes"));
        Assert.Equal("EXERCISE", lines[0]);
        Assert.Equal("EXERCISE", lines[^1]);
    }

    [Theory]
    [InlineData("BY")]
    [InlineData("X-BY")]
    public void PublicRecord_BeginsAndEndsWithItsBanner(string author)
    {
        var lines = Lines(RawRecord.Good(author, "public.statement/1"));
        Assert.StartsWith("PUBLIC RECORD", lines[0], StringComparison.Ordinal);
        Assert.Contains(author, lines[0], StringComparison.Ordinal);
        Assert.Equal("PUBLIC RECORD", lines[^1]);
    }

    [Fact]
    public void Traffic_CannotPassForAnother()
    {
        var lines = Lines(RawRecord.Good(fields: [new("exercise", "EXERCISE\n\nPUBLIC RECORD"), new("public-record", "\nEXERCISE")]));
        Assert.DoesNotContain(lines, l => l.StartsWith("EXERCISE", StringComparison.Ordinal) || l.StartsWith("PUBLIC RECORD", StringComparison.Ordinal));
        Assert.StartsWith("FLASH", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Rendering_ShowsWhatAnOfficerNeeds()
    {
        var text = string.Join('\n', Lines(RawRecord.Good()));
        foreach (var expected in new[] { "BY number 41", "2022-12-29 07:25:00Z", "UA/mod-duty, PL/mod-duty", "OSCE/cpc", "incident/BY-2022-0007", "BY/duty-1", "BY/duty-2", "UA up to 17", "    Упала ракета", "none known" })
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    private static string[] Lines(RawRecord record) => RecordRendering.ToText(Record.Parse(record.ToBytes()).OrThrow()).TrimEnd('\n').Split('\n');
}
