using System.Diagnostics.CodeAnalysis;
using Parley.Records.Cards;

namespace Parley.Records.Policies;

/// <summary>A member of a channel, bound to its root key so that a policy names keys and not only letters.</summary>
/// <param name="Party">The party.</param>
/// <param name="Root">Its root key.</param>
public sealed record Member(PartyId Party, CardKey Root)
{
    /// <summary>Reads <c>PARTY ed25519 BASE64</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Member? member)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        member = space > 0 && PartyId.TryParse(text[..space], out var party) && CardKey.TryParse(text[(space + 1)..], out var root)
            ? new Member(party, root)
            : null;
        return member is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Party} {Root}";
}
