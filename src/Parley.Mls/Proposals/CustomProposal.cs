namespace Parley.Mls.Proposals;

/// <summary>A proposal of a type that RFC 9420 does not define, with an opaque body (draft-ietf-mls-extensions).</summary>
/// <param name="Type">The type, which every member must list in its capabilities.</param>
/// <param name="Payload">The application's content.</param>
public sealed record CustomProposal(ProposalType Type, ReadOnlyMemory<byte> Payload) : Proposal(Type)
{
    private protected override void WriteBody(ref TlsWriter writer) => writer.Opaque(Payload);
}
