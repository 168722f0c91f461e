namespace Parley.Mls.Proposals;

/// <summary>Proposals from outside a group (RFC 9420 §12.1.8). They travel as PublicMessages.</summary>
public static class ExternalProposal
{
    /// <summary>A proposal of a party in the group's <c>external_senders</c>, at the given index.</summary>
    /// <exception cref="ArgumentException">The type may not come from outside.</exception>
    public static MlsMessage FromExternalSender(
        Client client,
        GroupContext context,
        uint index,
        SignatureKeyPair signatureKey,
        Proposal proposal,
        IRandomness randomness,
        ReadOnlyMemory<byte> authenticatedData = default)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return Proposal.MayComeFromOutside(proposal.Type)
            ? Create(client, context, Sender.External(index), signatureKey, proposal, randomness, authenticatedData)
            : throw new ArgumentException("A proposal of this type may not come from outside.", nameof(proposal));
    }

    /// <summary>A client's proposal that it be added itself, signed by the key of its key package.</summary>
    public static MlsMessage FromNewMember(
        Client client, GroupContext context, KeyPackageBundle own, IRandomness randomness, ReadOnlyMemory<byte> authenticatedData = default)
    {
        ArgumentNullException.ThrowIfNull(own);
        return Create(client, context, Sender.NewMemberProposal, own.SignatureKey, new Add(own.KeyPackage), randomness, authenticatedData);
    }

    private static PublicMessage Create(
        Client client,
        GroupContext context,
        Sender sender,
        SignatureKeyPair signatureKey,
        Proposal proposal,
        IRandomness randomness,
        ReadOnlyMemory<byte> authenticatedData)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(signatureKey);
        ArgumentNullException.ThrowIfNull(randomness);
        var suite = client.RequireCrypto(context.CipherSuite);
        var content = FramedContent.Create(
            context.GroupId, context.Epoch, sender, authenticatedData, ContentType.Proposal, Tls.Encode(proposal.Write));
        var signed = AuthenticatedContent.Sign(
            suite, WireFormat.PublicMessage, content, context.Encoded.Span, signatureKey.PrivateKey.Span, randomness);
        return new PublicMessage(signed.Content, signed.Auth, default);
    }
}
