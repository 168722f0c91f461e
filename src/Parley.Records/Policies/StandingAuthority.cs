using System.Diagnostics.CodeAnalysis;

namespace Parley.Records.Policies;

/// <summary>A form that may go out on one officer's key (POL-012): <c>incident.holding/1</c>, or <c>reply/1@immediate</c> where it may at that precedence or a more urgent one only.</summary>
/// <param name="Form">The form.</param>
/// <param name="Least">The least urgent precedence at which it may; nothing: at any.</param>
public sealed record StandingAuthority(FormId Form, Precedence? Least = null)
{
    /// <summary>Whether it covers a form at a precedence.</summary>
    public bool Covers(FormId form, Precedence precedence) => Form == form && (Least is null || precedence <= Least);

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StandingAuthority? authority)
    {
        authority = null;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (!FormId.TryParse(at < 0 ? text : text[..at], out var form))
            return false;
        if (at < 0)
            authority = new StandingAuthority(form);
        else if (Words.TryGetValue(text[(at + 1)..], out var least))
            authority = new StandingAuthority(form, least);
        return authority is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Least is { } least ? $"{Form}@{least.ToString().ToLowerInvariant()}" : Form.Value;

    // Routine is everything: it is written without a precedence.
    private static readonly Dictionary<string, Precedence> Words = new(StringComparer.Ordinal)
    {
        ["flash"] = Precedence.Flash,
        ["immediate"] = Precedence.Immediate,
        ["priority"] = Precedence.Priority,
    };
}
