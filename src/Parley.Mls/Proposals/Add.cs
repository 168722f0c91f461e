namespace Parley.Mls.Proposals;

/// <summary>Adds a client (RFC 9420 §12.1.1).</summary>
/// <param name="KeyPackage">The client's key package.</param>
public sealed record Add(KeyPackage KeyPackage) : Proposal(ProposalType.Add)
{
    private protected override void WriteBody(ref TlsWriter writer) => KeyPackage.Write(ref writer);
}
