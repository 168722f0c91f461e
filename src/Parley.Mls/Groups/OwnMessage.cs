namespace Parley.Mls.Groups;

/// <summary>
/// A message that this client sent, come back: match it with the outbox, and merge the pending commit where it is one.
/// That it is this client's own is only what its sender data says, so compare the bytes.
/// </summary>
public sealed class OwnMessage : VerifiedMessage
{
    internal OwnMessage(ulong epoch, ContentType contentType, uint generation)
    {
        Epoch = epoch;
        ContentType = contentType;
        Generation = generation;
    }

    /// <summary>The epoch that it was sent in.</summary>
    public ulong Epoch { get; }

    /// <summary>What kind of content it is.</summary>
    public ContentType ContentType { get; }

    /// <summary>The place of its key in this client's ratchet; 0 where it was not encrypted.</summary>
    public uint Generation { get; }
}
