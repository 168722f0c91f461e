namespace Parley.Mls.Groups;

/// <summary>Application data from a member.</summary>
public sealed class ApplicationMessage : VerifiedMessage
{
    internal ApplicationMessage(Group group, AuthenticatedContent message, LeafNode leaf, uint generation)
    {
        Group = group;
        Epoch = message.Content.Epoch;
        Sender = new LeafIndex(message.Content.Sender.Index);
        SenderLeaf = leaf;
        Generation = generation;
        Data = message.Content.ApplicationData;
        AuthenticatedData = message.Content.AuthenticatedData;
    }

    /// <summary>The state after receiving, in which the message's key is used up.</summary>
    public Group Group { get; }

    /// <summary>The epoch that it was sent in.</summary>
    public ulong Epoch { get; }

    /// <summary>Who sent it, by the tree of that epoch.</summary>
    public LeafIndex Sender { get; }

    /// <summary>The sender's leaf in that epoch.</summary>
    public LeafNode SenderLeaf { get; }

    /// <summary>The place of its key in the sender's ratchet.</summary>
    public uint Generation { get; }

    /// <summary>The data.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Data that travelled in the clear and is authenticated.</summary>
    public ReadOnlyMemory<byte> AuthenticatedData { get; }
}
