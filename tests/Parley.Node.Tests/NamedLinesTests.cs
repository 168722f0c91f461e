using Parley.Node.Drafts;

namespace Parley.Node.Tests;

public sealed class NamedLinesTests
{
    private static readonly NamedLines Claims = NamedLines.All.Single(l => l.Field == "claims");

    [Fact]
    public void Read_LinesWithNames_AreFieldsOfTheRecord()
    {
        var read = Claims.Read("cause: a stray missile: probably\r\n\n  how-it-came-down :shot-down.by-air-defence\n");
        Assert.Equal([("claim.cause", "a stray missile: probably"), ("claim.how-it-came-down", "shot-down.by-air-defence")], read!.Select(r => (r.Key, r.Value)));
        Assert.Empty(Claims.Read("")!);
    }

    [Theory]
    [InlineData("a stray missile")]
    [InlineData("cause:")]
    [InlineData(": a stray missile")]
    [InlineData("The cause: a stray missile")]
    [InlineData("cause: one\ncause: another")]
    [InlineData("<script>: x")]
    public void Read_LineThatNamesNothing_IsRefusedWhole(string text) => Assert.Null(Claims.Read(text));
}
