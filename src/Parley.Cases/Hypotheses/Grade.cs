namespace Parley.Cases.Hypotheses;

/// <summary>How credible, or how relevant, a rater holds a piece of evidence to be.</summary>
public enum Grade
{
    /// <summary>Factor 1/√2.</summary>
    Low,

    /// <summary>Factor 1.</summary>
    Medium,

    /// <summary>Factor √2.</summary>
    High,
}
