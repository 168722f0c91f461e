namespace Parley.Mls.Tree;

/// <summary>A leaf before it is signed (RFC 9420 §7.2, LeafNodeTBS).</summary>
internal sealed record LeafNodeDraft(
    ReadOnlyMemory<byte> EncryptionKey,
    ReadOnlyMemory<byte> SignatureKey,
    Credential Credential,
    Capabilities Capabilities,
    LeafNodeSource Source,
    Lifetime? Lifetime,
    ReadOnlyMemory<byte> ParentHash,
    ImmutableArray<Extension> Extensions)
{
    /// <summary>Signs the leaf; group and index are bound in unless it is for a key package.</summary>
    public LeafNode Sign(SuiteCrypto suite, ReadOnlySpan<byte> privateKey, ReadOnlyMemory<byte> groupId, LeafIndex index, IRandomness randomness)
    {
        var content = Tls.Encode((ref w) =>
        {
            WriteContent(ref w);
            WriteBinding(ref w, Source, groupId, index);
        });
        var signature = suite.SignWithLabel(privateKey, "LeafNodeTBS"u8, content, randomness);
        return LeafNode.Parse(Tls.Encode((ref w) =>
        {
            WriteContent(ref w);
            w.Opaque(signature);
        }));
    }

    /// <summary>Whether the signature of a leaf holds at this place (§7.3).</summary>
    public static bool Verify(SuiteCrypto suite, LeafNode leaf, ReadOnlyMemory<byte> groupId, LeafIndex index)
    {
        // The signature is the last field, so what it covers is a prefix of the encoding.
        var signed = leaf.Encoded[..^SizeOfOpaque(leaf.Signature.Length)];
        var writer = new TlsWriter(signed.Length + 64);
        try
        {
            writer.Fixed(signed.Span);
            WriteBinding(ref writer, leaf.Source, groupId, index);
            return suite.VerifyWithLabel(leaf.SignatureKey.Span, "LeafNodeTBS"u8, writer.Written, leaf.Signature.Span);
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal static int SizeOfOpaque(int length) => length + (length < 1 << 6 ? 1 : length < 1 << 14 ? 2 : 4);

    private static void WriteBinding(ref TlsWriter writer, LeafNodeSource source, ReadOnlyMemory<byte> groupId, LeafIndex index)
    {
        if (source != LeafNodeSource.KeyPackage)
        {
            writer.Opaque(groupId);
            writer.U32(index.Value);
        }
    }

    private void WriteContent(ref TlsWriter writer)
    {
        writer.Opaque(EncryptionKey);
        writer.Opaque(SignatureKey);
        Credential.Write(ref writer);
        Capabilities.Write(ref writer);
        writer.U8((byte)Source);
        if (Source == LeafNodeSource.KeyPackage)
        {
            writer.U64(Lifetime!.NotBefore);
            writer.U64(Lifetime.NotAfter);
        }
        else if (Source == LeafNodeSource.Commit)
        {
            writer.Opaque(ParentHash);
        }

        Extension.WriteList(ref writer, Extensions);
    }
}
