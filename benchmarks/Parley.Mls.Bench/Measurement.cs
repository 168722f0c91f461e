namespace Parley.Mls.Bench;

/// <summary>One figure of one library.</summary>
/// <param name="Suite">The cipher suite's name.</param>
/// <param name="Row">What was measured.</param>
/// <param name="Unit">ops/s, bytes, KB or × (times).</param>
/// <param name="Library">Whose figure it is.</param>
/// <param name="Value">The figure, or <c>null</c> where there is none.</param>
/// <param name="Note">Why there is none.</param>
internal sealed record Measurement(string Suite, string Row, string Unit, string Library, double? Value, string? Note = null);
