using System.Globalization;

namespace Parley.Mls;

/// <summary>A numbered rule that rejects something, mostly a MUST of RFC 9420.</summary>
/// <param name="Number">The number, stable for ever.</param>
/// <param name="Section">The section of RFC 9420 that states it; empty where the rule is this library's own.</param>
/// <param name="Text">What has to hold.</param>
public sealed record MlsRule(int Number, string Section, string Text)
{
    /// <summary>The number as documents write it, such as <c>MLS-012</c>.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"MLS-{Number:000}");

    /// <summary>The number and the text.</summary>
    public override string ToString() => Section.Length == 0 ? $"{Id}: {Text}" : $"{Id}: {Text} (RFC 9420 §{Section})";

    /// <summary>An error that names this rule.</summary>
    internal MlsError Broken(string detail = "") => new(this, detail);
}
