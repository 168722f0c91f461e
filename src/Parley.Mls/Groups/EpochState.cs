namespace Parley.Mls.Groups;

/// <summary>What stays the same within an epoch.</summary>
internal sealed class EpochState : Counted
{
    public required GroupContext Context { get; init; }

    public required GroupRules Rules { get; init; }

    public required RatchetTree Tree { get; init; }

    public required EpochSecrets Secrets { get; init; }

    public required PathPrivateKeys Keys { get; init; }

    public required SignatureKeyPair Signer { get; init; }

    public required byte[] InterimTranscriptHash { get; init; }

    public required byte[] ConfirmationTag { get; init; }

    public LeafIndex Own => Keys.Leaf;

    private protected override void Wipe()
    {
        Secrets.Dispose();
        Keys.Dispose();
        Signer.Dispose();
    }
}
