namespace Parley.Mls.Proposals;

/// <summary>Removes a member (RFC 9420 §12.1.3).</summary>
/// <param name="Removed">The member's leaf.</param>
public sealed record Remove(LeafIndex Removed) : Proposal(ProposalType.Remove)
{
    private protected override void WriteBody(ref TlsWriter writer) => writer.U32(Removed.Value);
}
