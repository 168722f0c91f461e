namespace Parley.Mls.Tree;

/// <content>Tree hashes and parent hashes (RFC 9420 §7.8, §7.9).</content>
public sealed partial class RatchetTree
{
    /// <summary>The hash of the whole tree.</summary>
    internal byte[] TreeHash(SuiteCrypto suite) => HashOf(suite, root, RootIndex);

    internal byte[] TreeHash(SuiteCrypto suite, uint node) => HashOf(suite, At(node), node);

    /// <summary>The parent hash of a node (§7.9) with the given child on the copath.</summary>
    internal byte[] ParentHash(SuiteCrypto suite, ParentNode parent, uint copath) =>
        ParentHash(suite, parent, OriginalHash(suite, At(copath), copath, parent.UnmergedLeaves));

    /// <summary>The parent hash of a node from the tree hash of its child on the copath.</summary>
    internal static byte[] ParentHash(SuiteCrypto suite, ParentNode parent, ReadOnlySpan<byte> originalSiblingTreeHash)
    {
        var writer = new TlsWriter(256);
        try
        {
            writer.Opaque(parent.EncryptionKey);
            writer.Opaque(parent.ParentHash);
            writer.Opaque(originalSiblingTreeHash);
            return suite.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static byte[] HashOf(SuiteCrypto suite, TreeNode node, uint index)
    {
        if (node.Hash is { } known)
        {
            return known;
        }

        var hash = node is LeafSlot leaf
            ? HashLeaf(suite, leaf.Leaf, index)
            : HashParent(
                suite,
                ((ParentSlot)node).Node,
                HashOf(suite, ((ParentSlot)node).Left, TreeMath.Left(index)),
                HashOf(suite, ((ParentSlot)node).Right, TreeMath.Right(index)));
        node.Hash = hash;
        return hash;
    }

    /// <summary>The tree hash of a subtree as it was before the given leaves were added to it.</summary>
    private static byte[] OriginalHash(SuiteCrypto suite, TreeNode node, uint index, ImmutableArray<LeafIndex> without)
    {
        if (!AnyBelow(without, index))
        {
            return HashOf(suite, node, index);
        }

        if (node is not ParentSlot slot)
        {
            return HashLeaf(suite, null, index);
        }

        var parent = slot.Node is { } present
            ? present with { UnmergedLeaves = present.UnmergedLeaves.RemoveAll(leaf => without.BinarySearch(leaf, ByIndex) >= 0) }
            : null;
        return HashParent(
            suite,
            parent,
            OriginalHash(suite, slot.Left, TreeMath.Left(index), without),
            OriginalHash(suite, slot.Right, TreeMath.Right(index), without));
    }

    private static IComparer<LeafIndex> ByIndex { get; } = Comparer<LeafIndex>.Create(static (a, b) => a.Value.CompareTo(b.Value));

    /// <summary>Whether any of the sorted leaves lies below the node.</summary>
    private static bool AnyBelow(ImmutableArray<LeafIndex> sorted, uint node)
    {
        var level = TreeMath.Level(node);
        var first = (node >> (level + 1)) << level;
        var at = sorted.BinarySearch(new LeafIndex(first), ByIndex);
        at = at < 0 ? ~at : at;
        return at < sorted.Length && sorted[at].Value - first < 1u << level;
    }

    private static byte[] HashLeaf(SuiteCrypto suite, LeafNode? leaf, uint index)
    {
        var writer = new TlsWriter((leaf?.Encoded.Length ?? 0) + 16);
        try
        {
            writer.U8(1);
            writer.U32(index / 2);
            writer.Present(leaf is not null);
            leaf?.Write(ref writer);
            return suite.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static byte[] HashParent(SuiteCrypto suite, ParentNode? node, byte[] left, byte[] right)
    {
        var writer = new TlsWriter(512);
        try
        {
            writer.U8(2);
            writer.Present(node is not null);
            node?.Write(ref writer);
            writer.Opaque(left);
            writer.Opaque(right);
            return suite.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }
}
