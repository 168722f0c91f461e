namespace Parley.Mls.Tree;

/// <content>The <c>ratchet_tree</c> extension (RFC 9420 §12.4.3.3).</content>
public sealed partial class RatchetTree
{
    /// <summary>Reads the content of a <c>ratchet_tree</c> extension; its integrity is checked where it is used.</summary>
    public static MlsResult<RatchetTree> Decode(ReadOnlySpan<byte> encoded) => Decode(encoded.ToArray());

    /// <summary>The content of a <c>ratchet_tree</c> extension.</summary>
    public byte[] Encode()
    {
        var last = LastFilled(root, RootIndex);
        return Tls.Encode(
            (ref w) =>
            {
                var start = w.Begin();
                WriteNodes(ref w, root, RootIndex, last);
                w.End(start);
            },
            (int)Math.Min(Members * 400, 1 << 24));
    }

    internal static MlsResult<RatchetTree> Decode(byte[] encoded) => Tls.Decode<RatchetTree>(encoded, static (ref r) => Read(ref r)!);

    internal static RatchetTree? Read(ref TlsReader reader)
    {
        var nodes = reader.List(static (ref r) => ReadNode(ref r));
        if (nodes.IsEmpty || nodes[^1] is null)
        {
            reader.Fail(MlsRules.TreeLastBlank);
            return null;
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] is not null && (nodes[i] is LeafNode) != ((i & 1) == 0))
            {
                reader.Fail(MlsRules.TreeNodeKind);
                return null;
            }
        }

        var size = TreeMath.FullLeafCount(((uint)nodes.Length / 2) + 1);
        return new RatchetTree(Build(nodes, TreeMath.Root(size)), size);
    }

    private static object? ReadNode(ref TlsReader reader)
    {
        if (!reader.Present())
        {
            return null;
        }

        switch (reader.U8())
        {
            case 1:
                // A tree lives for many epochs; it must not hold on to the message that it came in.
                return LeafNode.Read(ref reader).Detached();
            case 2:
                return ParentNode.Read(ref reader).Detached();
            default:
                reader.Fail(MlsRules.UnknownEnum);
                return null;
        }
    }

    private static TreeNode Build(ImmutableArray<object?> nodes, uint index)
    {
        var content = index < nodes.Length ? nodes[(int)index] : null;
        return TreeMath.IsLeaf(index)
            ? new LeafSlot((LeafNode?)content)
            : new ParentSlot((ParentNode?)content, Build(nodes, TreeMath.Left(index)), Build(nodes, TreeMath.Right(index)));
    }

    private static uint LastFilled(TreeNode node, uint index)
    {
        if (node is not ParentSlot parent)
        {
            return index;
        }

        return parent.Right.Filled > 0 ? LastFilled(parent.Right, TreeMath.Right(index))
            : parent.Node is not null ? index
            : LastFilled(parent.Left, TreeMath.Left(index));
    }

    private static void WriteNodes(ref TlsWriter writer, TreeNode node, uint index, uint last)
    {
        if (node is LeafSlot leaf)
        {
            if (index <= last)
            {
                writer.Present(leaf.Leaf is not null);
                if (leaf.Leaf is { } present)
                {
                    writer.U8(1);
                    present.Write(ref writer);
                }
            }

            return;
        }

        var parent = (ParentSlot)node;
        WriteNodes(ref writer, parent.Left, TreeMath.Left(index), last);
        if (index <= last)
        {
            writer.Present(parent.Node is not null);
            if (parent.Node is { } present)
            {
                writer.U8(2);
                present.Write(ref writer);
            }
        }

        if (index < last)
        {
            WriteNodes(ref writer, parent.Right, TreeMath.Right(index), last);
        }
    }
}
