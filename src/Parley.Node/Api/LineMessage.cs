namespace Parley.Node.Api;

/// <summary>
/// Why nothing comes from a member: none (nothing is waited for), own-fault, path-or-node, desk-not-reading, refused, or cannot-tell, the
/// default; since when, what it rests on, and what was tried.
/// </summary>
public sealed record LineMessage(string Channel, string Member, string Cause, string? Since, string Text, IReadOnlyList<string> Tried);

/// <summary>What a self test found; no faults: this node is well.</summary>
public sealed record SelfTestMessage(string At, bool Good, IReadOnlyList<string> Faults);
