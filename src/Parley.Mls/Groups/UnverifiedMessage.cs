namespace Parley.Mls.Groups;

/// <summary>A message that was decrypted, or whose membership tag holds, and whose signature nobody has checked yet.</summary>
public sealed class UnverifiedMessage : IDisposable
{
    private readonly Group group;
    private readonly EpochView view;
    private readonly AuthenticatedContent? message;
    private SecretTree? keys;
    private readonly OwnMessage? own;
    private bool verified;

    internal UnverifiedMessage(Group group, EpochView view, AuthenticatedContent message, SecretTree? keys, uint generation)
    {
        this.group = group;
        this.view = view;
        this.message = message;
        this.keys = keys;
        Generation = generation;
    }

    internal UnverifiedMessage(Group group, EpochView view, OwnMessage own)
    {
        this.group = group;
        this.view = view;
        this.own = own;
        Generation = own.Generation;
    }

    /// <summary>The epoch that the message claims.</summary>
    public ulong Epoch => view.Context.Epoch;

    /// <summary>The sender that the message claims.</summary>
    public Sender Sender => message?.Content.Sender ?? Sender.Member(view.Own);

    /// <summary>The place of the key in the sender's ratchet; 0 where it was not encrypted.</summary>
    public uint Generation { get; }

    /// <summary>Checks the signature (RFC 9420 §6.1).</summary>
    /// <exception cref="InvalidOperationException">It was asked before.</exception>
    public MlsResult<VerifiedMessage> Verify()
    {
        if (own is not null)
        {
            return own;
        }

        if (verified)
        {
            throw new InvalidOperationException("A message is verified once.");
        }

        verified = true;
        var taken = keys;
        keys = null;
        return group.Verify(view, message!, taken, Generation);
    }

    /// <summary>Wipes the keys of a message that was not verified.</summary>
    public void Dispose() => keys?.Dispose();
}
