using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Parley.Records;

namespace Parley.Cases;

/// <summary>The name of a thing in a case: the party that entered it and that party's own key for it, <c>BY:konovalov</c>.</summary>
public sealed partial record ItemId(PartyId Author, string Key) : IComparable<ItemId>
{
    // CAS-004
    /// <summary>Reads <c>PARTY:key</c>; a key has 1 to 48 lower-case letters, digits and inner hyphens.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ItemId? id)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        id = colon > 0 && PartyId.TryParse(text[..colon], out var author) && IsKey(text[(colon + 1)..]) ? new ItemId(author, text[(colon + 1)..]) : null;
        return id is not null;
    }

    /// <summary>Whether the text may be a key.</summary>
    public static bool IsKey(string text) => Pattern().IsMatch(text);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(ItemId? other) => other is null ? 1 : Author.CompareTo(other.Author) is not 0 and var order ? order : string.CompareOrdinal(Key, other.Key);

    /// <inheritdoc/>
    public override string ToString() => $"{Author}:{Key}";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
