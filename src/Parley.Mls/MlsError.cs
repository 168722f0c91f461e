namespace Parley.Mls;

/// <summary>Why something was refused: the rule that it broke and, where it helps, what was seen.</summary>
/// <param name="Rule">The rule that was broken; docs/mls/validation.md explains each.</param>
/// <param name="Detail">What was seen, without any secret; empty where the rule says it all.</param>
public sealed record MlsError(MlsRule Rule, string Detail = "")
{
    /// <summary>The rule's number and text, then the detail.</summary>
    public override string ToString() => Detail.Length == 0 ? $"{Rule}" : $"{Rule} ({Detail})";
}
