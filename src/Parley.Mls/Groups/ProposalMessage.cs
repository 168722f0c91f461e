namespace Parley.Mls.Groups;

/// <summary>A proposal of the current epoch, for the application to accept or to leave.</summary>
public sealed class ProposalMessage : VerifiedMessage
{
    internal ProposalMessage(Group group, ProposedChange change, ReadOnlyMemory<byte> authenticatedData)
    {
        Group = group;
        Change = change;
        AuthenticatedData = authenticatedData;
    }

    /// <summary>The state in which the proposal waits for a commit. Keep it where the proposal is acceptable: a commit may refer to it.</summary>
    public Group Group { get; }

    /// <summary>The proposal, its sender and its reference.</summary>
    public ProposedChange Change { get; }

    /// <summary>Data that travelled in the clear and is authenticated.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; }
}
