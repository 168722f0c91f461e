namespace Parley.Cases.Hypotheses;

/// <summary>A possible explanation, and who holds it.</summary>
/// <param name="Name">Its name, or <c>unforeseen</c>.</param>
/// <param name="Text">The words.</param>
/// <param name="HeldBy">Who holds it.</param>
/// <param name="Entry">The record that states it.</param>
public sealed record Hypothesis(string Name, string Text, string? HeldBy, Entry? Entry)
{
    /// <summary>The one that stands beside all others always: something that nobody has thought of.</summary>
    public static Hypothesis Unforeseen { get; } = new("unforeseen", "Something that nobody has thought of", null, null);
}

/// <summary>How two hypotheses stand to each other, by somebody's word.</summary>
public sealed record HypothesisRelation(string Type, string From, string To, string Reason, Entry Entry);
