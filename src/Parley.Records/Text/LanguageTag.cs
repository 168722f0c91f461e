using System.Text.RegularExpressions;

namespace Parley.Records.Text;

/// <summary>The shape of a language tag (BCP 47): <c>be</c>, <c>uk</c>, <c>be-tarask</c>. Whether the language exists is not checked.</summary>
public static partial class LanguageTag
{
    /// <summary>Whether the text has that shape.</summary>
    public static bool IsTag(string text) => Pattern().IsMatch(text);

    [GeneratedRegex(@"\A[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
