namespace Parley.Cases;

/// <summary>A record that counts for nothing because it breaks a rule; it is kept and shown with the reason (CAS-006).</summary>
/// <param name="Entry">The record.</param>
/// <param name="Rule">The number of the rule in <c>docs/spec/case.md</c>.</param>
/// <param name="Reason">What is wrong, in one sentence for a person.</param>
public sealed record Attempt(Entry Entry, string Rule, string Reason);
