namespace Parley.Mls.Groups;

/// <summary>The part of a stored group that proposals and commits change.</summary>
internal sealed record StoredEpoch(
    GroupStatus Status,
    GroupContext Context,
    RatchetTree Tree,
    EpochSecrets Secrets,
    PathPrivateKeys Keys,
    SignatureKeyPair Signer,
    ReadOnlyMemory<byte> Interim,
    ReadOnlyMemory<byte> Tag,
    ReInit? ReInit,
    ImmutableArray<ProposedChange> Proposals,
    ImmutableArray<PastEpoch> Past,
    ImmutableArray<ResumptionPsk> Resumption,
    ImmutableArray<PendingUpdate> Updates)
{
    public static StoredEpoch Read(ref TlsReader reader)
    {
        if (reader.U16() != 1)
        {
            reader.Fail(MlsRules.StateVersion);
        }

        var status = (GroupStatus)reader.U8();
        if (status is < GroupStatus.Active or > GroupStatus.ReInitialised)
        {
            reader.Fail(MlsRules.StateMalformed);
        }

        return new StoredEpoch(
            status,
            GroupContext.Read(ref reader),
            RatchetTree.Read(ref reader)!,
            ReadSecrets(ref reader),
            PathPrivateKeys.Read(ref reader),
            SignatureKeyPair.Read(ref reader),
            reader.Opaque(WireLimits.Hash),
            reader.Opaque(WireLimits.Hash),
            ReadReInit(ref reader),
            reader.List(static (ref r) =>
            {
                var sender = Sender.Read(ref r);
                var reference = r.Opaque(WireLimits.Hash);
                return new ProposedChange(Proposal.Read(ref r), sender, reference);
            }),
            reader.List(ReadPast),
            reader.List(static (ref r) => new ResumptionPsk(r.U64(), r.Secret(WireLimits.Hash))),
            reader.List(static (ref r) => new PendingUpdate(
                r.Opaque().ToArray(), r.Secret(WireLimits.Key), SignatureKeyPair.Read(ref r))));
    }

    public static void WriteSecrets(ref TlsWriter writer, EpochSecrets secrets)
    {
        writer.Opaque(secrets.SenderData.Span);
        writer.Opaque(secrets.Exporter.Span);
        writer.Opaque(secrets.External.Span);
        writer.Opaque(secrets.ConfirmationKey.Span);
        writer.Opaque(secrets.MembershipKey.Span);
        writer.Opaque(secrets.ResumptionPsk.Span);
        writer.Opaque(secrets.EpochAuthenticator.Span);
        writer.Opaque(secrets.Init.Span);
    }

    public static void WritePast(ref TlsWriter writer, PastEpoch past)
    {
        writer.Fixed(past.Context.Encoded.Span);
        writer.Fixed(past.Tree.Encode());
        writer.Opaque(past.SenderData.Span);
        writer.Opaque(past.MembershipKey.Span);
        writer.U32(past.Own.Value);
        writer.U64((ulong)past.EndedAt.ToUnixTimeMilliseconds());
        writer.Opaque(past.EndedBy);
    }

    /// <summary>A past epoch still without its message keys, which are in the other part.</summary>
    private static PastEpoch ReadPast(ref TlsReader reader) => new()
    {
        Context = GroupContext.Read(ref reader),
        Tree = RatchetTree.Read(ref reader)!,
        SenderData = reader.Secret(WireLimits.Hash),
        MembershipKey = reader.Secret(WireLimits.Hash),
        MessageKeys = null!,
        Own = new LeafIndex(reader.U32()),
        EndedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Min(reader.U64(), 253_402_300_799_999)),
        EndedBy = reader.Opaque(WireLimits.Hash).ToArray(),
    };

    private static ReInit? ReadReInit(ref TlsReader reader)
    {
        if (!reader.Present())
        {
            return null;
        }

        var reInit = Proposal.Read(ref reader) as ReInit;
        if (reInit is null)
        {
            reader.Fail(MlsRules.StateMalformed);
        }

        return reInit;
    }

    private static EpochSecrets ReadSecrets(ref TlsReader reader) => new()
    {
        SenderData = reader.Secret(WireLimits.Hash),
        Exporter = reader.Secret(WireLimits.Hash),
        External = reader.Secret(WireLimits.Hash),
        ConfirmationKey = reader.Secret(WireLimits.Hash),
        MembershipKey = reader.Secret(WireLimits.Hash),
        ResumptionPsk = reader.Secret(WireLimits.Hash),
        EpochAuthenticator = reader.Secret(WireLimits.Hash),
        Init = reader.Secret(WireLimits.Hash),
    };
}
