namespace Parley.Mls.Proposals;

/// <summary>Replaces the sender's leaf (RFC 9420 §12.1.2).</summary>
/// <param name="LeafNode">The new leaf.</param>
public sealed record Update(LeafNode LeafNode) : Proposal(ProposalType.Update)
{
    private protected override void WriteBody(ref TlsWriter writer) => LeafNode.Write(ref writer);
}
