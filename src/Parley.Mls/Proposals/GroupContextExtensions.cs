namespace Parley.Mls.Proposals;

/// <summary>Replaces all extensions of the group's context (RFC 9420 §12.1.7).</summary>
/// <param name="Extensions">The whole new list.</param>
public sealed record GroupContextExtensions(ImmutableArray<Extension> Extensions) : Proposal(ProposalType.GroupContextExtensions)
{
    private protected override void WriteBody(ref TlsWriter writer) => Extension.WriteList(ref writer, Extensions);
}
