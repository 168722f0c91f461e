namespace Parley.Mls.Tree;

/// <summary>A place for a parent, blank or not, and the subtrees below it.</summary>
internal sealed class ParentSlot(ParentNode? node, TreeNode left, TreeNode right) : TreeNode
{
    public ParentNode? Node { get; } = node;

    public TreeNode Left { get; } = left;

    public TreeNode Right { get; } = right;

    public override uint Members { get; } = left.Members + right.Members;

    public override uint Filled { get; } = left.Filled + right.Filled + (node is null ? 0u : 1u);
}
