namespace Parley.Mls.Tree;

/// <summary>Fresh keys for the committer's leaf and the nodes above it (RFC 9420 §7.6).</summary>
/// <param name="LeafNode">The committer's new leaf.</param>
/// <param name="Nodes">The filtered direct path, from the leaf up.</param>
public sealed record UpdatePath(LeafNode LeafNode, ImmutableArray<UpdatePathNode> Nodes)
{
    internal static UpdatePath Read(ref TlsReader reader) => new(LeafNode.Read(ref reader), reader.List(UpdatePathNode.Read));

    internal void Write(ref TlsWriter writer)
    {
        LeafNode.Write(ref writer);
        writer.List(Nodes, static (ref w, item) => item.Write(ref w));
    }
}
