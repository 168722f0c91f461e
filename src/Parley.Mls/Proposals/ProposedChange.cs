namespace Parley.Mls.Proposals;

/// <summary>A proposal and who made it.</summary>
/// <param name="Proposal">The proposal.</param>
/// <param name="Sender">Who made it; in a commit by value, the committer.</param>
/// <param name="Reference">Its ProposalRef (RFC 9420 §5.2); empty where it is by value.</param>
public sealed record ProposedChange(Proposal Proposal, Sender Sender, ReadOnlyMemory<byte> Reference)
{
    internal ProposalOrRef ToProposalOrRef() =>
        Reference.IsEmpty ? ProposalOrRef.ByValue(Proposal) : ProposalOrRef.ByReference(Reference);
}
