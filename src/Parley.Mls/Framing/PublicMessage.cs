namespace Parley.Mls.Framing;

/// <summary>A message that is signed and not encrypted (RFC 9420 §6.2).</summary>
/// <param name="Content">What it says.</param>
/// <param name="Auth">What authenticates it.</param>
/// <param name="MembershipTag">For a member, the MAC that proves membership; otherwise empty.</param>
public sealed record PublicMessage(FramedContent Content, FramedContentAuthData Auth, ReadOnlyMemory<byte> MembershipTag) : MlsMessage(WireFormat.PublicMessage)
{
    /// <summary>
    /// Whether a signature key signed it within a group's context, as anybody may check who has both (RFC 9420 §6.1). Whether its sender is a member, and
    /// what the message does, is not looked at; nor is a suite that <paramref name="suites"/> lacks.
    /// </summary>
    public bool IsSignedIn(GroupContext context, ReadOnlySpan<byte> signatureKey, CipherSuites suites, ICryptoProvider provider)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(suites);
        return suites.Find(context.CipherSuite) is { } suite && ToAuthenticatedContent().VerifySignature(new SuiteCrypto(suite, provider), context.Encoded.Span, signatureKey);
    }

    internal AuthenticatedContent ToAuthenticatedContent() => new(WireFormat.PublicMessage, Content, Auth);

    internal static PublicMessage ReadBody(ref TlsReader reader)
    {
        var content = FramedContent.Read(ref reader);
        var auth = FramedContentAuthData.Read(ref reader, content.ContentType);
        return new PublicMessage(content, auth, content.Sender.Type == SenderType.Member ? reader.Opaque(WireLimits.Hash) : default);
    }

    private protected override void WriteBody(ref TlsWriter writer)
    {
        writer.Fixed(Content.Encoded.Span);
        Auth.Write(ref writer, Content.ContentType);
        if (Content.Sender.Type == SenderType.Member)
        {
            writer.Opaque(MembershipTag);
        }
    }
}
