namespace Parley.Simulator;

/// <summary>How a run ended.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Tally">What happened in it.</param>
/// <param name="Fingerprint">16 hexadecimal digits over everything that happened, in order: the same for the same scenario, in every process.</param>
/// <param name="Violation">What did not hold, or nothing.</param>
public sealed record RunResult(Scenario Scenario, Tally Tally, string Fingerprint, InvariantViolation? Violation);
