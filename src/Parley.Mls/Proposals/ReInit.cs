namespace Parley.Mls.Proposals;

/// <summary>Closes the group and announces one with other parameters (RFC 9420 §12.1.5).</summary>
/// <param name="GroupId">The new group's id.</param>
/// <param name="Version">Its protocol version.</param>
/// <param name="CipherSuite">Its cipher suite.</param>
/// <param name="Extensions">Its context's extensions.</param>
public sealed record ReInit(ReadOnlyMemory<byte> GroupId, ProtocolVersion Version, CipherSuiteId CipherSuite, ImmutableArray<Extension> Extensions) : Proposal(ProposalType.ReInit)
{
    internal static ReInit ReadBody(ref TlsReader reader) =>
        new(reader.Opaque(WireLimits.Name), (ProtocolVersion)reader.U16(), new CipherSuiteId(reader.U16()), Extension.ReadList(ref reader));

    private protected override void WriteBody(ref TlsWriter writer)
    {
        writer.Opaque(GroupId);
        writer.U16((ushort)Version);
        writer.U16(CipherSuite.Value);
        Extension.WriteList(ref writer, Extensions);
    }
}
