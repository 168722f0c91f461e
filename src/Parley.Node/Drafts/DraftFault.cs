namespace Parley.Node.Drafts;

/// <summary>What stands in the way of a release: the field that it is about, the rule, and what to do.</summary>
public sealed record DraftFault(string Field, string Rule, string Detail);
