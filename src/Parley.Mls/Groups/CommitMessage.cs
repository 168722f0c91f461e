namespace Parley.Mls.Groups;

/// <summary>A commit of the current epoch, by a proven sender, not yet applied.</summary>
public sealed class CommitMessage : VerifiedMessage
{
    private readonly Group group;

    internal CommitMessage(Group group, AuthenticatedContent message)
    {
        this.group = group;
        Message = message;
    }

    /// <summary>Who committed: a member, or a new member by an external commit.</summary>
    public Sender Sender => Message.Content.Sender;

    /// <summary>The commit.</summary>
    public Commit Commit => Message.Content.Commit!;

    /// <summary>Data that travelled in the clear and is authenticated.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData => Message.Content.AuthenticatedData;

    internal AuthenticatedContent Message { get; }

    /// <summary>Checks and applies the commit (RFC 9420 §12.4.2) beside the current state, which stays as it is.</summary>
    public MlsResult<StagedCommit> Stage(IPreSharedKeys psks, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(psks);
        return group.Stage(Message, psks, now);
    }
}
