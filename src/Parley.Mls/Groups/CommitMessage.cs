namespace Parley.Mls.Groups;

/// <summary>A commit of the current epoch, by a proven sender, not yet applied. Dispose of it once it is merged or given up.</summary>
public sealed class CommitMessage : VerifiedMessage, IDisposable
{
    internal CommitMessage(Group group, AuthenticatedContent message)
    {
        Group = group;
        Message = message;
    }

    /// <summary>The current epoch's state, in which the message's key is used up; disposed of with this.</summary>
    public Group Group { get; }

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
        return Group.Stage(Message, psks, now);
    }

    /// <inheritdoc/>
    public void Dispose() => Group.Dispose();
}
