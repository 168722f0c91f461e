namespace Parley.Ledger.Policies;

/// <summary>A group of witnesses and groups of which so many must have cosigned.</summary>
/// <param name="Name">The group's name within the policy.</param>
/// <param name="Threshold">How many members it takes, from 1 to their number.</param>
/// <param name="Members">The names of its members, all defined before it.</param>
public sealed record PolicyGroup(string Name, int Threshold, IReadOnlyList<string> Members);
