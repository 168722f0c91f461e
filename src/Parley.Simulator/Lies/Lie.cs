namespace Parley.Simulator.Lies;

/// <summary>A lie that a member of a channel can tell, and what comes of it.</summary>
/// <param name="Name">What it is called in <c>docs/simulator.md</c>.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Rule">The number of the rule by which it is refused, noticed or proven, or nothing.</param>
/// <param name="Tell">Tells it.</param>
/// <param name="Depositary">Whether the liar is the depositary, and in the channel's group.</param>
public sealed record Lie(string Name, LieOutcome Outcome, string? Rule, Action<LieStage> Tell, bool Depositary = false);
