using System.Globalization;

namespace Parley.Screens.Languages;

/// <summary>One language of the screens: a file in this folder.</summary>
/// <param name="Code">BCP 47, such as <c>uk</c>.</param>
/// <param name="Name">Its name in itself.</param>
/// <param name="ReviewedBy">Whose review by a speaker it has had; nothing: nobody's, and the screens say so.</param>
/// <param name="Texts">The texts by key.</param>
public sealed record Language(string Code, string Name, string? ReviewedBy, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>How numbers and dates are written; made from the file, for the program carries no tables of locales.</summary>
    public CultureInfo Culture { get; } = CultureOf(Texts);

    private static CultureInfo CultureOf(IReadOnlyDictionary<string, string> texts)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = texts.GetValueOrDefault("number.decimal", ".");
        culture.NumberFormat.NumberGroupSeparator = texts.GetValueOrDefault("number.group", ",");
        culture.DateTimeFormat.ShortDatePattern = texts.GetValueOrDefault("date.short", "yyyy-MM-dd");
        if (texts.TryGetValue("date.months", out var months) && months.Split(' ') is { Length: 12 } names)
            culture.DateTimeFormat.MonthNames = culture.DateTimeFormat.MonthGenitiveNames = [.. names, ""];
        return culture;
    }
}
