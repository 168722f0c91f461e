namespace Parley.Mls.Tree;

/// <summary>
/// A node of the persistent ratchet tree. Nodes never change: a changed tree shares all that it did not touch,
/// and each node computes its tree hash at most once.
/// </summary>
internal abstract class TreeNode
{
    /// <summary>Non-blank leaves in this subtree.</summary>
    public abstract uint Members { get; }

    /// <summary>Non-blank nodes in this subtree; 0 exactly where its resolution is empty.</summary>
    public abstract uint Filled { get; }

    /// <summary>The tree hash (§7.8), once computed.</summary>
    public byte[]? Hash { get; set; }
}
