namespace Parley.Simulator;

/// <summary>Something that must always hold did not.</summary>
/// <param name="rule">Its number in <c>docs/simulator.md</c>.</param>
/// <param name="message">What was seen, and where.</param>
/// <param name="inner">The exception that showed it.</param>
public sealed class InvariantViolation(string rule, string message, Exception? inner = null) : Exception($"{rule}: {message}", inner)
{
    /// <summary>Its number.</summary>
    public string Rule { get; } = rule;
}
