namespace Parley.Mls.Groups;

/// <summary>
/// A message whose sender is proven. One of <see cref="ApplicationMessage"/>, <see cref="ProposalMessage"/>,
/// <see cref="CommitMessage"/>, <see cref="PastCommit"/>, <see cref="OwnMessage"/>.
/// </summary>
public abstract class VerifiedMessage
{
    private protected VerifiedMessage()
    {
    }
}
