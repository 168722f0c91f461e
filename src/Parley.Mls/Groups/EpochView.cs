namespace Parley.Mls.Groups;

/// <summary>What is needed to read messages of an epoch, current or past.</summary>
internal sealed record EpochView(
    GroupContext Context, RatchetTree Tree, Secret SenderData, Secret MembershipKey, SecretTree MessageKeys, LeafIndex Own, PastEpoch? Past);
