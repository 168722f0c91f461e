namespace Parley.Mls.Groups;

/// <summary>A proposal to be sent, and the state that must be stored before it leaves.</summary>
/// <param name="Group">The state after sending, in which the proposal waits for a commit.</param>
/// <param name="Message">The message.</param>
/// <param name="Change">The proposal as commits will refer to it.</param>
public sealed record Proposed(Group Group, MlsMessage Message, ProposedChange Change);
