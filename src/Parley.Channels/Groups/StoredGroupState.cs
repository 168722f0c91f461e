using Parley.Records;

namespace Parley.Channels.Groups;

/// <summary>All that is stored about a channel's group.</summary>
/// <param name="Group">The group, where this node is in one.</param>
/// <param name="KeyPackage">A key package with its private keys that waits for a Welcome, as <see cref="Mls.KeyPackages.KeyPackageBundle.Serialize"/> wrote it.</param>
/// <param name="Commits">At the depositary: commits that a member has not confirmed, by epoch.</param>
/// <param name="Confirmed">At the depositary: the epoch that each member has confirmed.</param>
public sealed record StoredGroupState(
    StoredGroup? Group,
    byte[]? KeyPackage,
    IReadOnlyList<GroupCommit> Commits,
    IReadOnlyDictionary<PartyId, ulong> Confirmed)
{
    /// <summary>Of a channel that has no group yet.</summary>
    public static StoredGroupState None { get; } = new(null, null, [], new Dictionary<PartyId, ulong>());
}
