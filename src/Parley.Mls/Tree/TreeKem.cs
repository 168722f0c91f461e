namespace Parley.Mls.Tree;

/// <summary>Making and taking in update paths (RFC 9420 §7.4–7.6).</summary>
internal static class TreeKem
{
    /// <summary>
    /// Puts a received path into the tree (§7.5): 1. the path has as many nodes as the filtered direct path;
    /// 2. parent hashes from the root down; 3. the leaf commits to them.
    /// </summary>
    public static MlsResult<RatchetTree> Merge(SuiteCrypto suite, RatchetTree tree, LeafIndex committer, UpdatePath update)
    {
        var path = tree.FilteredDirectPath(committer);
        if (path.Count != update.Nodes.Length)
        {
            return MlsRules.PathLength.Broken(FormattableString.Invariant($"{update.Nodes.Length} nodes for {path.Count}"));
        }

        var (parents, leafParentHash) = Parents(suite, tree, path, i => update.Nodes[i].EncryptionKey.ToArray());
        return update.LeafNode.ParentHash.Span.SequenceEqual(leafParentHash)
            ? tree.Merge(committer, update.LeafNode, path, parents)
            : MlsRules.CommitParentHash.Broken();
    }

    /// <summary>
    /// Decrypts the path secret meant for the holder of <paramref name="own"/> and derives all above it (§7.5).
    /// <paramref name="tree"/> is the tree after the merge; the resolution of copath nodes is the same before and after.
    /// </summary>
    public static MlsResult<PathSecrets> Decrypt(
        SuiteCrypto suite,
        RatchetTree tree,
        LeafIndex committer,
        UpdatePath update,
        PathPrivateKeys own,
        IReadOnlySet<LeafIndex> added,
        ReadOnlySpan<byte> groupContext)
    {
        var path = tree.FilteredDirectPath(committer);
        for (var i = 0; i < path.Count; i++)
        {
            if (tree.Resolution(path[i].Copath, added).Count != update.Nodes[i].EncryptedPathSecret.Length)
            {
                return MlsRules.PathCiphertexts.Broken(FormattableString.Invariant($"node {path[i].Node}"));
            }
        }

        var level = path.FindIndex(step => TreeMath.IsBelow(own.Leaf.Node, step.Copath));
        if (level < 0)
        {
            return MlsRules.PathNotForUs.Broken();
        }

        var resolution = tree.Resolution(path[level].Copath, added);
        var position = resolution.FindIndex(node => own[node] is not null);
        if (position < 0)
        {
            return MlsRules.PathNotForUs.Broken();
        }

        var target = resolution[position];
        var secret = suite.DecryptWithLabel(
            own[target]!,
            "UpdatePathNode"u8,
            groupContext,
            update.Nodes[level].EncryptedPathSecret[position]);
        if (secret is null)
        {
            return MlsRules.PathSecretDecryption.Broken();
        }

        if (secret.Length != suite.HashSize)
        {
            secret.Dispose();
            return MlsRules.PathSecretLength.Broken();
        }

        var derived = PathSecrets.Derive(suite, secret, path.Skip(level).Select(static step => step.Node));
        if (derived is null)
        {
            return MlsRules.KeyDerivation.Broken();
        }

        foreach (var node in derived.Nodes)
        {
            if (!tree.EncryptionKey(node.Index).Span.SequenceEqual(node.PublicKey))
            {
                derived.Dispose();
                return MlsRules.PathPublicKey.Broken(FormattableString.Invariant($"node {node.Index}"));
            }
        }

        return derived;
    }

    /// <summary>Fresh keys along a filtered direct path and the tree with them (§7.5), before anything is encrypted.</summary>
    public static (RatchetTree Tree, LeafNode Leaf) Refresh(
        SuiteCrypto suite, RatchetTree tree, LeafIndex committer, PathSecrets secrets, Func<byte[], LeafNode> signLeaf)
    {
        var path = tree.FilteredDirectPath(committer);
        var (parents, leafParentHash) = Parents(suite, tree, path, i => secrets.Nodes[i].PublicKey);
        var leaf = signLeaf(leafParentHash);
        return (tree.Merge(committer, leaf, path, parents), leaf);
    }

    /// <summary>Encrypts the path secrets to the resolutions of the copath (§7.5), leaving out leaves that were just added.</summary>
    public static MlsResult<UpdatePath> Encrypt(
        SuiteCrypto suite,
        RatchetTree tree,
        LeafIndex committer,
        LeafNode leaf,
        PathSecrets secrets,
        IReadOnlySet<LeafIndex> added,
        ReadOnlyMemory<byte> groupContext,
        IRandomness randomness)
    {
        var path = tree.FilteredDirectPath(committer);
        var nodes = ImmutableArray.CreateBuilder<UpdatePathNode>(path.Count);
        for (var i = 0; i < path.Count; i++)
        {
            var resolution = tree.Resolution(path[i].Copath, added);
            var encrypted = ImmutableArray.CreateBuilder<HpkeCiphertext>(resolution.Count);
            foreach (var target in resolution)
            {
                var ciphertext = suite.EncryptWithLabel(
                    tree.EncryptionKey(target).Span, "UpdatePathNode"u8, groupContext.Span, secrets.Nodes[i].PathSecret.Span, randomness);
                if (ciphertext is null)
                {
                    return MlsRules.PublicKeyUnusable.Broken(FormattableString.Invariant($"node {target}"));
                }

                encrypted.Add(ciphertext);
            }

            nodes.Add(new UpdatePathNode(secrets.Nodes[i].PublicKey, encrypted.MoveToImmutable()));
        }

        return new UpdatePath(leaf, nodes.MoveToImmutable());
    }

    /// <summary>The parents of a new path with their parent hashes, which chain from the root down to the leaf (§7.9).</summary>
    private static (ParentNode[] Parents, byte[] LeafParentHash) Parents(
        SuiteCrypto suite, RatchetTree tree, List<DirectPathNode> path, Func<int, byte[]> publicKey)
    {
        var parents = new ParentNode[path.Count];
        byte[] above = [];
        for (var i = path.Count - 1; i >= 0; i--)
        {
            parents[i] = new ParentNode(publicKey(i), above, []);
            above = RatchetTree.ParentHash(suite, parents[i], tree.TreeHash(suite, path[i].Copath));
        }

        return (parents, above);
    }
}
