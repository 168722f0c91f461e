namespace Parley.Mls.Groups;

/// <summary>The key schedule's step into the next epoch (RFC 9420 §8, §12.4).</summary>
internal sealed class EpochTransition : IDisposable
{
    private EpochTransition(GroupContext context, byte[] interim, byte[] confirmationTag, EpochSecrets secrets, Secret encryption, Secret joiner, Secret welcome)
    {
        Context = context;
        InterimTranscriptHash = interim;
        ConfirmationTag = confirmationTag;
        Secrets = secrets;
        Encryption = encryption;
        Joiner = joiner;
        Welcome = welcome;
    }

    public GroupContext Context { get; }

    public byte[] InterimTranscriptHash { get; }

    public byte[] ConfirmationTag { get; }

    public EpochSecrets Secrets { get; }

    public Secret Encryption { get; }

    public Secret Joiner { get; }

    public Secret Welcome { get; }

    /// <summary>
    /// Goes on from <paramref name="provisional"/>, the new epoch's context with the old transcript hash:
    /// 1. transcript; 2. joiner secret; 3. epoch secrets; 4. confirmation tag.
    /// </summary>
    public static EpochTransition Derive(
        SuiteCrypto suite,
        GroupContext provisional,
        ReadOnlySpan<byte> interimBefore,
        AuthenticatedContent commit,
        Secret init,
        Secret commitSecret,
        Secret psk)
    {
        var context = provisional.WithTranscript(TranscriptHash.Confirmed(suite, interimBefore, commit));
        var joiner = EpochSecrets.Joiner(suite, init, commitSecret, context);
        using var member = EpochSecrets.Member(suite, joiner.Span, psk);
        using var epochSecret = EpochSecrets.Epoch(suite, member, context);
        var (secrets, encryption) = EpochSecrets.Derive(suite, epochSecret);
        var tag = secrets.ConfirmationTag(suite, context.ConfirmedTranscriptHash);
        return new EpochTransition(
            context,
            TranscriptHash.Interim(suite, context.ConfirmedTranscriptHash.Span, tag),
            tag,
            secrets,
            encryption,
            joiner,
            EpochSecrets.Welcome(suite, member));
    }

    /// <summary>Wipes what the new epoch does not take over.</summary>
    public void Dispose()
    {
        Joiner.Dispose();
        Welcome.Dispose();
    }

    /// <summary>Wipes everything, where the step is not taken.</summary>
    public void Abandon()
    {
        Dispose();
        Secrets.Dispose();
        Encryption.Dispose();
    }
}
