namespace Parley.Mls.Groups;

/// <content>Proposing (RFC 9420 §12.1).</content>
public sealed partial class Group
{
    /// <summary>
    /// Proposes a change. For an Update use <see cref="ProposeUpdate"/>, which makes the keys.
    /// The proposal is checked as a commit would check it when committed, not here, save that its key package must be valid.
    /// </summary>
    public MlsResult<Proposed> Propose(Proposal proposal, DateTimeOffset now, IRandomness randomness, MessageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(randomness);
        if (proposal is Update or ExternalInit)
        {
            throw new ArgumentException("An Update is made by ProposeUpdate, an ExternalInit by joining.", nameof(proposal));
        }

        if (CheckActive() is { } error)
        {
            return error;
        }

        if (proposal is Add add && KeyPackageValidation.Check(epoch.Rules, add.KeyPackage, LeafOrigin.Sent, now) is { } invalid)
        {
            return invalid;
        }

        return SendProposal(proposal, null, options ?? MessageOptions.Default, randomness);
    }

    /// <summary>Proposes a PreSharedKey of the application with a fresh nonce.</summary>
    public MlsResult<Proposed> ProposeExternalPsk(ReadOnlyMemory<byte> id, DateTimeOffset now, IRandomness randomness, MessageOptions? options = null) =>
        Propose(ExternalPsk(id, randomness), now, randomness, options);

    /// <summary>A PreSharedKey proposal for a key of the application, with a fresh nonce.</summary>
    public PreSharedKey ExternalPsk(ReadOnlyMemory<byte> id, IRandomness randomness)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        return new PreSharedKey(new ExternalPskId(id, Nonce(randomness)));
    }

    /// <summary>A PreSharedKey proposal for the resumption PSK of an epoch of this or another group, with a fresh nonce.</summary>
    public PreSharedKey ResumptionPskProposal(ReadOnlyMemory<byte> groupId, ulong epochNumber, IRandomness randomness)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        return new PreSharedKey(new ResumptionPskId(ResumptionPskUsage.Application, groupId, epochNumber, Nonce(randomness)));
    }

    /// <summary>Proposes to replace this member's leaf by one with fresh keys (RFC 9420 §12.1.2).</summary>
    public MlsResult<Proposed> ProposeUpdate(IRandomness randomness, LeafNodeChanges? changes = null, MessageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        if (CheckActive() is { } error)
        {
            return error;
        }

        var (privateKey, publicKey) = Suite.GenerateKeyPair(randomness);
        var signer = (changes?.SignatureKey ?? Signer).Share();
        var leaf = LeafNodeChanges.Next(Tree[OwnLeaf]!, publicKey, signer, LeafNodeSource.Update, changes)
            .Sign(Suite, signer.PrivateKey.Span, GroupId, OwnLeaf, randomness);
        return SendProposal(
            new Update(leaf), new PendingUpdate(leaf.Encoded.ToArray(), privateKey, signer), options ?? MessageOptions.Default, randomness);
    }

    private byte[] Nonce(IRandomness randomness)
    {
        var nonce = new byte[Suite.HashSize];
        randomness.Fill(nonce);
        return nonce;
    }

    private MlsResult<Proposed> SendProposal(Proposal proposal, PendingUpdate? update, MessageOptions options, IRandomness randomness)
    {
        if (PendingProposals.Length >= Client.Limits.PendingProposals)
        {
            return MlsRules.TooManyProposals.Broken();
        }

        var format = options.Public ? WireFormat.PublicMessage : WireFormat.PrivateMessage;
        var message = Sign(ContentType.Proposal, format, Tls.Encode(proposal.Write), options, randomness);
        if (!Frame(message, options, randomness).TryGet(out var framed, out var failure))
        {
            return failure;
        }

        var change = new ProposedChange(proposal, Sender.Member(OwnLeaf), message.ProposalReference(Suite));
        return new Proposed(With(framed.Keys, PendingProposals.Add(change), update), framed.Message, change);
    }
}
