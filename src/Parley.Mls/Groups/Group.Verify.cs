namespace Parley.Mls.Groups;

/// <content>From unverified to verified (RFC 9420 §6.1).</content>
public sealed partial class Group
{
    internal MlsResult<VerifiedMessage> Verify(EpochView view, AuthenticatedContent message, SecretTree? keys, uint generation)
    {
        var content = message.Content;
        var sender = content.Sender;
        var leaf = sender.Type == SenderType.Member ? view.Tree[new LeafIndex(sender.Index)] : null;
        var publicKey = sender.Type switch
        {
            SenderType.Member => leaf!.SignatureKey,
            SenderType.External => ExternalSenders(view.Context)[(int)sender.Index].SignatureKey,
            SenderType.NewMemberProposal => ((Add)content.Proposal!).KeyPackage.LeafNode.SignatureKey,
            _ => content.Commit!.Path!.LeafNode.SignatureKey,
        };
        if (!message.VerifySignature(Suite, view.Context.Encoded.Span, publicKey.Span))
        {
            keys?.Dispose();
            return MlsRules.ContentSignature.Broken();
        }

        if (sender == Sender.Member(view.Own))
        {
            return new OwnMessage(content.Epoch, content.ContentType, 0);
        }

        var next = view.Past is null ? With(keys)
            : keys is null ? With()
            : With(past: (content.Epoch, keys));
        switch (content.ContentType)
        {
            case ContentType.Application:
                return new ApplicationMessage(next, message, leaf!, generation);
            case ContentType.Proposal when view.Past is null:
                return Wait(next, message);
            case ContentType.Proposal:
                next.Dispose();
                return MlsRules.ProposalEpoch.Broken(FormattableString.Invariant($"epoch {content.Epoch}, here {Epoch}"));
            case ContentType.Commit when view.Past is { } past:
                next.Dispose();
                return new PastCommit(content.Epoch, sender, !message.Auth.ConfirmationTag.Span.SequenceEqual(past.EndedBy));
            default:
                return new CommitMessage(next, message);
        }
    }

    private static MlsResult<VerifiedMessage> Wait(Group next, AuthenticatedContent message)
    {
        if (next.PendingProposals.Length >= next.Client.Limits.PendingProposals)
        {
            next.Dispose();
            return MlsRules.TooManyProposals.Broken();
        }

        var change = new ProposedChange(message.Content.Proposal!, message.Content.Sender, message.ProposalReference(next.Suite));
        var known = next.PendingProposals.Any(p => p.Reference.Span.SequenceEqual(change.Reference.Span));
        using var old = next;
        return new ProposalMessage(next.With(proposals: known ? null : next.PendingProposals.Add(change)), change, message.Content.AuthenticatedData);
    }
}
