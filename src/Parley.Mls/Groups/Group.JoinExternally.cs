namespace Parley.Mls.Groups;

/// <content>Joining by an external commit (RFC 9420 §12.4.3.2).</content>
public sealed partial class Group
{
    /// <summary>
    /// 1. checks GroupInfo and tree; 2. encapsulates an init secret; 3. makes the path; 4. signs; 5. steps the key schedule.
    /// The signature key pair is shared, not taken over.
    /// </summary>
    public static MlsResult<PendingJoin> JoinExternally(
        Client client,
        GroupInfo info,
        Credential credential,
        SignatureKeyPair signatureKey,
        IPreSharedKeys psks,
        DateTimeOffset now,
        IRandomness randomness,
        ExternalJoinOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(signatureKey);
        ArgumentNullException.ThrowIfNull(psks);
        ArgumentNullException.ThrowIfNull(randomness);
        options ??= ExternalJoinOptions.Default;
        if (client.Crypto(info.GroupContext.CipherSuite) is not { } suite)
        {
            return MlsRules.SuiteKnown.Broken(info.GroupContext.CipherSuite.ToString());
        }

        if (options.IsMemberOf?.Invoke(info.GroupContext.GroupId) == true)
        {
            return MlsRules.GroupIdUnique.Broken();
        }

        if (!JoinValidation.Check(client, suite, info, options.Tree, now).TryGet(out var joined, out var error))
        {
            return error;
        }

        if (ExternalKey(info) is not { } externalKey)
        {
            return MlsRules.ExternalPub.Broken();
        }

        if (suite.SendExternalInit(externalKey.Span, randomness) is not { } sent)
        {
            return MlsRules.PublicKeyUnusable.Broken("external_pub");
        }

        using var init = sent.Secret;
        var changes = ExternalChanges(suite, sent.KemOutput, options, randomness);
        var old = options.Replaces is { } replaced ? joined.Tree[replaced] : null;
        if (options.Replaces is { } missing && old is null)
        {
            return MlsRules.RemoveBlank.Broken($"leaf {missing}");
        }

        if (!AppliedProposals.Apply(joined.Rules, joined.Tree, changes, LeafOrigin.Sent, now).TryGet(out var applied, out error))
        {
            return error;
        }

        var leaf = applied.Tree.NextFreeLeaf();
        applied = applied with { Tree = applied.Tree.WithRoomFor(leaf) };
        using var signer = signatureKey.Share();
        if (!OutgoingPath.Create(suite, applied, leaf, info.GroupContext, signer, Draft, randomness).TryGet(out var path, out error))
        {
            return error;
        }

        using (path)
        {
            var update = path.UpdatePath!;
            var invalid = old is null
                ? LeafNodeValidation.Check(applied.Rules, update.LeafNode, LeafNodeSource.Commit, leaf, LeafOrigin.Sent, now)
                : AppliedProposals.CheckReplacement(applied.Rules, old, update.LeafNode, LeafNodeSource.Commit, leaf, LeafOrigin.Sent, now);
            if ((invalid ?? CheckLeaves(path.Tree, applied, leaf)) is { } refused)
            {
                return refused;
            }

            if (!PskInput.Collect(null, changes, psks).TryGet(out var pskInput, out error))
            {
                return error;
            }

            using var pskSecret = pskInput.Compute(suite);
            var commit = new Commit([.. changes.Select(static c => c.ToProposalOrRef())], update);
            var content = FramedContent.Create(
                info.GroupContext.GroupId, info.GroupContext.Epoch, Sender.NewMemberCommit, options.AuthenticatedData, ContentType.Commit, Tls.Encode(commit.Write, 4096));
            var signed = AuthenticatedContent.Sign(
                suite, WireFormat.PublicMessage, content, info.GroupContext.Encoded.Span, signer.PrivateKey.Span, randomness);
            var interim = TranscriptHash.Interim(suite, info.GroupContext.ConfirmedTranscriptHash.Span, info.ConfirmationTag.Span);
            using var transition = EpochTransition.Derive(suite, path.Provisional, interim, signed, init, path.CommitSecret, pskSecret);
            var state = new EpochState
            {
                Context = transition.Context,
                Rules = applied.Rules,
                Tree = path.Tree,
                Secrets = transition.Secrets,
                Keys = path.Keys(leaf),
                Signer = signer.Share(),
                InterimTranscriptHash = transition.InterimTranscriptHash,
                ConfirmationTag = transition.ConfirmationTag,
            };
            return new PendingJoin(
                new PublicMessage(content, signed.Auth with { ConfirmationTag = transition.ConfirmationTag }, default),
                new Group(client, suite, state, SecretTree.Create(transition.Encryption, path.Tree.Size)));
        }

        LeafNodeDraft Draft(byte[] key) =>
            LeafNodeChanges.Draft(client, key, signer, credential, LeafNodeSource.Commit, null, options.Leaf, randomness);
    }

    private static ReadOnlyMemory<byte>? ExternalKey(GroupInfo info)
    {
        if (info.Extensions.Find(ExtensionType.ExternalPub) is not { } extension)
        {
            return null;
        }

        var reader = new TlsReader(extension.Data);
        var key = reader.Opaque(WireLimits.Key);
        return reader.Fault is null && !reader.More ? key : (ReadOnlyMemory<byte>?)null;
    }

    private static ImmutableArray<ProposedChange> ExternalChanges(
        SuiteCrypto suite, byte[] kemOutput, ExternalJoinOptions options, IRandomness randomness)
    {
        var proposals = ImmutableArray.CreateBuilder<Proposal>();
        proposals.Add(new ExternalInit(kemOutput));
        if (options.Replaces is { } removed)
        {
            proposals.Add(new Remove(removed));
        }

        foreach (var id in options.Psks)
        {
            proposals.Add(new PreSharedKey(new ExternalPskId(id, Nonce())));
        }

        foreach (var (groupId, epochNumber) in options.Resumptions)
        {
            proposals.Add(new PreSharedKey(new ResumptionPskId(ResumptionPskUsage.Application, groupId, epochNumber, Nonce())));
        }

        return [.. proposals.Select(static p => new ProposedChange(p, Sender.NewMemberCommit, default))];

        byte[] Nonce()
        {
            var nonce = new byte[suite.HashSize];
            randomness.Fill(nonce);
            return nonce;
        }
    }
}
