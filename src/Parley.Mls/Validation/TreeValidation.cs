namespace Parley.Mls.Validation;

/// <summary>Checks over all leaves of a tree (RFC 9420 §7.3).</summary>
internal static class TreeValidation
{
    /// <summary>Every member supports the credential types of all members.</summary>
    public static MlsError? CheckCredentialTypes(RatchetTree tree)
    {
        var inUse = new HashSet<CredentialType>();
        foreach (var (_, leaf) in tree.Leaves())
        {
            inUse.Add(leaf.Credential.Type);
        }

        foreach (var (index, leaf) in tree.Leaves())
        {
            foreach (var type in inUse)
            {
                if (!leaf.Capabilities.Supports(type))
                {
                    return MlsRules.CredentialTypeSupported.Broken(FormattableString.Invariant($"leaf {index}, type {(ushort)type}"));
                }
            }
        }

        return null;
    }

    /// <summary>None of the given leaves has a key that stands elsewhere in the tree.</summary>
    public static MlsError? CheckKeysDiffer(RatchetTree tree, IReadOnlyCollection<LeafIndex> changed)
    {
        if (changed.Count == 0)
        {
            return null;
        }

        var encryption = new Dictionary<ReadOnlyMemory<byte>, LeafIndex>(changed.Count, ByContent.Instance);
        var signature = new Dictionary<ReadOnlyMemory<byte>, LeafIndex>(changed.Count, ByContent.Instance);
        foreach (var index in changed)
        {
            var leaf = tree[index]!;
            if (!encryption.TryAdd(leaf.EncryptionKey, index))
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }

            if (!signature.TryAdd(leaf.SignatureKey, index))
            {
                return MlsRules.SignatureKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, leaf) in tree.Leaves())
        {
            if (encryption.TryGetValue(leaf.EncryptionKey, out var holder) && holder != index)
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }

            if (signature.TryGetValue(leaf.SignatureKey, out holder) && holder != index)
            {
                return MlsRules.SignatureKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, node) in tree.Parents())
        {
            if (encryption.ContainsKey(node.EncryptionKey))
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"node {index}"));
            }
        }

        return null;
    }

    /// <summary>None of a path's public keys stands in the tree, and no two of them are the same (§12.4.2).</summary>
    public static MlsError? CheckPathKeysNew(RatchetTree tree, UpdatePath path)
    {
        var keys = new HashSet<ReadOnlyMemory<byte>>(path.Nodes.Length + 1, ByContent.Instance) { path.LeafNode.EncryptionKey };
        foreach (var node in path.Nodes)
        {
            if (!keys.Add(node.EncryptionKey))
            {
                return MlsRules.PathKeysNew.Broken("twice in the path");
            }
        }

        foreach (var (index, leaf) in tree.Leaves())
        {
            if (keys.Contains(leaf.EncryptionKey))
            {
                return MlsRules.PathKeysNew.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, node) in tree.Parents())
        {
            if (keys.Contains(node.EncryptionKey))
            {
                return MlsRules.PathKeysNew.Broken(FormattableString.Invariant($"node {index}"));
            }
        }

        return null;
    }
}
