namespace Parley.Mls.Tree;

/// <summary>What a member wants its leaf to say from now on; what is <c>null</c> stays.</summary>
public sealed record LeafNodeChanges
{
    /// <summary>A new credential.</summary>
    public Credential? Credential { get; init; }

    /// <summary>A new signature key, shared and not taken over.</summary>
    public SignatureKeyPair? SignatureKey { get; init; }

    /// <summary>New capabilities, without GREASE; by default those of the client.</summary>
    public Capabilities? Capabilities { get; init; }

    /// <summary>A new list of extensions.</summary>
    public ImmutableArray<Extension>? Extensions { get; init; }

    /// <summary>A leaf for a key package.</summary>
    internal static LeafNodeDraft Draft(
        Client client,
        ReadOnlyMemory<byte> encryptionKey,
        SignatureKeyPair signatureKey,
        Credential credential,
        LeafNodeSource source,
        Lifetime? lifetime,
        LeafNodeChanges? changes,
        IRandomness randomness)
    {
        var capabilities = changes?.Capabilities ?? client.Capabilities;
        var extensions = changes?.Extensions ?? [];
        if (client.Grease)
        {
            capabilities = Grease.Into(capabilities, randomness);
        }

        return new LeafNodeDraft(
            encryptionKey, signatureKey.PublicKey, changes?.Credential ?? credential, capabilities, source, lifetime, default, extensions);
    }

    /// <summary>The leaf that follows <paramref name="old"/> in a group.</summary>
    internal static LeafNodeDraft Next(
        LeafNode old, ReadOnlyMemory<byte> encryptionKey, SignatureKeyPair signatureKey, LeafNodeSource source, LeafNodeChanges? changes) => new(
        encryptionKey,
        signatureKey.PublicKey,
        changes?.Credential ?? old.Credential,
        changes?.Capabilities ?? old.Capabilities,
        source,
        null,
        default,
        changes?.Extensions ?? old.Extensions);
}
