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
        var (encryption, signature) = (new KeySet(), new KeySet());
        foreach (var index in changed)
        {
            var leaf = tree[index]!;
            if (!encryption.Add(leaf.EncryptionKey, index.Node))
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }

            if (!signature.Add(leaf.SignatureKey, index.Node))
            {
                return MlsRules.SignatureKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, leaf) in tree.Leaves())
        {
            if (encryption.Find(leaf.EncryptionKey) is { } holder && holder != index.Node)
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }

            if (signature.Find(leaf.SignatureKey) is { } signer && signer != index.Node)
            {
                return MlsRules.SignatureKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, node) in tree.Parents())
        {
            if (encryption.Find(node.EncryptionKey) is not null)
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"node {index}"));
            }
        }

        return null;
    }

    /// <summary>None of a path's public keys stands in the tree, and no two of them are the same (§12.4.2).</summary>
    public static MlsError? CheckPathKeysNew(RatchetTree tree, UpdatePath path)
    {
        var keys = new KeySet();
        keys.Add(path.LeafNode.EncryptionKey, 0);
        foreach (var node in path.Nodes)
        {
            if (!keys.Add(node.EncryptionKey, 0))
            {
                return MlsRules.PathKeysNew.Broken("twice in the path");
            }
        }

        foreach (var (index, leaf) in tree.Leaves())
        {
            if (keys.Find(leaf.EncryptionKey) is not null)
            {
                return MlsRules.PathKeysNew.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, node) in tree.Parents())
        {
            if (keys.Find(node.EncryptionKey) is not null)
            {
                return MlsRules.PathKeysNew.Broken(FormattableString.Invariant($"node {index}"));
            }
        }

        return null;
    }
}
