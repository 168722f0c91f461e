using System.Diagnostics.CodeAnalysis;
using Parley.Records.Text;

namespace Parley.Records.Cards;

/// <summary>A key that is no longer to be believed.</summary>
/// <param name="Key">The key.</param>
/// <param name="Since">Since when it may be in other hands, UTC.</param>
public sealed record RevokedKey(CardKey Key, DateTimeOffset Since)
{
    /// <summary>Reads a key and a time.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RevokedKey? revoked)
    {
        var space = text.LastIndexOf(' ');
        revoked = space > 0 && (CardKey.TryParseAny(text[..space], out var key) || CardKey.TryParseCosigner(text[..space], out key)) && Times.TryParse(text[(space + 1)..], out var since)
            ? new RevokedKey(key, since)
            : null;
        return revoked is not null;
    }
}
