namespace Parley.Mls.KeyPackages;

/// <summary>What others need to add a client to a group (RFC 9420 §10). It keeps its exact bytes.</summary>
public sealed class KeyPackage
{
    private KeyPackage(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The protocol version.</summary>
    public ProtocolVersion Version { get; private init; }

    /// <summary>The cipher suite that the keys belong to.</summary>
    public CipherSuiteId CipherSuite { get; private init; }

    /// <summary>The HPKE public key that a Welcome is encrypted to.</summary>
    public ReadOnlyMemory<byte> InitKey { get; private init; }

    /// <summary>The leaf to be added.</summary>
    public required LeafNode LeafNode { get; init; }

    /// <summary>Extensions of the key package.</summary>
    public ImmutableArray<Extension> Extensions { get; private init; }

    /// <summary>The signature under the leaf's signature key.</summary>
    public ReadOnlyMemory<byte> Signature { get; private init; }

    /// <summary>The exact encoding.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Reads a bare KeyPackage, without the MLSMessage around it.</summary>
    public static MlsResult<KeyPackage> Decode(ReadOnlySpan<byte> encoded) => Tls.Decode(encoded.ToArray(), Read);

    internal static KeyPackage Read(ref TlsReader reader)
    {
        var start = reader.Position;
        var version = (ProtocolVersion)reader.U16();
        var suite = new CipherSuiteId(reader.U16());
        var initKey = reader.Opaque(WireLimits.Key);
        var leaf = LeafNode.Read(ref reader);
        var extensions = Extension.ReadList(ref reader);
        var signature = reader.Opaque(WireLimits.Key);
        return new KeyPackage(reader.Since(start))
        {
            Version = version,
            CipherSuite = suite,
            InitKey = initKey,
            LeafNode = leaf,
            Extensions = extensions,
            Signature = signature,
        };
    }

    internal static KeyPackage Sign(
        SuiteCrypto suite,
        ReadOnlySpan<byte> privateKey,
        ReadOnlyMemory<byte> initKey,
        LeafNode leaf,
        ImmutableArray<Extension> extensions,
        IRandomness randomness)
    {
        var content = Tls.Encode((ref w) =>
        {
            w.U16((ushort)ProtocolVersion.Mls10);
            w.U16(suite.Id.Value);
            w.Opaque(initKey);
            leaf.Write(ref w);
            Extension.WriteList(ref w, extensions);
        });
        var signature = suite.SignWithLabel(privateKey, "KeyPackageTBS"u8, content, randomness);
        var reader = new TlsReader(Tls.Encode((ref w) =>
        {
            w.Fixed(content);
            w.Opaque(signature);
        }));
        return Read(ref reader);
    }

    internal bool VerifySignature(SuiteCrypto suite) =>
        suite.VerifyWithLabel(
            LeafNode.SignatureKey.Span,
            "KeyPackageTBS"u8,
            Encoded.Span[..^LeafNodeDraft.SizeOfOpaque(Signature.Length)],
            Signature.Span);

    /// <summary>MakeKeyPackageRef (§5.2).</summary>
    internal byte[] Reference(SuiteCrypto suite) => suite.RefHash("MLS 1.0 KeyPackage Reference"u8, Encoded.Span);

    internal void Write(ref TlsWriter writer) => writer.Fixed(Encoded.Span);
}
