namespace Parley.Mls.Framing;

/// <summary>A message and what authenticates it, whichever way it travelled (RFC 9420 §6).</summary>
/// <param name="WireFormat">How it travelled, which the signature covers.</param>
/// <param name="Content">What it says.</param>
/// <param name="Auth">What authenticates it.</param>
public sealed record AuthenticatedContent(WireFormat WireFormat, FramedContent Content, FramedContentAuthData Auth)
{
    internal static AuthenticatedContent Read(ref TlsReader reader)
    {
        var format = (WireFormat)reader.U16();
        var content = FramedContent.Read(ref reader);
        return new AuthenticatedContent(format, content, FramedContentAuthData.Read(ref reader, content.ContentType));
    }

    /// <summary>Signs content as it will travel (§6.1); <paramref name="context"/> is the encoded GroupContext.</summary>
    internal static AuthenticatedContent Sign(
        SuiteCrypto suite, WireFormat format, FramedContent content, ReadOnlySpan<byte> context, ReadOnlySpan<byte> privateKey, IRandomness randomness)
    {
        var writer = new TlsWriter(content.Encoded.Length + context.Length + 16);
        try
        {
            WriteToBeSigned(ref writer, format, content, context);
            var signature = suite.SignWithLabel(privateKey, "FramedContentTBS"u8, writer.Written, randomness);
            return new AuthenticatedContent(format, content, new FramedContentAuthData(signature, default));
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal bool VerifySignature(SuiteCrypto suite, ReadOnlySpan<byte> context, ReadOnlySpan<byte> publicKey)
    {
        var writer = new TlsWriter(Content.Encoded.Length + context.Length + 16);
        try
        {
            WriteToBeSigned(ref writer, WireFormat, Content, context);
            return suite.VerifyWithLabel(publicKey, "FramedContentTBS"u8, writer.Written, Auth.Signature.Span);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The membership tag over AuthenticatedContentTBM (§6.2).</summary>
    internal byte[] MembershipTag(SuiteCrypto suite, ReadOnlySpan<byte> context, ReadOnlySpan<byte> membershipKey)
    {
        var writer = new TlsWriter(Content.Encoded.Length + context.Length + 256);
        try
        {
            WriteToBeSigned(ref writer, WireFormat, Content, context);
            Auth.Write(ref writer, Content.ContentType);
            return suite.Mac(membershipKey, writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>MakeProposalRef (§5.2).</summary>
    internal byte[] ProposalReference(SuiteCrypto suite)
    {
        var writer = new TlsWriter(Content.Encoded.Length + 256);
        try
        {
            Write(ref writer);
            return suite.RefHash("MLS 1.0 Proposal Reference"u8, writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    internal void Write(ref TlsWriter writer)
    {
        writer.U16((ushort)WireFormat);
        writer.Fixed(Content.Encoded.Span);
        Auth.Write(ref writer, Content.ContentType);
    }

    private static void WriteToBeSigned(ref TlsWriter writer, WireFormat format, FramedContent content, ReadOnlySpan<byte> context)
    {
        writer.U16((ushort)ProtocolVersion.Mls10);
        writer.U16((ushort)format);
        writer.Fixed(content.Encoded.Span);
        if (content.Sender.Type is SenderType.Member or SenderType.NewMemberCommit)
        {
            writer.Fixed(context);
        }
    }
}
