using Parley.Channels.Groups;

namespace Parley.Node.Loop;

/// <summary>A channel's group, where this node is in one, and how records of others came since the node started.</summary>
/// <param name="Group">The group, or nothing.</param>
/// <param name="TakenSealed">Records that came sealed for the group.</param>
/// <param name="TakenPlain">Records that came as they are, inside the bundle's own seal.</param>
public sealed record SealingView(GroupView? Group, long TakenSealed, long TakenPlain);
