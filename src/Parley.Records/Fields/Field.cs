using System.Text.RegularExpressions;

namespace Parley.Records.Fields;

/// <summary>A named value of a record.</summary>
/// <param name="Name">Lower-case words with dots and hyphens, at most 64 characters, unique in its record.</param>
/// <param name="Value">Text in any script; may have several lines.</param>
public sealed partial record Field(string Name, string Value)
{
    /// <summary>Whether <paramref name="name"/> may name a field.</summary>
    public static bool IsName(string name) => name.Length <= 64 && NamePattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9]+(?:[.-][a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
