namespace Parley.Mls.Tree;

/// <summary>The private keys that a member holds: its leaf's and those of nodes on its direct path (RFC 9420 §4.2). Immutable.</summary>
internal sealed class PathPrivateKeys : Counted
{
    private readonly ImmutableArray<(uint Node, Secret Key)> keys;
    private PathPrivateKeys(LeafIndex leaf, ImmutableArray<(uint Node, Secret Key)> keys)
    {
        Leaf = leaf;
        this.keys = keys;
    }

    public LeafIndex Leaf { get; }

    public IEnumerable<uint> Nodes => keys.Select(static k => k.Node);

    /// <summary>The private key of a node, or <c>null</c> where this member does not hold it.</summary>
    public Secret? this[uint node]
    {
        get
        {
            foreach (var (held, key) in keys)
            {
                if (held == node)
                {
                    return key;
                }
            }

            return null;
        }
    }

    /// <summary>A member that holds its leaf's key only; takes the secret over.</summary>
    public static PathPrivateKeys ForLeaf(LeafIndex leaf, Secret leafKey) => new(leaf, [(leaf.Node, leafKey)]);

    public static PathPrivateKeys Read(ref TlsReader reader) => new(
        new LeafIndex(reader.U32()),
        reader.List(static (ref r) => (r.U32(), r.Secret(WireLimits.Key))));

    public void Write(ref TlsWriter writer)
    {
        writer.U32(Leaf.Value);
        writer.List(keys, static (ref w, item) =>
        {
            w.U32(item.Node);
            w.Opaque(item.Key.Span);
        });
    }

    /// <summary>These keys with others put in or replaced, whose secrets are taken over, and without those that the tree has blanked.</summary>
    public PathPrivateKeys With(RatchetTree tree, IReadOnlyList<(uint Node, Secret Key)> changes)
    {
        var result = ImmutableArray.CreateBuilder<(uint, Secret)>(keys.Length + changes.Count);
        foreach (var (node, key) in keys)
        {
            if (!changes.Any(c => c.Node == node) && TreeMath.IsBelow(node, tree.RootIndex) && !tree.EncryptionKey(node).IsEmpty)
            {
                result.Add((node, key.Share()));
            }
        }

        result.AddRange(changes);
        return new PathPrivateKeys(Leaf, result.ToImmutable());
    }

    private protected override void Wipe()
    {
        foreach (var (_, key) in keys)
        {
            key.Dispose();
        }
    }
}
