namespace Parley.Mls.Joining;

/// <summary>The state of a group, signed by a member, for those who join (RFC 9420 §12.4.3). It keeps its exact bytes.</summary>
public sealed class GroupInfo
{
    private GroupInfo(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The group's context.</summary>
    public required GroupContext GroupContext { get; init; }

    /// <summary>Further data for joiners.</summary>
    public ImmutableArray<Extension> Extensions { get; private init; }

    /// <summary>The confirmation tag of the commit that began the epoch.</summary>
    public ReadOnlyMemory<byte> ConfirmationTag { get; private init; }

    /// <summary>The member that signed.</summary>
    public LeafIndex Signer { get; private init; }

    /// <summary>The signature.</summary>
    public ReadOnlyMemory<byte> Signature { get; private init; }

    /// <summary>The exact encoding.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    internal static GroupInfo Read(ref TlsReader reader)
    {
        var start = reader.Position;
        var context = GroupContext.Read(ref reader);
        var extensions = Extension.ReadList(ref reader);
        var tag = reader.Opaque(WireLimits.Hash);
        var signer = new LeafIndex(reader.U32());
        var signature = reader.Opaque(WireLimits.Key);
        return new GroupInfo(reader.Since(start))
        {
            GroupContext = context,
            Extensions = extensions,
            ConfirmationTag = tag,
            Signer = signer,
            Signature = signature,
        };
    }

    internal static GroupInfo Sign(
        SuiteCrypto suite,
        GroupContext context,
        ImmutableArray<Extension> extensions,
        ReadOnlyMemory<byte> confirmationTag,
        LeafIndex signer,
        ReadOnlySpan<byte> privateKey,
        IRandomness randomness)
    {
        var content = Tls.Encode((ref w) =>
        {
            w.Fixed(context.Encoded.Span);
            Extension.WriteList(ref w, extensions);
            w.Opaque(confirmationTag);
            w.U32(signer.Value);
        });
        var signature = suite.SignWithLabel(privateKey, "GroupInfoTBS"u8, content, randomness);
        var reader = new TlsReader(Tls.Encode(
            (ref w) =>
            {
                w.Fixed(content);
                w.Opaque(signature);
            },
            content.Length + signature.Length + 8));
        return Read(ref reader);
    }

    internal bool VerifySignature(SuiteCrypto suite, ReadOnlySpan<byte> publicKey) =>
        suite.VerifyWithLabel(publicKey, "GroupInfoTBS"u8, Encoded.Span[..^LeafNodeDraft.SizeOfOpaque(Signature.Length)], Signature.Span);

    internal void Write(ref TlsWriter writer) => writer.Fixed(Encoded.Span);
}
