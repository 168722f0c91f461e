namespace Parley.Mls.Groups;

/// <summary>The private keys of an Update that this member has proposed and nobody has committed yet.</summary>
internal sealed class PendingUpdate(byte[] leaf, Secret encryptionKey, SignatureKeyPair signer) : Counted
{
    /// <summary>The encoded leaf, to know it again.</summary>
    public byte[] Leaf { get; } = leaf;

    public Secret EncryptionKey { get; } = encryptionKey;

    public SignatureKeyPair Signer { get; } = signer;

    private protected override void Wipe()
    {
        EncryptionKey.Dispose();
        Signer.Dispose();
    }
}
