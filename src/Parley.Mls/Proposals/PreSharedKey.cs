namespace Parley.Mls.Proposals;

/// <summary>Injects a pre-shared key into the next epoch (RFC 9420 §12.1.4).</summary>
/// <param name="Psk">Which key, with a fresh nonce.</param>
public sealed record PreSharedKey(PreSharedKeyId Psk) : Proposal(ProposalType.PreSharedKey)
{
    private protected override void WriteBody(ref TlsWriter writer) => Psk.Write(ref writer);
}
