namespace Parley.Mls.Groups;

/// <content>Processing a commit of another (RFC 9420 §12.4.2).</content>
public sealed partial class Group
{
    /// <summary>
    /// 1. resolves proposals and checks the list; 2. applies it; 3. checks and merges the path; 4. decrypts the path;
    /// 5. steps the key schedule and compares the confirmation tag. This state is not touched.
    /// </summary>
    internal MlsResult<StagedCommit> Stage(AuthenticatedContent message, IPreSharedKeys psks, DateTimeOffset now)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var commit = message.Content.Commit!;
        if (commit.Proposals.Length > Client.Limits.CommitProposals)
        {
            return MlsRules.CommitProposals.Broken(FormattableString.Invariant($"{commit.Proposals.Length}"));
        }

        var external = message.Content.Sender.Type == SenderType.NewMemberCommit;
        if (!Resolve(message.Content).TryGet(out var resolved, out var error))
        {
            return error;
        }

        var changes = resolved.Items;
        if ((external
            ? ProposalListValidation.CheckExternal(epoch.Rules, Tree, commit)
            : ProposalListValidation.CheckRegular(epoch.Rules, Tree, new LeafIndex(message.Content.Sender.Index), changes, null)) is { } invalid)
        {
            return invalid;
        }

        if (!AppliedProposals.Apply(epoch.Rules, Tree, changes, LeafOrigin.Received, now).TryGet(out var applied, out error))
        {
            return error;
        }

        if (commit.Path is null && ProposalListValidation.RequiresPath(changes))
        {
            return MlsRules.PathRequired.Broken();
        }

        var committer = external ? applied.Tree.NextFreeLeaf() : new LeafIndex(message.Content.Sender.Index);
        if (!MergePath(applied, commit, committer, external ? ReplacedBy(changes) : Tree[committer], now).TryGet(out var tree, out error))
        {
            return error;
        }

        if (CheckLeaves(tree, applied, committer) is { } leaves)
        {
            return leaves;
        }

        if (applied.Removed.Contains(OwnLeaf))
        {
            return new StagedCommit(Departed(message, now), message.Content.Sender, committer, changes, applied.Added, applied.Removed);
        }

