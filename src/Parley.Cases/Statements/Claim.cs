using System.Text.RegularExpressions;
using Parley.Cases.Accounts;

namespace Parley.Cases.Statements;

/// <summary>One of the values that a claim puts on the table, and how surely.</summary>
public sealed partial record Alternative(string Text, Certainty Certainty)
{
    private readonly bool _isCode = Code().IsMatch(Text);

    private FactValue Value { get; } = FactValue.Read(Text);

    /// <summary>Whether the two speak of the same: the same value, or, for codes, one inside the other (<c>unintentional.misfire</c> in <c>unintentional</c>).</summary>
    public bool Covers(Alternative other) =>
        _isCode && other._isCode ? IsWithin(Text, other.Text) || IsWithin(other.Text, Text) : Value.Agrees(other.Value);

    private static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '.');

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}

/// <summary>
/// What a statement says about one thing: the thing's name, and one value or several on the table. Each may end with how sure the
/// speaker is: <c>intentional (likely); unintentional (unlikely)</c>.
/// </summary>
public sealed partial record Claim(string Field, string Text, IReadOnlyList<Alternative> Alternatives)
{
    // Each alternative is compared with each of another claim: a claim with more is one text, and costs what one does.
    private const int MostAlternatives = 32;

    // CAS-021
    /// <summary>Reads a claim's value.</summary>
    public static Claim Read(string field, string text) => new(field, text,
    [
        .. Parts(text).Select(part => Reserve().Match(part) is { Success: true } match
            ? new Alternative(part[..match.Index].TrimEnd(), match.Groups[1].Value switch
            {
                "likely" or "preliminary" => Certainty.Likely,
                "possible" => Certainty.Possible,
                "unlikely" => Certainty.Unlikely,
                "excluded" => Certainty.Excluded,
                _ => Certainty.Withdrawn,
            })
            : new Alternative(part, Certainty.Asserted)),
    ]);

    private static string[] Parts(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length <= MostAlternatives ? parts : [text];
    }

    /// <summary>What it holds to be so, or likely so.</summary>
    public IEnumerable<Alternative> Held => Alternatives.Where(a => a.Certainty >= Certainty.Likely);

    /// <summary>What it leaves on the table: all that it does not reject.</summary>
    public IEnumerable<Alternative> Open => Alternatives.Where(a => a.Certainty >= Certainty.Possible);

    /// <summary>What it holds not to be so, or hardly.</summary>
    public IEnumerable<Alternative> Rejected => Alternatives.Where(a => a.Certainty is Certainty.Unlikely or Certainty.Excluded);

    /// <summary>The values in one order, each with how sure it is: claims with the same key say the same.</summary>
    internal string Key { get; } = string.Join('\n', Alternatives.Select(a => $"{(int)a.Certainty} {a.Text.ToLowerInvariant()}").Order(StringComparer.Ordinal));

    /// <summary>The same values, each as surely.</summary>
    public bool IsSameAs(Claim other) => Key == other.Key;

    [GeneratedRegex(@"\((likely|preliminary|possible|unlikely|excluded|withdrawn)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Reserve();
}
