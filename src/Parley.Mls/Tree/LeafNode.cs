namespace Parley.Mls.Tree;

/// <summary>
/// A member's leaf of the ratchet tree (RFC 9420 §7.2). It keeps its exact bytes: they are what is signed and hashed.
/// </summary>
public sealed class LeafNode
{
    private LeafNode(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The HPKE public key of the leaf.</summary>
    public ReadOnlyMemory<byte> EncryptionKey { get; private init; }

    /// <summary>The member's public signature key.</summary>
    public ReadOnlyMemory<byte> SignatureKey { get; private init; }

    /// <summary>Who the member claims to be.</summary>
    public required Credential Credential { get; init; }

    /// <summary>What the member supports.</summary>
    public required Capabilities Capabilities { get; init; }

    /// <summary>How the leaf came into the tree.</summary>
    public LeafNodeSource Source { get; private init; }

    /// <summary>When the leaf is valid; only where <see cref="Source"/> is <see cref="LeafNodeSource.KeyPackage"/>.</summary>
    public Lifetime? Lifetime { get; private init; }

    /// <summary>The parent hash; only where <see cref="Source"/> is <see cref="LeafNodeSource.Commit"/>.</summary>
    public ReadOnlyMemory<byte> ParentHash { get; private init; }

    /// <summary>Extensions of the leaf.</summary>
    public ImmutableArray<Extension> Extensions { get; private init; }

    /// <summary>The signature under <see cref="SignatureKey"/>.</summary>
    public ReadOnlyMemory<byte> Signature { get; private init; }

    /// <summary>The exact encoding.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    internal static LeafNode Read(ref TlsReader reader)
    {
        var start = reader.Position;
        var encryptionKey = reader.Opaque(WireLimits.Key);
        var signatureKey = reader.Opaque(WireLimits.Key);
        var credential = Credential.Read(ref reader);
        var capabilities = Capabilities.Read(ref reader);
        var source = (LeafNodeSource)reader.U8();
        Lifetime? lifetime = null;
        ReadOnlyMemory<byte> parentHash = default;
        switch (source)
        {
            case LeafNodeSource.KeyPackage:
                lifetime = new Lifetime(reader.U64(), reader.U64());
                break;
            case LeafNodeSource.Update:
                break;
            case LeafNodeSource.Commit:
                parentHash = reader.Opaque(WireLimits.Hash);
                break;
            default:
                reader.Fail(MlsRules.UnknownEnum);
                break;
        }

        var extensions = Extension.ReadList(ref reader);
        var signature = reader.Opaque(WireLimits.Key);
        return new LeafNode(reader.Since(start))
        {
            EncryptionKey = encryptionKey,
            SignatureKey = signatureKey,
            Credential = credential,
            Capabilities = capabilities,
            Source = source,
            Lifetime = lifetime,
            ParentHash = parentHash,
            Extensions = extensions,
            Signature = signature,
        };
    }

    /// <summary>The same leaf over bytes of its own, so that a tree does not keep whole messages alive.</summary>
    internal LeafNode Detached() => Parse(Encoded.ToArray());

    /// <summary>Reads an encoding that is known to be right.</summary>
    internal static LeafNode Parse(byte[] encoded)
    {
        var reader = new TlsReader(encoded);
        return Read(ref reader);
    }

    internal void Write(ref TlsWriter writer) => writer.Fixed(Encoded.Span);
}