        return Advance(message, changes, applied, tree, committer, psks, now).TryGet(out var next, out error)
            ? new StagedCommit(next, message.Content.Sender, committer, changes, applied.Added, applied.Removed)
            : error;
    }

    /// <summary>Puts proposals in the place of references (§12.4).</summary>
    private MlsResult<ResolvedProposals> Resolve(FramedContent content)
    {
        var items = ImmutableArray.CreateBuilder<ProposedChange>(content.Commit!.Proposals.Length);
        foreach (var item in content.Commit.Proposals)
        {
            if (item.Proposal is { } proposal)
            {
                items.Add(new ProposedChange(proposal, content.Sender, default));
            }
            else if (PendingProposals.FirstOrDefault(p => p.Reference.Span.SequenceEqual(item.Reference.Span)) is { } known)
            {
                items.Add(known);
            }
            else
            {
                // In an external commit the list's own rule speaks first.
                return content.Sender.Type == SenderType.NewMemberCommit
                    ? MlsRules.ExternalByReference.Broken()
                    : MlsRules.ProposalUnknown.Broken();
            }
        }

        return new ResolvedProposals(items.MoveToImmutable());
    }

    private LeafNode? ReplacedBy(ImmutableArray<ProposedChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Proposal is Remove remove)
            {
                return Tree[remove.Removed];
            }
        }

        return null;
    }

    /// <summary>Checks a path's leaf and keys and puts them into the tree; <paramref name="old"/> is the leaf that the new one follows.</summary>
    private MlsResult<RatchetTree> MergePath(AppliedProposals applied, Commit commit, LeafIndex committer, LeafNode? old, DateTimeOffset now)
    {
        if (commit.Path is not { } path)
        {
            return applied.Tree;
        }

        var tree = applied.Tree.WithRoomFor(committer);
        if (tree.Size > Client.Limits.TreeSize)
        {
            return MlsRules.TreeSize.Broken();
        }

        var invalid = old is null
            ? LeafNodeValidation.Check(applied.Rules, path.LeafNode, LeafNodeSource.Commit, committer, LeafOrigin.Received, now)
            : AppliedProposals.CheckReplacement(applied.Rules, old, path.LeafNode, LeafNodeSource.Commit, committer, LeafOrigin.Received, now);
        if ((invalid ?? TreeValidation.CheckPathKeysNew(tree, path)) is { } error)
        {
            return error;
        }

        return TreeKem.Merge(Suite, tree, committer, path);
    }

    /// <summary>What only the whole new tree shows (§7.3): keys differ, credential types are supported by all.</summary>
    private static MlsError? CheckLeaves(RatchetTree tree, AppliedProposals applied, LeafIndex committer)
    {
        var changed = applied.Added.Concat(applied.Updated.Where(i => i.Value < tree.Size && tree[i] is not null)).ToHashSet();
        changed.Add(committer);
        return TreeValidation.CheckKeysDiffer(tree, changed) ?? TreeValidation.CheckCredentialTypes(tree);
    }

    private MlsResult<Group> Advance(
        AuthenticatedContent message,
        ImmutableArray<ProposedChange> changes,
        AppliedProposals applied,
        RatchetTree tree,
        LeafIndex committer,
        IPreSharedKeys psks,
        DateTimeOffset now)
    {
        var commit = message.Content.Commit!;
        if (!PskInput.Collect(this, changes, psks).TryGet(out var pskInput, out var error))
        {
            return error;
        }

        using var pskSecret = pskInput.Compute(Suite);
        if (!OwnKeys(applied, tree).TryGet(out var own, out error))
        {
            return error;
        }

        var provisional = GroupContext.Create(Suite.Id, GroupId, Epoch + 1, tree.TreeHash(Suite), Context.ConfirmedTranscriptHash, applied.Rules.Extensions);
        using var oldKeys = own.Keys;
        PathPrivateKeys keys;
        Secret commitSecret;
        if (commit.Path is { } path)
        {
            if (!TreeKem.Decrypt(Suite, tree, committer, path, own.Keys, applied.AddedSet, provisional.Encoded.Span).TryGet(out var secrets, out error))
            {
                own.Signer.Dispose();
                return error;
            }

            using (secrets)
            {
                commitSecret = secrets.CommitSecret.Share();
                keys = own.Keys.With(tree, [.. secrets.Nodes.Select(static n => (n.Index, n.PrivateKey.Share()))]);
            }
        }
        else
        {
            commitSecret = Secret.Zero(Suite.HashSize);
            keys = own.Keys.With(tree, []);
        }

        using var heldCommitSecret = commitSecret;
        if (!InitSecret(changes).TryGet(out var init, out error))
        {
            keys.Dispose();
            own.Signer.Dispose();
            return error;
        }

        using var heldInit = init;
        using var transition = EpochTransition.Derive(Suite, provisional, epoch.InterimTranscriptHash, message, init, commitSecret, pskSecret);
        if (!CryptographicOperations.FixedTimeEquals(transition.ConfirmationTag, message.Auth.ConfirmationTag.Span))
        {
            transition.Abandon();
            keys.Dispose();
            own.Signer.Dispose();
            return MlsRules.ConfirmationTag.Broken();
        }

        return Follow(transition, applied.Rules, tree, keys, own.Signer, changes, message.Auth.ConfirmationTag, now);
    }

    /// <summary>This member's keys once its own Update, if the commit covers one, has taken effect.</summary>
    private MlsResult<OwnKeyPairs> OwnKeys(AppliedProposals applied, RatchetTree tree)
    {
        if (!applied.Updated.Contains(OwnLeaf))
        {
            return new OwnKeyPairs(epoch.Keys.With(tree, []), Signer.Share());
        }

        var leaf = tree[OwnLeaf]!;
        foreach (var update in Updates)
        {
            if (leaf.Encoded.Span.SequenceEqual(update.Leaf))
            {
                return new OwnKeyPairs(PathPrivateKeys.ForLeaf(OwnLeaf, update.EncryptionKey.Share()), update.Signer.Share());
            }
        }

        return MlsRules.OwnUpdateKeys.Broken();
    }

    /// <summary>The init secret of this epoch, or the one that an external joiner sends (§8.3).</summary>
    private MlsResult<Secret> InitSecret(ImmutableArray<ProposedChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Proposal is ExternalInit init)
            {
                return Suite.ReceiveExternalInit(Secrets.External, init.KemOutput.Span) is { } secret ? secret : MlsRules.ExternalInitKem.Broken();
            }
        }

        return Secrets.Init.Share();
    }

    /// <summary>The state of the next epoch; takes over the transition's secrets, the keys and the signer.</summary>
    private Group Follow(
        EpochTransition transition,
        GroupRules rules,
        RatchetTree tree,
        PathPrivateKeys keys,
        SignatureKeyPair signer,
        ImmutableArray<ProposedChange> changes,
        ReadOnlyMemory<byte> endedBy,
        DateTimeOffset now)
    {
        var state = new EpochState
        {
            Context = transition.Context,
            Rules = rules,
            Tree = tree,
            Secrets = transition.Secrets,
            Keys = keys,
            Signer = signer,
            InterimTranscriptHash = transition.InterimTranscriptHash,
            ConfirmationTag = transition.ConfirmationTag,
        };
        var reInit = changes.Select(static c => c.Proposal).OfType<ReInit>().FirstOrDefault();
        return new Group(Client, Suite, state, SecretTree.Create(transition.Encryption, tree.Size))
        {
            Status = reInit is null ? GroupStatus.Active : GroupStatus.ReInitialised,
            ReInit = reInit,
            Past = PastWith(endedBy, now),
            Resumption = ResumptionWith(),
        };
    }

    /// <summary>The state of a client that the commit removes: it can read late messages, and its other secrets are gone (§12.4.2).</summary>
    private Group Departed(AuthenticatedContent message, DateTimeOffset now) => new(
        Client,
        Suite,
        new EpochState
        {
            Context = Context,
            Rules = epoch.Rules,
            Tree = Tree,
            Secrets = EpochSecrets.None(),
            Keys = PathPrivateKeys.ForLeaf(OwnLeaf, Secret.Zero(0)),
            Signer = new SignatureKeyPair(Secret.Zero(0), Signer.PublicKey.ToArray()),
            InterimTranscriptHash = epoch.InterimTranscriptHash,
            ConfirmationTag = epoch.ConfirmationTag,
        },
        SecretTree.Create(Secret.Zero(0), Tree.Size))
    {
        Status = GroupStatus.Removed,
        Past = PastWith(message.Auth.ConfirmationTag, now),
        Resumption = ResumptionWith(),
    };

    private ImmutableArray<PastEpoch> PastWith(ReadOnlyMemory<byte> endedBy, DateTimeOffset now)
    {
        var past = ImmutableArray.CreateBuilder<PastEpoch>();
        if (Client.Limits.PastEpochs > 0)
        {
            past.Add(new PastEpoch
            {
                Context = Context,
                Tree = Tree,
                SenderData = Secrets.SenderData.Share(),
                MembershipKey = Secrets.MembershipKey.Share(),
                MessageKeys = messageKeys.Share(),
                Own = OwnLeaf,
                EndedAt = now,
                EndedBy = endedBy.ToArray(),
            });
        }

        foreach (var older in Past)
        {
            if (past.Count < Client.Limits.PastEpochs && now - older.EndedAt <= Client.Limits.PastEpochAge)
            {
                past.Add(older.Share());
            }
        }

        return past.ToImmutable();
    }

    private ImmutableArray<ResumptionPsk> ResumptionWith()
    {
        var kept = ImmutableArray.CreateBuilder<ResumptionPsk>();
        if (Client.Limits.ResumptionPsks > 0)
        {
            kept.Add(new ResumptionPsk(Epoch, Secrets.ResumptionPsk.Share()));
        }

        foreach (var older in Resumption.Take(Client.Limits.ResumptionPsks - kept.Count))
        {
            kept.Add(older.Share());
        }

        return kept.ToImmutable();
    }

    private sealed record ResolvedProposals(ImmutableArray<ProposedChange> Items);

    private sealed record OwnKeyPairs(PathPrivateKeys Keys, SignatureKeyPair Signer);
}
