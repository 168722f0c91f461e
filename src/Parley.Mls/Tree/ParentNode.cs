namespace Parley.Mls.Tree;

/// <summary>An intermediate node of the ratchet tree (RFC 9420 §7.1).</summary>
/// <param name="EncryptionKey">The HPKE public key whose private key the members below hold.</param>
/// <param name="ParentHash">The hash of the next non-blank node above; empty at the root.</param>
/// <param name="UnmergedLeaves">Leaves below that do not hold the private key, in increasing order.</param>
public sealed record ParentNode(
    ReadOnlyMemory<byte> EncryptionKey,
    ReadOnlyMemory<byte> ParentHash,
    ImmutableArray<LeafIndex> UnmergedLeaves)
{
    internal static ParentNode Read(ref TlsReader reader)
    {
        var node = new ParentNode(
            reader.Opaque(WireLimits.Key),
            reader.Opaque(WireLimits.Hash),
            reader.List(static (ref r) => new LeafIndex(r.U32())));
        for (var i = 1; i < node.UnmergedLeaves.Length; i++)
        {
            if (node.UnmergedLeaves[i - 1].Value >= node.UnmergedLeaves[i].Value)
            {
                reader.Fail(MlsRules.UnmergedLeavesOrder);
            }
        }

        return node;
    }

    internal ParentNode Detached() => this with { EncryptionKey = EncryptionKey.ToArray(), ParentHash = ParentHash.ToArray() };

    internal ParentNode WithUnmerged(LeafIndex leaf)
    {
        var at = 0;
        while (at < UnmergedLeaves.Length && UnmergedLeaves[at].Value < leaf.Value)
        {
            at++;
        }

        return this with { UnmergedLeaves = UnmergedLeaves.Insert(at, leaf) };
    }

    internal void Write(ref TlsWriter writer)
    {
        writer.Opaque(EncryptionKey);
        writer.Opaque(ParentHash);
        writer.List(UnmergedLeaves, static (ref w, item) => w.U32(item.Value));
    }
}
