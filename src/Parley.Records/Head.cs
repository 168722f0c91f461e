using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Parley.Records;

/// <summary>An author's latest record on a channel as somebody knows it: <c>UA:1:17:&lt;record id&gt;</c>.</summary>
/// <param name="Author">Whose series it is.</param>
/// <param name="Incarnation">The series, from 1; a declared restore opens the next.</param>
/// <param name="Number">The number within the series, from 1.</param>
/// <param name="Id">The record's id.</param>
public sealed record Head(PartyId Author, long Incarnation, long Number, Digest Id)
{
    /// <summary>Reads <c>PARTY:incarnation:number:id</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Head? head)
    {
        head = null;
        var parts = text.Split(':', 5);
        if (parts.Length == 4
            && PartyId.TryParse(parts[0], out var author)
            && Text.Numbers.TryParse(parts[1], out var incarnation)
            && Text.Numbers.TryParse(parts[2], out var number)
            && Digest.TryParse(parts[3], out var id))
        {
            head = new Head(author, incarnation, number, id);
        }

        return head is not null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Author}:{Incarnation}:{Number}:{Id}");
}
