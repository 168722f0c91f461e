namespace Parley.Mls.Schedule;

/// <summary>The secrets of one epoch (RFC 9420 §8, Table 4), shared by all states within it.</summary>
internal sealed class EpochSecrets : Counted
{
    public required Secret SenderData { get; init; }

    public required Secret Exporter { get; init; }

    public required Secret External { get; init; }

    public required Secret ConfirmationKey { get; init; }

    public required Secret MembershipKey { get; init; }

    public required Secret ResumptionPsk { get; init; }

    public required Secret EpochAuthenticator { get; init; }

    public required Secret Init { get; init; }

    /// <summary>Derives all secrets of an epoch; the encryption secret goes into the secret tree and is kept nowhere else.</summary>
    public static (EpochSecrets Secrets, Secret Encryption) Derive(SuiteCrypto suite, Secret epochSecret) => (
        new EpochSecrets
        {
            SenderData = suite.DeriveSecret(epochSecret, "sender data"u8),
            Exporter = suite.DeriveSecret(epochSecret, "exporter"u8),
            External = suite.DeriveSecret(epochSecret, "external"u8),
            ConfirmationKey = suite.DeriveSecret(epochSecret, "confirm"u8),
            MembershipKey = suite.DeriveSecret(epochSecret, "membership"u8),
            ResumptionPsk = suite.DeriveSecret(epochSecret, "resumption"u8),
            EpochAuthenticator = suite.DeriveSecret(epochSecret, "authentication"u8),
            Init = suite.DeriveSecret(epochSecret, "init"u8),
        },
        suite.DeriveSecret(epochSecret, "encryption"u8));

    /// <summary>What a client has that is no longer a member.</summary>
    public static EpochSecrets None() => new()
    {
        SenderData = Secret.Zero(0),
        Exporter = Secret.Zero(0),
        External = Secret.Zero(0),
        ConfirmationKey = Secret.Zero(0),
        MembershipKey = Secret.Zero(0),
        ResumptionPsk = Secret.Zero(0),
        EpochAuthenticator = Secret.Zero(0),
        Init = Secret.Zero(0),
    };

    /// <summary>joiner_secret of the epoch that <paramref name="context"/> describes.</summary>
    public static Secret Joiner(SuiteCrypto suite, Secret init, Secret commit, GroupContext context)
    {
        using var extracted = suite.Extract(init.Span, commit.Span);
        return suite.ExpandWithLabel(extracted.Span, "joiner"u8, context.Encoded.Span, suite.HashSize);
    }

    /// <summary>The value from which welcome_secret and epoch_secret are derived.</summary>
    public static Secret Member(SuiteCrypto suite, ReadOnlySpan<byte> joiner, Secret psk) => suite.Extract(joiner, psk.Span);

    public static Secret Welcome(SuiteCrypto suite, Secret member) => suite.DeriveSecret(member, "welcome"u8);

    public static Secret Epoch(SuiteCrypto suite, Secret member, GroupContext context) =>
        suite.ExpandWithLabel(member.Span, "epoch"u8, context.Encoded.Span, suite.HashSize);

    /// <summary>MLS-Exporter (§8.5).</summary>
    public byte[] Export(SuiteCrypto suite, string label, ReadOnlySpan<byte> context, int length)
    {
        using var derived = suite.DeriveSecret(Exporter, System.Text.Encoding.UTF8.GetBytes(label));
        var exported = new byte[length];
        suite.ExpandWithLabel(derived.Span, "exported"u8, suite.Hash(context), exported);
        return exported;
    }

    public byte[] ConfirmationTag(SuiteCrypto suite, ReadOnlyMemory<byte> confirmedTranscriptHash) =>
        suite.Mac(ConfirmationKey.Span, confirmedTranscriptHash.Span);

    private protected override void Wipe()
    {
        SenderData.Dispose();
        Exporter.Dispose();
        External.Dispose();
        ConfirmationKey.Dispose();
        MembershipKey.Dispose();
        ResumptionPsk.Dispose();
        EpochAuthenticator.Dispose();
        Init.Dispose();
    }
}
