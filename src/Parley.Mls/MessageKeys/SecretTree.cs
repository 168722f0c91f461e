namespace Parley.Mls.MessageKeys;

/// <summary>
/// The secret tree (RFC 9420 §9), immutable and expanded where it was used: the secrets above a used leaf are
/// replaced by its siblings' as the deletion schedule (§9.2) demands.
/// </summary>
internal sealed class SecretTree : IDisposable
{
    private readonly SecretTreeNode root;
    private readonly uint size;

    private SecretTree(SecretTreeNode root, uint size)
    {
        this.root = root;
        this.size = size;
    }

    /// <summary>A fresh tree, which takes over the encryption secret.</summary>
    public static SecretTree Create(Secret encryptionSecret, uint size) => new(SecretTreeNode.Unexpanded(encryptionSecret), size);

    public static SecretTree Read(ref TlsReader reader)
    {
        var size = reader.U32();
        if (!System.Numerics.BitOperations.IsPow2(size))
        {
            reader.Fail(MlsRules.StateMalformed);
        }

        return new SecretTree(SecretTreeNode.Read(ref reader), size);
    }

    public void Write(ref TlsWriter writer)
    {
        writer.U32(size);
        root.Write(ref writer);
    }

    /// <summary>Draws the next key for sending, or <c>null</c> when the ratchet is used up.</summary>
    public (SecretTree Next, MessageKey Key)? Advance(SuiteCrypto suite, LeafIndex leaf, ContentType type)
    {
        MessageKey? key = null;
        var next = Visit(suite, leaf, type, ratchet =>
        {
            var advanced = ratchet.Advance(suite);
            key = advanced?.Key;
            return advanced?.Next;
        });
        return next is null ? null : (next, key!);
    }

    /// <summary>Draws the key of a received message.</summary>
    public MlsResult<Drawn> Draw(SuiteCrypto suite, LeafIndex leaf, ContentType type, uint generation, MlsLimits limits)
    {
        MlsResult<HashRatchet.Drawn> drawn = MlsRules.SenderUnknown.Broken();
        var next = Visit(suite, leaf, type, ratchet =>
        {
            drawn = ratchet.Draw(suite, generation, limits);
            return drawn.IsOk ? drawn.Value.Next : null;
        });
        return drawn.TryGet(out var value, out var error) ? new Drawn(next!, value.Key) : error;
    }

    /// <summary>The generation that the member would use next.</summary>
    public uint NextGeneration(LeafIndex leaf, ContentType type)
    {
        var node = root;
        var half = size;
        while (node.Left is not null)
        {
            half /= 2;
            node = (leaf.Value & half) == 0 ? node.Left : node.Right!;
        }

        return (type == ContentType.Application ? node.Application : node.Handshake)?.Generation ?? 0;
    }

    public SecretTree Share()
    {
        root.Share();
        return new SecretTree(root, size);
    }

    public void Dispose() => root.Dispose();

    private static SecretTreeNode Expand(SuiteCrypto suite, Secret secret, bool isLeaf) => isLeaf
        ? SecretTreeNode.Leaf(
            new HashRatchet(suite.ExpandWithLabel(secret.Span, "handshake"u8, [], suite.HashSize), 0, []),
            new HashRatchet(suite.ExpandWithLabel(secret.Span, "application"u8, [], suite.HashSize), 0, []))
        : SecretTreeNode.Inner(
            SecretTreeNode.Unexpanded(suite.ExpandWithLabel(secret.Span, "tree"u8, "left"u8, suite.HashSize)),
            SecretTreeNode.Unexpanded(suite.ExpandWithLabel(secret.Span, "tree"u8, "right"u8, suite.HashSize)));

    private SecretTree? Visit(SuiteCrypto suite, LeafIndex leaf, ContentType type, Func<HashRatchet, HashRatchet?> change)
    {
        if (leaf.Value >= size)
        {
            return null;
        }

        return Change(root, size) is { } changed ? new SecretTree(changed, size) : null;

        SecretTreeNode? Change(SecretTreeNode node, uint leaves)
        {
            if (node.Secret is { } secret)
            {
                using var expanded = Expand(suite, secret, leaves == 1);
                return Change(expanded, leaves);
            }

            if (node.Left is { } left)
            {
                var half = leaves / 2;
                var goLeft = (leaf.Value & half) == 0;
                return Change(goLeft ? left : node.Right!, half) is not { } child ? null
                    : goLeft ? SecretTreeNode.Inner(child, node.Right!.Share())
                    : SecretTreeNode.Inner(left.Share(), child);
            }

            var application = type == ContentType.Application;
            return change(application ? node.Application! : node.Handshake!) is not { } ratchet ? null
                : application ? SecretTreeNode.Leaf(node.Handshake!.Share(), ratchet)
                : SecretTreeNode.Leaf(ratchet, node.Application!.Share());
        }
    }

    /// <summary>A key and the tree without it.</summary>
    public sealed record Drawn(SecretTree Next, MessageKey Key);
}
