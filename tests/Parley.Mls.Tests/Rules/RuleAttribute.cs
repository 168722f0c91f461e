using Xunit.v3;

namespace Parley.Mls.Tests.Rules;

/// <summary>The rule that a negative test would stop seeing enforced if the line that checks it were deleted.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RuleAttribute(int number) : Attribute, ITraitAttribute
{
    public int Number { get; } = number;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("rule", $"MLS-{Number:000}")];
}
