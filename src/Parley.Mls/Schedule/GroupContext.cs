namespace Parley.Mls.Schedule;

/// <summary>What the members of a group agree on in an epoch (RFC 9420 §8.1). It keeps its exact bytes.</summary>
public sealed class GroupContext
{
    private GroupContext(ReadOnlyMemory<byte> encoded) => Encoded = encoded;

    /// <summary>The protocol version.</summary>
    public ProtocolVersion Version { get; private init; }

    /// <summary>The cipher suite.</summary>
    public CipherSuiteId CipherSuite { get; private init; }

    /// <summary>The group's id.</summary>
    public ReadOnlyMemory<byte> GroupId { get; private init; }

    /// <summary>The epoch, counted from 0.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>The hash of the ratchet tree.</summary>
    public ReadOnlyMemory<byte> TreeHash { get; private init; }

    /// <summary>The hash over all commits.</summary>
    public ReadOnlyMemory<byte> ConfirmedTranscriptHash { get; private init; }

    /// <summary>The group's extensions.</summary>
    public ImmutableArray<Extension> Extensions { get; private init; }

    /// <summary>The exact encoding.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>Reads a context from its exact bytes.</summary>
    public static MlsResult<GroupContext> Decode(ReadOnlySpan<byte> encoded) => Tls.Decode(encoded.ToArray(), Read);

    internal static GroupContext Create(
        CipherSuiteId suite,
        ReadOnlyMemory<byte> groupId,
        ulong epoch,
        ReadOnlyMemory<byte> treeHash,
        ReadOnlyMemory<byte> confirmedTranscriptHash,
        ImmutableArray<Extension> extensions)
    {
        var reader = new TlsReader(Tls.Encode((ref w) =>
        {
            w.U16((ushort)ProtocolVersion.Mls10);
            w.U16(suite.Value);
            w.Opaque(groupId);
            w.U64(epoch);
            w.Opaque(treeHash);
            w.Opaque(confirmedTranscriptHash);
            Extension.WriteList(ref w, extensions);
        }));
        return Read(ref reader);
    }

    internal static GroupContext Read(ref TlsReader reader)
    {
        var start = reader.Position;
        var version = (ProtocolVersion)reader.U16();
        var suite = new CipherSuiteId(reader.U16());
        var groupId = reader.Opaque(WireLimits.Name);
        var epoch = reader.U64();
        var treeHash = reader.Opaque(WireLimits.Hash);
        var transcript = reader.Opaque(WireLimits.Hash);
        var extensions = Extension.ReadList(ref reader);
        return new GroupContext(reader.Since(start))
        {
            Version = version,
            CipherSuite = suite,
            GroupId = groupId,
            Epoch = epoch,
            TreeHash = treeHash,
            ConfirmedTranscriptHash = transcript,
            Extensions = extensions,
        };
    }

    internal GroupContext WithTranscript(ReadOnlyMemory<byte> confirmedTranscriptHash) =>
        Create(CipherSuite, GroupId, Epoch, TreeHash, confirmedTranscriptHash, Extensions);
}
