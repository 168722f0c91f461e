using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Parley.Records;

/// <summary>A named post of a party: a desk (<c>BY/mod-duty</c>) or an officer (<c>BY/duty-1</c>, a duty pseudonym where the party so chooses).</summary>
public sealed partial record PostId : IComparable<PostId>
{
    private PostId(PartyId party, string name)
    {
        Party = party;
        Name = name;
    }

    /// <summary>The party whose post it is.</summary>
    public PartyId Party { get; }

    /// <summary>The post's name within the party.</summary>
    public string Name { get; }

    /// <summary>Reads <c>PARTY/name</c>; the name has 1 to 32 lower-case letters, digits and inner hyphens.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PostId? id)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        id = slash > 0 && Pattern().IsMatch(text.AsSpan(slash + 1)) && PartyId.TryParse(text[..slash], out var party)
            ? new PostId(party, text[(slash + 1)..])
            : null;
        return id is not null;
    }

    /// <summary>Reads <c>PARTY/name</c>.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static PostId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new ArgumentException($"'{text}' is not a desk or officer: PARTY/name, the name in lower-case letters, digits and hyphens.");

    /// <inheritdoc/>
    public int CompareTo(PostId? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Party}/{Name}";

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
