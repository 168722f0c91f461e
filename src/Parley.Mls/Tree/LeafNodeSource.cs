namespace Parley.Mls.Tree;

/// <summary>How a leaf came into the tree (RFC 9420 §7.2).</summary>
public enum LeafNodeSource : byte
{
    /// <summary>From a key package; carries a lifetime.</summary>
    KeyPackage = 1,

    /// <summary>From an Update proposal.</summary>
    Update = 2,

    /// <summary>From the path of a commit; carries a parent hash.</summary>
    Commit = 3,
}
