namespace Parley.Mls.Groups;

/// <summary>
/// A commit that this client made and that the group has not accepted yet. Store <see cref="Group"/> and
/// <see cref="Staged"/>'s state before the message leaves; merge when it is accepted; send the Welcome only then (RFC 9420 §14).
/// </summary>
/// <param name="Group">The current epoch's state, in which the message's key is used up.</param>
/// <param name="Message">The commit.</param>
/// <param name="Welcome">The invitation, where members are added.</param>
/// <param name="Staged">The next epoch.</param>
public sealed record PendingCommit(Group Group, MlsMessage Message, WelcomeMessage? Welcome, StagedCommit Staged);
