using CsCheck;
using Parley.Records.Text;

namespace Parley.Records.Tests.Text;

public sealed class TimesTests
{
    private static readonly Gen<string> Near = Gen.Select(Gen.Int[0, 20], Gen.Int[0, 2], Gen.Char["0129:-TZtz \0+.\u0661\uFF11/"])
        .Select((at, cut, c) => "2022-12-29T07:25:00Z" is var time ? time[..at] + c + time[Math.Min(20, at + cut)..] : "");

    [Fact]
    public void WhateverIsRead_IsWrittenTheSame() => Near.Sample(text =>
    {
        if (Times.TryParse(text, out var time))
            Assert.Equal(text, Times.ToText(time));
    }, iter: 5000);

    [Theory]
    [InlineData("2022-12-29T07:25:00Z", true)]
    [InlineData("12022-12-29T07:25:00Z", false)]
    [InlineData("2022-12-29T07:25:00Z ", false)]
    [InlineData(" 2022-12-29T07:25:00Z", false)]
    [InlineData("2022-12-29 07:25:00Z", false)]
    [InlineData("2022-02-30T07:25:00Z", false)]
    [InlineData("2022-12-29T07:25Z", false)]
    [InlineData("", false)]
    public void Time_HasOneForm(string text, bool good) => Assert.Equal(good, Times.TryParse(text, out _));

    [Fact]
    public void Truncated_IsWhatADocumentCarries()
    {
        var time = Cast.Noon.AddTicks(9_999_999).ToOffset(TimeSpan.FromHours(3));
        Assert.True(Times.TryParse(Times.ToText(time), out var read));
        Assert.Equal(Cast.Noon, read);
        Assert.Equal(Cast.Noon, Times.Truncate(time));
    }
}
