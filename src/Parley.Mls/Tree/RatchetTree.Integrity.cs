namespace Parley.Mls.Tree;

/// <content>What a joiner checks of a tree that it is given (RFC 9420 §7.9.2, §12.4.3.1).</content>
public sealed partial class RatchetTree
{
    /// <summary>Parent hashes, unmerged leaves and the uniqueness of keys; leaves themselves are checked elsewhere.</summary>
    internal MlsError? CheckIntegrity(SuiteCrypto suite) => CheckUnmergedLeaves() ?? CheckKeysDiffer() ?? CheckParentHashes(suite);

    /// <summary>
    /// An entry in <c>unmerged_leaves</c> is a member below the node, and every non-blank parent between them has it too.
    /// </summary>
    internal MlsError? CheckUnmergedLeaves()
    {
        foreach (var (index, node) in Parents())
        {
            foreach (var leaf in node.UnmergedLeaves)
            {
                if (!TreeMath.IsBelow(leaf.Node, index) || this[leaf] is null)
                {
                    return MlsRules.UnmergedLeafBelow.Broken(FormattableString.Invariant($"node {index}, leaf {leaf}"));
                }

                for (var between = TreeMath.Parent(leaf.Node); between != index; between = TreeMath.Parent(between))
                {
                    if (Parent(between) is { } inner && inner.UnmergedLeaves.BinarySearch(leaf, ByIndex) < 0)
                    {
                        return MlsRules.UnmergedLeafBetween.Broken(FormattableString.Invariant($"node {between}, leaf {leaf}"));
                    }
                }
            }
        }

        return null;
    }

    /// <summary>No HPKE key stands at two nodes, no signature key at two leaves (§7.3, §12.4.3.1).</summary>
    internal MlsError? CheckKeysDiffer()
    {
        var encryption = new HashSet<ReadOnlyMemory<byte>>((int)root.Filled, ByContent.Instance);
        var signature = new HashSet<ReadOnlyMemory<byte>>((int)Members, ByContent.Instance);
        foreach (var (index, leaf) in Leaves())
        {
            if (!encryption.Add(leaf.EncryptionKey))
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }

            if (!signature.Add(leaf.SignatureKey))
            {
                return MlsRules.SignatureKeyUnique.Broken(FormattableString.Invariant($"leaf {index}"));
            }
        }

        foreach (var (index, node) in Parents())
        {
            if (!encryption.Add(node.EncryptionKey))
            {
                return MlsRules.EncryptionKeyUnique.Broken(FormattableString.Invariant($"node {index}"));
            }
        }

        return null;
    }

    /// <summary>
    /// Every non-blank parent is parent-hash valid (§7.9.2): seen from exactly one of its children, one node D is left of
    /// the child's resolution once the parent's unmerged leaves are taken away, and D holds the parent's hash.
    /// </summary>
    internal MlsError? CheckParentHashes(SuiteCrypto suite)
    {
        foreach (var (index, node) in Parents())
        {
            var (left, right) = (TreeMath.Left(index), TreeMath.Right(index));
            var links = (IsLinked(suite, node, left, right) ? 1 : 0) + (IsLinked(suite, node, right, left) ? 1 : 0);
            if (links != 1)
            {
                return MlsRules.ParentHashValid.Broken(FormattableString.Invariant($"node {index}"));
            }
        }

        return null;
    }

    private bool IsLinked(SuiteCrypto suite, ParentNode parent, uint child, uint copath)
    {
        var rest = Resolution(child);
        var unmerged = 0;
        foreach (var leaf in parent.UnmergedLeaves)
        {
            if (TreeMath.IsBelow(leaf.Node, child))
            {
                unmerged++;
                rest.Remove(leaf.Node);
            }
        }

        if (rest.Count != 1 || Resolution(child).Count != unmerged + 1)
        {
            return false;
        }

        var hash = At(rest[0]) switch
        {
            LeafSlot { Leaf: { Source: LeafNodeSource.Commit } leaf } => leaf.ParentHash,
            ParentSlot { Node: { } inner } => inner.ParentHash,
            _ => default,
        };
        return !hash.IsEmpty && hash.Span.SequenceEqual(ParentHash(suite, parent, copath));
    }
}
