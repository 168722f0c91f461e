namespace Parley.Mls.Tree;

/// <summary>
/// The public part of the ratchet tree (RFC 9420 §4.1, §7), persistent: every change yields a new tree
/// that shares what it did not touch, so a change costs the depth of the tree.
/// </summary>
public sealed partial class RatchetTree
{
    private readonly TreeNode root;

    private RatchetTree(TreeNode root, uint size)
    {
        this.root = root;
        Size = size;
    }

    /// <summary>How many members there are.</summary>
    public uint Members => root.Members;

    /// <summary>How many places for leaves there are, a power of two.</summary>
    internal uint Size { get; }

    internal uint RootIndex => TreeMath.Root(Size);

    /// <summary>The leaf at an index, or <c>null</c> where it is blank or outside the tree.</summary>
    public LeafNode? this[LeafIndex index] => index.Value < Size ? ((LeafSlot)At(index.Node)).Leaf : null;

    /// <summary>All members with their leaves, from the left.</summary>
    public IEnumerable<KeyValuePair<LeafIndex, LeafNode>> Leaves()
    {
        var stack = new Stack<(TreeNode Node, uint Index)>();
        stack.Push((root, RootIndex));
        while (stack.TryPop(out var top))
        {
            if (top.Node is ParentSlot parent)
            {
                if (parent.Members > 0)
                {
                    stack.Push((parent.Right, TreeMath.Right(top.Index)));
                    stack.Push((parent.Left, TreeMath.Left(top.Index)));
                }
            }
            else if (((LeafSlot)top.Node).Leaf is { } leaf)
            {
                yield return new(new LeafIndex(top.Index / 2), leaf);
            }
        }
    }

    internal static RatchetTree Single(LeafNode leaf) => new(new LeafSlot(leaf.Detached()), 1);

    internal ParentNode? Parent(uint node) => At(node) is ParentSlot slot ? slot.Node : null;

    /// <summary>Non-blank parents with their node indices.</summary>
    internal IEnumerable<(uint Index, ParentNode Node)> Parents()
    {
        var stack = new Stack<(TreeNode Node, uint Index)>();
        stack.Push((root, RootIndex));
        while (stack.TryPop(out var top))
        {
            if (top.Node is ParentSlot parent && parent.Filled > 0)
            {
                if (parent.Node is { } node)
                {
                    yield return (top.Index, node);
                }

                stack.Push((parent.Right, TreeMath.Right(top.Index)));
                stack.Push((parent.Left, TreeMath.Left(top.Index)));
            }
        }
    }

    /// <summary>The HPKE key of a non-blank node.</summary>
    internal ReadOnlyMemory<byte> EncryptionKey(uint node) => At(node) switch
    {
        LeafSlot { Leaf: { } leaf } => leaf.EncryptionKey,
        ParentSlot { Node: { } parent } => parent.EncryptionKey,
        _ => default,
    };

    internal bool IsEmptySubtree(uint node) => At(node).Filled == 0;

    /// <summary>The resolution of a node (§4.1.1), without the leaves in <paramref name="excluded"/>.</summary>
    internal List<uint> Resolution(uint node, IReadOnlySet<LeafIndex>? excluded = null)
    {
        var result = new List<uint>();
        Resolve(At(node), node, excluded, result);
        return result;
    }

    /// <summary>The filtered direct path of a leaf, from the bottom (§4.1.2).</summary>
    internal List<DirectPathNode> FilteredDirectPath(LeafIndex leaf)
    {
        var path = new List<DirectPathNode>();
        Span<(TreeNode Sibling, uint Parent, uint SiblingIndex)> steps = new (TreeNode, uint, uint)[32];
        var depth = 0;
        var node = root;
        var index = RootIndex;
        while (node is ParentSlot parent)
        {
            var (left, right) = (TreeMath.Left(index), TreeMath.Right(index));
            var goLeft = leaf.Node < index;
            steps[depth++] = goLeft ? (parent.Right, index, right) : (parent.Left, index, left);
            (node, index) = goLeft ? (parent.Left, left) : (parent.Right, right);
        }

        while (depth-- > 0)
        {
            if (steps[depth].Sibling.Filled > 0)
            {
                path.Add(new DirectPathNode(steps[depth].Parent, steps[depth].SiblingIndex));
            }
        }

        return path;
    }

    private static void Resolve(TreeNode node, uint index, IReadOnlySet<LeafIndex>? excluded, List<uint> result)
    {
        if (node.Filled == 0)
        {
            return;
        }

        if (node is LeafSlot)
        {
            if (excluded?.Contains(new LeafIndex(index / 2)) != true)
            {
                result.Add(index);
            }

            return;
        }

        var slot = (ParentSlot)node;
        if (slot.Node is not { } parent)
        {
            Resolve(slot.Left, TreeMath.Left(index), excluded, result);
            Resolve(slot.Right, TreeMath.Right(index), excluded, result);
            return;
        }

        result.Add(index);
        foreach (var leaf in parent.UnmergedLeaves)
        {
            if (excluded?.Contains(leaf) != true)
            {
                result.Add(leaf.Node);
            }
        }
    }

    private TreeNode At(uint target)
    {
        var node = root;
        var index = RootIndex;
        while (index != target)
        {
            var parent = (ParentSlot)node;
            (node, index) = target < index ? (parent.Left, TreeMath.Left(index)) : (parent.Right, TreeMath.Right(index));
        }

        return node;
    }
}
