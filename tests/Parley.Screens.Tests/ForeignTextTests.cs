using CsCheck;
using Parley.Screens.Layout;

namespace Parley.Screens.Tests;

public sealed class ForeignTextTests
{
    [Theory]
    [InlineData("Two objects crossed at 07:25Z.")]
    [InlineData("Ракета впала біля Горбахи, 2022-12-29.")]
    [InlineData("Дэсант С-300, тып 5В55; мінскі час UTC+3")]
    [InlineData("S-300 (С-300), 5V55, MGRS 35U NS 12345 67890")]
    [InlineData("Zażółć gęślą jaźń, Przewodów")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void Split_HonestText_NothingIsMarked(string text)
    {
        var runs = ForeignText.Split(text);
        Assert.All(runs, r => Assert.Null(r.Mark));
        Assert.Equal(text, string.Concat(runs.Select(r => r.Text)));
    }

    [Theory]
    [InlineData("fire\u202Eton od", "U+202E", ForeignMark.Direction)]
    [InlineData("a\u200Fb", "U+200F", ForeignMark.Direction)]
    [InlineData("a\u2066b", "U+2066", ForeignMark.Direction)]
    [InlineData("not\u200B safe", "U+200B", ForeignMark.Invisible)]
    [InlineData("a\uFEFFb", "U+FEFF", ForeignMark.Invisible)]
    [InlineData("a\u00ADb", "U+00AD", ForeignMark.Invisible)]
    [InlineData("a\u2028b", "U+2028", ForeignMark.Invisible)]
    [InlineData("a\U000E0041b", "U+E0041", ForeignMark.Invisible)]
    [InlineData("a\u0007b", "U+0007", ForeignMark.Control)]
    [InlineData("a\uE000b", "U+E000", ForeignMark.Control)]
    [InlineData("a\u0300\u0300\u0300\u0300\u0300b", "U+0300", ForeignMark.Stacked)]
    [InlineData("on the Кyiv road", "Кyiv", ForeignMark.LookAlike)]
    [InlineData("Мiнск", "Мiнск", ForeignMark.LookAlike)]
    [InlineData("signed by the сора office", "сора", ForeignMark.LookAlike)]
    [InlineData("подписано офисом copa вчера", "copa", ForeignMark.LookAlike)]
    public void Split_TextThatDeceives_IsMarkedAndShown(string text, string shown, ForeignMark mark) =>
        Assert.Contains(new ForeignRun(shown, mark), ForeignText.Split(text));

    [Fact]
    public void Split_HalfACharacter_IsMarkedAndShown() => Assert.Contains(new ForeignRun("U+D800", ForeignMark.Control), ForeignText.Split("a\uD800b"));

    [Fact]
    public void Split_AnyText_LosesNothingAndNeverThrows() => Gen.String[Gen.Char, 0, 200].Sample(text =>
    {
        var left = text.AsSpan();
        foreach (var run in ForeignText.Split(text))
        {
            if (run.Mark is null or ForeignMark.LookAlike)
            {
                Assert.StartsWith(run.Text, left.ToString(), StringComparison.Ordinal);
                left = left[run.Text.Length..];
            }
            else
            {
                var value = int.Parse(run.Text[2..], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
                left = left[(value > 0xFFFF ? 2 : 1)..];
            }
        }

        Assert.Equal(0, left.Length);
    });
}
