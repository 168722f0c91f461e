namespace Parley.Mls.Tree;

/// <summary>A place for a leaf, blank or not.</summary>
internal sealed class LeafSlot(LeafNode? leaf) : TreeNode
{
    public LeafNode? Leaf { get; } = leaf;

    public override uint Members => Leaf is null ? 0u : 1u;

    public override uint Filled => Members;
}
