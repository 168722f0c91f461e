using Parley.Records;

namespace Parley.Channels.Groups;

/// <summary>A commit that the depositary made, kept until every member has confirmed it.</summary>
/// <param name="Epoch">The epoch that it ends.</param>
/// <param name="Commit">The item for members of that epoch (<see cref="Wire.GroupItem"/>).</param>
/// <param name="Welcome">The item for those whom it adds, where it adds any.</param>
/// <param name="Joined">Those whom it adds.</param>
public sealed record GroupCommit(ulong Epoch, byte[] Commit, byte[]? Welcome, IReadOnlyList<PartyId> Joined);
