namespace Parley.Mls.Groups;

/// <content>Committing (RFC 9420 §12.4.1).</content>
public sealed partial class Group
{
    /// <summary>Makes a commit of pending proposals and the caller's own. This state is not touched.</summary>
    public MlsResult<PendingCommit> Commit(IPreSharedKeys psks, IRandomness randomness, DateTimeOffset now, CommitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(psks);
        ArgumentNullException.ThrowIfNull(randomness);
        if (CheckActive() is { } closed)
        {
            return closed;
        }

        options ??= CommitOptions.Default;
        var pending = options.Omit is { } omit ? PendingProposals.Where(c => !omit(c)) : PendingProposals;
        var changes = ProposalSelection.Choose(epoch.Rules, Tree, OwnLeaf, pending, options.Proposals);
        return Commit([.. changes], psks, randomness, now, options, null);
    }

    /// <summary>
    /// 1. checks and applies the list; 2. makes the path; 3. signs; 4. steps the key schedule; 5. frames; 6. welcomes.
    /// </summary>
    private MlsResult<PendingCommit> Commit(
        ImmutableArray<ProposedChange> changes,
        IPreSharedKeys psks,
        IRandomness randomness,
        DateTimeOffset now,
        CommitOptions options,
        ResumptionPskUsage? founding)
    {
        if (changes.Length > Client.Limits.CommitProposals)
        {
            return MlsRules.CommitProposals.Broken(FormattableString.Invariant($"{changes.Length}"));
        }

        if (ProposalListValidation.CheckRegular(epoch.Rules, Tree, OwnLeaf, changes, founding) is { } invalid)
        {
            return invalid;
        }

        if (!AppliedProposals.Apply(epoch.Rules, Tree, changes, LeafOrigin.Sent, now).TryGet(out var applied, out var error))
        {
            return error;
        }

        var withPath = !options.WithoutPath || ProposalListValidation.RequiresPath(changes);
        var signer = ((withPath ? options.Leaf?.SignatureKey : null) ?? Signer).Share();
        if (!OutgoingPath.Create(Suite, applied, Tree[OwnLeaf]!, OwnLeaf, epoch, options.Leaf, signer, withPath, randomness)
                .TryGet(out var path, out error))
        {
            signer.Dispose();
            return error;
        }

        using (path)
        {
            if ((CheckOwnLeaf(path, applied, now) ?? CheckLeaves(path.Tree, applied, OwnLeaf)) is { } refused)
            {
                signer.Dispose();
                return refused;
            }

            if (!PskInput.Collect(this, changes, psks).TryGet(out var pskInput, out error))
            {
                signer.Dispose();
                return error;
            }

            var pskIds = pskInput.Ids.ToImmutableArray();
            using var pskSecret = pskInput.Compute(Suite);
            var commit = new Commit([.. changes.Select(static c => c.ToProposalOrRef())], path.UpdatePath);
            var format = options.Message.Public ? WireFormat.PublicMessage : WireFormat.PrivateMessage;
            var signed = Sign(ContentType.Commit, format, Tls.Encode(commit.Write, 4096), options.Message, randomness);
            using var transition = EpochTransition.Derive(
                Suite, path.Provisional, epoch.InterimTranscriptHash, signed, Secrets.Init, path.CommitSecret, pskSecret);
            var message = signed with { Auth = signed.Auth with { ConfirmationTag = transition.ConfirmationTag } };
            if (!Frame(message, options.Message, randomness).TryGet(out var framed, out error))
            {
                transition.Abandon();
                signer.Dispose();
                return error;
            }

            var next = Follow(transition, applied.Rules, path.Tree, path.Keys(epoch.Keys), signer, changes, transition.ConfirmationTag, now);
            var staged = new StagedCommit(next, Sender.Member(OwnLeaf), OwnLeaf, changes, applied.Added, applied.Removed);
            var added = changes.Select(static c => c.Proposal).OfType<Add>().Select(static a => a.KeyPackage).ToList();
            if (!WelcomeSealing.Seal(next, added, applied.Added, path, transition, pskIds, options.GroupInfo, randomness).TryGet(out var welcome, out error))
            {
                staged.Dispose();
                framed.Keys.Dispose();
                return error;
            }

            return new PendingCommit(With(framed.Keys), framed.Message, welcome.Message, staged);
        }
    }

    /// <summary>What this client sends meets the rules that others will apply to it.</summary>
    private MlsError? CheckOwnLeaf(OutgoingPath path, AppliedProposals applied, DateTimeOffset now) => path.UpdatePath is { } update
        ? AppliedProposals.CheckReplacement(applied.Rules, Tree[OwnLeaf]!, update.LeafNode, LeafNodeSource.Commit, OwnLeaf, LeafOrigin.Sent, now)
        : null;
}
