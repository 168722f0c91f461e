using System.Text.RegularExpressions;

namespace Parley.Records;

/// <summary>A state or body that signs in its own name, such as <c>BY</c>; exercise parties begin with <c>X-</c>.</summary>
public sealed partial record PartyId : IComparable<PartyId>
{
    private PartyId(string value) => Value = value;

    /// <summary>The id as written.</summary>
    public string Value { get; }

    /// <summary>Whether this party exists in exercises only.</summary>
    public bool IsExercise => Value.StartsWith("X-", StringComparison.Ordinal);

    /// <summary>Reads an id of 2 to 16 upper-case letters and digits, after <c>X-</c> for an exercise.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PartyId? id)
    {
        id = Pattern().IsMatch(text) ? new PartyId(text) : null;
        return id is not null;
    }

    /// <summary>Reads an id.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static PartyId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new ArgumentException($"'{text}' is not a party id: 2 to 16 upper-case letters and digits, after X- for an exercise.");

    /// <inheritdoc/>
    public int CompareTo(PartyId? other) => string.CompareOrdinal(Value, other?.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    [GeneratedRegex(@"\A(X-)?[A-Z][A-Z0-9]{1,15}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
