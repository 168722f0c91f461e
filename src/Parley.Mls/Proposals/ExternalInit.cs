namespace Parley.Mls.Proposals;

/// <summary>Carries the init secret of an external commit (RFC 9420 §12.1.6).</summary>
/// <param name="KemOutput">Encapsulated to the group's external key.</param>
public sealed record ExternalInit(ReadOnlyMemory<byte> KemOutput) : Proposal(ProposalType.ExternalInit)
{
    private protected override void WriteBody(ref TlsWriter writer) => writer.Opaque(KemOutput);
}
