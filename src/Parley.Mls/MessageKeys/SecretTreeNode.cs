namespace Parley.Mls.MessageKeys;

/// <summary>A node of the secret tree: a secret not yet expanded, two subtrees, or a sender's two ratchets.</summary>
internal sealed class SecretTreeNode : Counted
{
    private SecretTreeNode()
    {
    }

    public Secret? Secret { get; private init; }

    public SecretTreeNode? Left { get; private init; }

    public SecretTreeNode? Right { get; private init; }

    public HashRatchet? Handshake { get; private init; }

    public HashRatchet? Application { get; private init; }

    public static SecretTreeNode Unexpanded(Secret secret) => new() { Secret = secret };

    public static SecretTreeNode Inner(SecretTreeNode left, SecretTreeNode right) => new() { Left = left, Right = right };

    public static SecretTreeNode Leaf(HashRatchet handshake, HashRatchet application) =>
        new() { Handshake = handshake, Application = application };

    public static SecretTreeNode Read(ref TlsReader reader, int depth = 0)
    {
        var kind = reader.U8();
        if (kind > 2 || depth > 32)
        {
            reader.Fail(MlsRules.StateMalformed);
        }

        // After a fault every kind reads as 0, so this ends.
        return kind switch
        {
            0 => Unexpanded(reader.Secret(WireLimits.Hash)),
            1 => Inner(Read(ref reader, depth + 1), Read(ref reader, depth + 1)),
            _ => Leaf(HashRatchet.Read(ref reader), HashRatchet.Read(ref reader)),
        };
    }

    public void Write(ref TlsWriter writer)
    {
        if (Secret is { } secret)
        {
            writer.U8(0);
            writer.Opaque(secret.Span);
        }
        else if (Left is { } left)
        {
            writer.U8(1);
            left.Write(ref writer);
            Right!.Write(ref writer);
        }
        else
        {
            writer.U8(2);
            Handshake!.Write(ref writer);
            Application!.Write(ref writer);
        }
    }

    private protected override void Wipe()
    {
        Secret?.Dispose();
        Left?.Dispose();
        Right?.Dispose();
        Handshake?.Dispose();
        Application?.Dispose();
    }
}
