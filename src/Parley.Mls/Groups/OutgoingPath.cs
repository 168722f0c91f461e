namespace Parley.Mls.Groups;

/// <summary>The path of a commit in the making, or its absence: the new tree, provisional context, and secrets (RFC 9420 §12.4.1).</summary>
internal sealed class OutgoingPath : IDisposable
{
    private readonly PathSecrets? secrets;
    private readonly Secret? leafKey;
    private readonly Secret? none;

    private OutgoingPath(RatchetTree tree, GroupContext provisional, UpdatePath? updatePath, PathSecrets? secrets, Secret? leafKey, Secret? none)
    {
        Tree = tree;
        Provisional = provisional;
        UpdatePath = updatePath;
        this.secrets = secrets;
        this.leafKey = leafKey;
        this.none = none;
    }

    public RatchetTree Tree { get; }

    public GroupContext Provisional { get; }

    public UpdatePath? UpdatePath { get; }

    public Secret CommitSecret => secrets?.CommitSecret ?? none!;

    /// <summary>A path of an existing member.</summary>
    public static MlsResult<OutgoingPath> Create(
        SuiteCrypto suite,
        AppliedProposals applied,
        LeafNode old,
        LeafIndex committer,
        EpochState epoch,
        LeafNodeChanges? changes,
        SignatureKeyPair signer,
        bool withPath,
        IRandomness randomness)
    {
        var before = epoch.Context;
        if (withPath)
        {
            return Create(suite, applied, committer, before, signer, key => LeafNodeChanges.Next(old, key, signer, LeafNodeSource.Commit, changes), randomness);
        }

        return new OutgoingPath(
            applied.Tree, ProvisionalContext(suite, applied, applied.Tree, before), null, null, null, Secret.Zero(suite.HashSize));
    }

    /// <summary>A path from a leaf that <paramref name="draft"/> makes for a fresh public key.</summary>
    public static MlsResult<OutgoingPath> Create(
        SuiteCrypto suite,
        AppliedProposals applied,
        LeafIndex committer,
        GroupContext before,
        SignatureKeyPair signer,
        Func<byte[], LeafNodeDraft> draft,
        IRandomness randomness)
    {
        var tree = applied.Tree;
        var (leafPrivate, leafPublic) = suite.GenerateKeyPair(randomness);
        var secrets = PathSecrets.Derive(
            suite, Secret.Random(suite.HashSize, randomness), tree.FilteredDirectPath(committer).Select(static step => step.Node));
        if (secrets is null)
        {
            leafPrivate.Dispose();
            return MlsRules.KeyDerivation.Broken();
        }

        var (merged, leaf) = TreeKem.Refresh(
            suite,
            tree,
            committer,
            secrets,
            parentHash => (draft(leafPublic) with { ParentHash = parentHash })
                .Sign(suite, signer.PrivateKey.Span, before.GroupId, committer, randomness));
        var provisional = ProvisionalContext(suite, applied, merged, before);
        if (!TreeKem.Encrypt(suite, merged, committer, leaf, secrets, applied.AddedSet, provisional.Encoded, randomness).TryGet(out var path, out var error))
        {
            leafPrivate.Dispose();
            secrets.Dispose();
            return error;
        }

        return new OutgoingPath(merged, provisional, path, secrets, leafPrivate, null);
    }

    /// <summary>The committer's private keys in the new epoch.</summary>
    public PathPrivateKeys Keys(PathPrivateKeys before) => secrets is null
        ? before.With(Tree, [])
        : before.With(Tree, [(before.Leaf.Node, leafKey!.Share()), .. NodeKeys()]);

    /// <summary>The private keys of a committer that was not a member before.</summary>
    public PathPrivateKeys Keys(LeafIndex committer)
    {
        using var leaf = PathPrivateKeys.ForLeaf(committer, leafKey!.Share());
        return leaf.With(Tree, [.. NodeKeys()]);
    }

    /// <summary>The path secret that a new member needs: that of the lowest node above both it and the committer.</summary>
    public Secret? PathSecretFor(LeafIndex newMember) =>
        secrets?.Nodes.First(node => TreeMath.IsBelow(newMember.Node, node.Index)).PathSecret;

    public void Dispose()
    {
        secrets?.Dispose();
        leafKey?.Dispose();
        none?.Dispose();
    }

    private static GroupContext ProvisionalContext(SuiteCrypto suite, AppliedProposals applied, RatchetTree tree, GroupContext before) =>
        GroupContext.Create(suite.Id, before.GroupId, before.Epoch + 1, tree.TreeHash(suite), before.ConfirmedTranscriptHash, applied.Rules.Extensions);

    private IEnumerable<(uint Node, Secret Key)> NodeKeys() => secrets!.Nodes.Select(static n => (n.Index, n.PrivateKey.Share()));
}
