using System.Diagnostics.CodeAnalysis;

namespace Parley.Records.Cards;

/// <summary>An officer who may sign for the party.</summary>
/// <param name="Id">The officer, perhaps a duty pseudonym.</param>
/// <param name="Key">The key that signs.</param>
public sealed record CardOfficer(PostId Id, CardKey Key)
{
    /// <summary>Reads <c>PARTY/name key</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CardOfficer? officer)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        officer = space > 0 && PostId.TryParse(text[..space], out var id) && CardKey.TryParseAny(text[(space + 1)..], out var key)
            ? new CardOfficer(id, key)
            : null;
        return officer is not null;
    }
}
