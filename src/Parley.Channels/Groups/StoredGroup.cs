using Parley.Mls.Groups;

namespace Parley.Channels.Groups;

/// <summary>A channel's group as it stands in the store. It holds secrets.</summary>
/// <param name="Incarnation">This node's incarnation when it was stored: a restored node must not seal with what it had before.</param>
/// <param name="Snapshot">The group's state, in two parts.</param>
/// <param name="RefreshedAt">When this node's leaf last changed, by its clock.</param>
public sealed record StoredGroup(long Incarnation, GroupSnapshot Snapshot, DateTimeOffset RefreshedAt);
