namespace Parley.Cases;

/// <summary>The words of the case's states.</summary>
public static class CaseWords
{
    /// <summary>An enumeration's value in words for people: <c>NotContested</c> is <c>not contested</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Join(value, ' ');

    /// <summary>The same as a token for programs: <c>not-contested</c>.</summary>
    public static string Token<T>(T value)
        where T : struct, Enum => Join(value, '-');

    private static string Join<T>(T value, char between)
        where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? between.ToString() : "") + char.ToLowerInvariant(c) : c.ToString()));
}
