using System.Text.RegularExpressions;
using Parley.EndToEnd.Tests;
using Parley.Screens.Languages;

namespace Parley.Screens.Tests;

public sealed partial class LanguageTests
{
    private static readonly LanguageLibrary Library = LanguageLibrary.Read();
    private static readonly Language English = Library.All[LanguageLibrary.Fallback];

    // What a language may well write as English does: numbers, patterns, names and signs.
    private static readonly HashSet<string> Same = ["language", "reviewed-by", "number.decimal", "number.group", "date.short", "date.months",
        // A word that Polish has too.
        "role.administrator"];

    public static TheoryData<string> Others => [.. Library.All.Keys.Where(k => k != LanguageLibrary.Fallback)];

    [Fact]
    public void Library_TheFiveLanguages_AreThere() => Assert.Equal(["be", "en", "pl", "ru", "uk"], Library.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Others))]
    public void Language_BesideEnglish_HasTheSameKeys(string code) =>
        Assert.Equal(English.Texts.Keys.Order(), Library.All[code].Texts.Keys.Order());

    [Theory]
    [MemberData(nameof(Others))]
    public void Language_BesideEnglish_HasTheSameValuesToSetIn(string code) => Assert.Empty(
        English.Texts.Where(t => !ValuePattern().Matches(t.Value).Select(m => m.Value).Order().Distinct().SequenceEqual(
            ValuePattern().Matches(Library.All[code].Texts[t.Key]).Select(m => m.Value).Order().Distinct())).Select(t => t.Key));

    [Theory]
    [MemberData(nameof(Others))]
    public void Language_BesideEnglish_HasNoEnglishLeft(string code) => Assert.Empty(
        English.Texts.Where(t => !Same.Contains(t.Key) && WordPattern().IsMatch(t.Value) && Library.All[code].Texts[t.Key] == t.Value && !IsName(t.Value)).Select(t => t.Key));

    [Theory]
    [MemberData(nameof(Others))]
    public void Language_InCyrillic_IsInCyrillic(string code)
    {
        if (code == "pl")
            return;
        Assert.Empty(Library.All[code].Texts.Where(t => !Same.Contains(t.Key) && English.Texts[t.Key] != t.Value && WordPattern().IsMatch(t.Value) && !CyrillicPattern().IsMatch(t.Value)).Select(t => t.Key));
    }

    [Fact]
    public void Screens_KeyThatTheyAskFor_IsThere()
    {
        // Keys that are put together of parts cannot be found by reading; the screens' own tests show them.
        var asked = Directory.EnumerateFiles(Path.Combine(ParleyCommand.Root, "src", "Parley.Screens"), "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(f => AskPattern().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct().ToArray();
        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, k => !English.Texts.ContainsKey(k));
    }

    [Fact]
    public void Texts_ThatNobodyReviewed_SaySo()
    {
        Assert.All(Library.All.Values.Where(l => l.Code != LanguageLibrary.Fallback), l => Assert.Null(l.ReviewedBy));
        Assert.NotNull(English.ReviewedBy);
    }

    // A name, an abbreviation or a command is the same in every language.
    private static bool IsName(string text) => text.Split(' ').All(w => w.Length < 2 || w.All(c => !char.IsLower(c)));

    [GeneratedRegex(@"\{\d+[^}]*\}")]
    private static partial Regex ValuePattern();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"\p{IsCyrillic}")]
    private static partial Regex CyrillicPattern();

    [GeneratedRegex("""Speech\["([a-z0-9.-]+)"(?! *\+)""")]
    private static partial Regex AskPattern();
}
