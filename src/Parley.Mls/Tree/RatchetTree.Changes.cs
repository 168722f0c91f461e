namespace Parley.Mls.Tree;

/// <content>How proposals and paths change the tree (RFC 9420 §7.7, §12.1).</content>
public sealed partial class RatchetTree
{
    private delegate ParentNode? Rewrite(uint index, ParentNode? node);

    /// <summary>Puts a new member at the leftmost blank leaf, extending the tree where there is none (§12.1.1).</summary>
    internal (RatchetTree Tree, LeafIndex Leaf) Add(LeafNode leaf)
    {
        var tree = Members == Size ? Extended() : this;
        var index = tree.LeftmostBlank();
        return (tree.Changed(index, leaf.Detached(), (_, node) => node?.WithUnmerged(index)), index);
    }

    /// <summary>Where the next new member would be placed.</summary>
    internal LeafIndex NextFreeLeaf() => Members == Size ? new LeafIndex(Size) : LeftmostBlank();

    /// <summary>Replaces a leaf and blanks the parents above it (§12.1.2).</summary>
    internal RatchetTree Update(LeafIndex index, LeafNode leaf) => Changed(index, leaf.Detached(), static (_, _) => null);

    /// <summary>Blanks a leaf and the parents above it and truncates the tree (§12.1.3).</summary>
    internal RatchetTree Remove(LeafIndex index) => Changed(index, null, static (_, _) => null).Truncated();

    /// <summary>Makes sure that the leaf exists, blank, for a joiner by an external commit (§12.4.2).</summary>
    internal RatchetTree WithRoomFor(LeafIndex index) => index.Value < Size ? this : Extended();

    /// <summary>Sets the committer's leaf and filtered direct path, blanking the rest of its direct path (§7.5).</summary>
    internal RatchetTree Merge(LeafIndex index, LeafNode leaf, List<DirectPathNode> path, IReadOnlyList<ParentNode> nodes) =>
        Changed(index, leaf.Detached(), (node, _) =>
        {
            for (var i = 0; i < path.Count; i++)
            {
                if (path[i].Node == node)
                {
                    return nodes[i];
                }
            }

            return null;
        });

    private static TreeNode Blank(uint size) =>
        size == 1 ? new LeafSlot(null) : new ParentSlot(null, Blank(size / 2), Blank(size / 2));

    private static TreeNode Change(TreeNode node, uint index, LeafIndex leaf, LeafNode? content, Rewrite rewrite)
    {
        if (node is not ParentSlot parent)
        {
            return new LeafSlot(content);
        }

        var changed = rewrite(index, parent.Node);
        return leaf.Node < index
            ? new ParentSlot(changed, Change(parent.Left, TreeMath.Left(index), leaf, content, rewrite), parent.Right)
            : new ParentSlot(changed, parent.Left, Change(parent.Right, TreeMath.Right(index), leaf, content, rewrite));
    }

    private RatchetTree Changed(LeafIndex leaf, LeafNode? content, Rewrite rewrite) =>
        new(Change(root, RootIndex, leaf, content, rewrite), Size);

    private RatchetTree Extended() => new(new ParentSlot(null, root, Blank(Size)), Size * 2);

    private RatchetTree Truncated()
    {
        var (node, size) = (root, Size);
        while (node is ParentSlot { Right.Members: 0 } parent)
        {
            (node, size) = (parent.Left, size / 2);
        }

        return size == Size ? this : new RatchetTree(node, size);
    }

    private LeafIndex LeftmostBlank()
    {
        var (node, size, first) = (root, Size, 0u);
        while (node is ParentSlot parent)
        {
            size /= 2;
            if (parent.Left.Members < size)
            {
                node = parent.Left;
            }
            else
            {
                node = parent.Right;
                first += size;
            }
        }

        return new LeafIndex(first);
    }
}
