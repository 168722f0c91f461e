namespace Parley.Mls.Groups;

/// <summary>An external commit that the group has not accepted yet. Store the group before the message leaves.</summary>
/// <param name="Message">The commit, to be sent to the group.</param>
/// <param name="Group">The joiner's state in the epoch that the commit begins; use it once the commit is accepted.</param>
public sealed record PendingJoin(MlsMessage Message, Group Group);
