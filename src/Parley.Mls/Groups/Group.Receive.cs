namespace Parley.Mls.Groups;

/// <content>Receiving: message in → unverified → verified (RFC 9420 §6).</content>
public sealed partial class Group
{
    /// <summary>
    /// Opens a message: 1. it is for this group; 2. its epoch is the current one or a kept past one; 3. its sender may
    /// send such a thing; 4. it is decrypted, or its membership tag checked. The signature is checked by
    /// <see cref="UnverifiedMessage.Verify"/>.
    /// </summary>
    public MlsResult<UnverifiedMessage> Open(MlsMessage message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(disposed, this);
        return message switch
        {
            PrivateMessage sealedMessage => OpenPrivate(sealedMessage, now),
            PublicMessage open => OpenPublic(open, now),
            _ => MlsRules.NotForGroup.Broken(message.WireFormat.ToString()),
        };
    }

    /// <summary>Opens and verifies in one call.</summary>
    public MlsResult<VerifiedMessage> Receive(MlsMessage message, DateTimeOffset now) =>
        Open(message, now).TryGet(out var unverified, out var error) ? unverified.Verify() : error;

    private MlsResult<UnverifiedMessage> OpenPrivate(PrivateMessage message, DateTimeOffset now)
    {
        if (!View(message.GroupId, message.Epoch, now).TryGet(out var view, out var error))
        {
            return error;
        }

        if (IsTooLarge(message.Ciphertext.Length + (long)message.AuthenticatedData.Length))
        {
            return MlsRules.MessageSize.Broken();
        }

        if (MessageProtection.OpenSenderData(Suite, view.SenderData, message) is not { } sender)
        {
            return MlsRules.SenderDataAuthentic.Broken();
        }

        if (sender.Leaf == view.Own)
        {
            // The key was used up in sending, so nothing more can be learnt; a generation that was never sent means
            // that this state is older than what it has sent.
            return sender.Generation < view.MessageKeys.NextGeneration(view.Own, message.ContentType)
                ? new UnverifiedMessage(this, view, new OwnMessage(message.Epoch, message.ContentType, sender.Generation))
                : MlsRules.OwnFromFuture.Broken(FormattableString.Invariant($"generation {sender.Generation}"));
        }

        if (view.Tree[sender.Leaf] is null)
        {
            return MlsRules.SenderBlank.Broken(FormattableString.Invariant($"leaf {sender.Leaf}"));
        }

        if (!view.MessageKeys.Draw(Suite, sender.Leaf, message.ContentType, sender.Generation, Client.Limits).TryGet(out var drawn, out error))
        {
            return error;
        }

        using var key = drawn.Key;
        if (!MessageProtection.Unprotect(Suite, message, sender, key).TryGet(out var content, out error))
        {
            drawn.Next.Dispose();
            return error;
        }

        return new UnverifiedMessage(this, view, content, drawn.Next, sender.Generation);
    }

    private MlsResult<UnverifiedMessage> OpenPublic(PublicMessage message, DateTimeOffset now)
    {
        var content = message.Content;
        if (!View(content.GroupId, content.Epoch, now).TryGet(out var view, out var error))
        {
            return error;
        }

        if (IsTooLarge(content.Encoded.Length))
        {
            return MlsRules.MessageSize.Broken();
        }

        if (content.ContentType == ContentType.Application)
        {
            return MlsRules.ApplicationEncrypted.Broken();
        }

        if (CheckSender(view, content) is { } refused)
        {
            return refused;
        }

        var authenticated = message.ToAuthenticatedContent();
        if (content.Sender.Type == SenderType.Member)
        {
            var expected = authenticated.MembershipTag(Suite, view.Context.Encoded.Span, view.MembershipKey.Span);
            if (!CryptographicOperations.FixedTimeEquals(expected, message.MembershipTag.Span))
            {
                return MlsRules.MembershipTag.Broken();
            }
        }

        return new UnverifiedMessage(this, view, authenticated, null, 0);
    }

    /// <summary>Beyond application data as large as the limit, with a signature, padding and data in the clear.</summary>
    private bool IsTooLarge(long size) => size > Client.Limits.MessageSize + (1L << 16);

    /// <summary>Which senders may send what (§6.1, §12.1.8).</summary>
    private static MlsError? CheckSender(EpochView view, FramedContent content)
    {
        var sender = content.Sender;
        switch (sender.Type)
        {
            case SenderType.Member:
                return view.Tree[new LeafIndex(sender.Index)] is null ? MlsRules.SenderBlank.Broken($"leaf {sender.Index}") : null;
            case SenderType.External:
                if (content.Proposal is not { } proposal || !Proposal.MayComeFromOutside(proposal.Type))
                {
                    return MlsRules.ExternalSenderContent.Broken();
                }

                return sender.Index < ExternalSenders(view.Context).Length ? null : MlsRules.ExternalSenderIndex.Broken($"index {sender.Index}");
            case SenderType.NewMemberProposal:
                return content.Proposal is Add ? null : MlsRules.NewMemberProposalAdd.Broken();
            default:
                return content.Commit is null ? MlsRules.NewMemberCommitOnly.Broken()
                    : content.Commit.Path is null ? MlsRules.ExternalPath.Broken() : null;
        }
    }

    private static ImmutableArray<ExternalSender> ExternalSenders(GroupContext context) =>
        context.Extensions.Find(ExtensionType.ExternalSenders) is { } extension
        && ExternalSender.ReadList(extension.Data).TryGet(out var list, out _) ? list.Senders : [];

    private MlsResult<EpochView> View(ReadOnlyMemory<byte> groupId, ulong epochNumber, DateTimeOffset now)
    {
        if (!groupId.Span.SequenceEqual(GroupId.Span))
        {
            return MlsRules.GroupMatches.Broken();
        }

        if (epochNumber == Epoch && Status != GroupStatus.Removed)
        {
            return CheckActive() is { } closed
                ? closed
                : new EpochView(Context, Tree, Secrets.SenderData, Secrets.MembershipKey, messageKeys, OwnLeaf, null);
        }

        foreach (var past in Past)
        {
            if (past.Context.Epoch == epochNumber && now - past.EndedAt <= Client.Limits.PastEpochAge)
            {
                return new EpochView(past.Context, past.Tree, past.SenderData, past.MembershipKey, past.MessageKeys, past.Own, past);
            }
        }

        return epochNumber > Epoch ? MlsRules.EpochFuture.Broken(FormattableString.Invariant($"epoch {epochNumber}, here {Epoch}"))
            : MlsRules.EpochPast.Broken(FormattableString.Invariant($"epoch {epochNumber}, here {Epoch}"));
    }
}
