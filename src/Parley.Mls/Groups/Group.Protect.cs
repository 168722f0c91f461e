namespace Parley.Mls.Groups;

/// <content>Sending.</content>
public sealed partial class Group
{
    /// <summary>
    /// Encrypts application data (RFC 9420 §15). Store <see cref="Protected.Group"/> before the message leaves.
    /// </summary>
    public MlsResult<Protected> Protect(ReadOnlySpan<byte> data, IRandomness randomness, MessageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        if (CheckActive() is { } error)
        {
            return error;
        }

        if (!PendingProposals.IsEmpty && !Client.SendsBeforeCommit)
        {
            return MlsRules.CommitFirst.Broken();
        }

        if (data.Length > Client.Limits.MessageSize)
        {
            return MlsRules.MessageSize.Broken();
        }

        var writer = new TlsWriter(data.Length + 8);
        try
        {
            writer.Opaque(data);
            options ??= MessageOptions.Default;
            var message = Sign(ContentType.Application, WireFormat.PrivateMessage, writer.Written, options, randomness);
            return Encrypt(message, options, randomness).TryGet(out var encrypted, out var failure)
                ? new Protected(With(encrypted.Keys), encrypted.Message)
                : failure;
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Content of this member, signed for the current epoch.</summary>
    private AuthenticatedContent Sign(ContentType type, WireFormat format, ReadOnlySpan<byte> body, MessageOptions options, IRandomness randomness)
    {
        var content = FramedContent.Create(GroupId, Epoch, Sender.Member(OwnLeaf), options.AuthenticatedData, type, body);
        return AuthenticatedContent.Sign(Suite, format, content, Context.Encoded.Span, Signer.PrivateKey.Span, randomness);
    }

    /// <summary>A signed handshake message as it travels, and the message keys that are left.</summary>
    private MlsResult<Encrypted> Frame(AuthenticatedContent message, MessageOptions options, IRandomness randomness)
    {
        if (message.WireFormat == WireFormat.PrivateMessage)
        {
            return Encrypt(message, options, randomness);
        }

        var tag = message.MembershipTag(Suite, Context.Encoded.Span, Secrets.MembershipKey.Span);
        return new Encrypted(messageKeys.Share(), new PublicMessage(message.Content, message.Auth, tag));
    }

    private MlsResult<Encrypted> Encrypt(AuthenticatedContent message, MessageOptions options, IRandomness randomness)
    {
        if (messageKeys.Advance(Suite, OwnLeaf, message.Content.ContentType) is not { } advanced)
        {
            return MlsRules.RatchetExhausted.Broken();
        }

        using var key = advanced.Key;
        var size = message.Content.Body.Length + message.Auth.Signature.Length + message.Auth.ConfirmationTag.Length + 4;
        var padding = options.PadTo > 1 ? (options.PadTo - (size % options.PadTo)) % options.PadTo : 0;
        return new Encrypted(advanced.Next, MessageProtection.Protect(Suite, Secrets.SenderData, message, key, padding, randomness));
    }

    private sealed record Encrypted(SecretTree Keys, MlsMessage Message);
}
