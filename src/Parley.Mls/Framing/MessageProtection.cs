using System.Buffers.Binary;

namespace Parley.Mls.Framing;

/// <summary>Content to PrivateMessage and back (RFC 9420 §6.3).</summary>
internal static class MessageProtection
{
    /// <summary>Encrypts content that is already signed.</summary>
    public static PrivateMessage Protect(
        SuiteCrypto suite, Secret senderDataSecret, AuthenticatedContent message, MessageKey key, int padding, IRandomness randomness)
    {
        var content = message.Content;
        Span<byte> guard = stackalloc byte[4];
        randomness.Fill(guard);
        Span<byte> nonce = stackalloc byte[suite.NonceSize];
        GuardedNonce(key, guard, nonce);

        var body = content.Body;
        byte[] ciphertext;
        var aad = new TlsWriter(content.GroupId.Length + content.AuthenticatedData.Length + 32);
        var plaintext = new TlsWriter(body.Length + message.Auth.Signature.Length + padding + 96);
        try
        {
            plaintext.Fixed(body.Span);
            message.Auth.Write(ref plaintext, content.ContentType);
            plaintext.Zeroes(padding);
            WriteSenderDataAad(ref aad, content.GroupId, content.Epoch, content.ContentType);
            aad.Opaque(content.AuthenticatedData);
            ciphertext = new byte[plaintext.Count + suite.TagSize];
            suite.Seal(key.Key.Span, nonce, aad.Written, plaintext.Written, ciphertext);
        }
        finally
        {
            aad.Dispose();
            plaintext.Dispose();
        }

        var senderData = new SenderData(new LeafIndex(content.Sender.Index), key.Generation, BinaryPrimitives.ReadUInt32BigEndian(guard));
        return new PrivateMessage(
            content.GroupId,
            content.Epoch,
            content.ContentType,
            content.AuthenticatedData,
            SealSenderData(suite, senderDataSecret, content, senderData, ciphertext),
            ciphertext);
    }

    /// <summary>Who sent a message and which key it takes (§6.3.2).</summary>
    public static SenderData? OpenSenderData(SuiteCrypto suite, Secret senderDataSecret, PrivateMessage message)
    {
        Span<byte> key = stackalloc byte[suite.KeySize];
        Span<byte> nonce = stackalloc byte[suite.NonceSize];
        SenderDataKey(suite, senderDataSecret, message.Ciphertext.Span, key, nonce);
        var aad = new TlsWriter(message.GroupId.Length + 32);
        try
        {
            WriteSenderDataAad(ref aad, message.GroupId, message.Epoch, message.ContentType);
            if (suite.Open(key, nonce, aad.Written, message.EncryptedSenderData.Span) is not { Length: SenderData.Size } plaintext)
            {
                return null;
            }

            var reader = new TlsReader(plaintext);
            return SenderData.Read(ref reader);
        }
        finally
        {
            aad.Dispose();
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Decrypts the content (§6.3.1); the signature is for the caller to check.</summary>
    public static MlsResult<AuthenticatedContent> Unprotect(SuiteCrypto suite, PrivateMessage message, SenderData sender, MessageKey key)
    {
        Span<byte> guard = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(guard, sender.ReuseGuard);
        Span<byte> nonce = stackalloc byte[suite.NonceSize];
        GuardedNonce(key, guard, nonce);
        byte[]? plaintext;
        var aad = new TlsWriter(message.GroupId.Length + message.AuthenticatedData.Length + 32);
        try
        {
            WriteSenderDataAad(ref aad, message.GroupId, message.Epoch, message.ContentType);
            aad.Opaque(message.AuthenticatedData);
            plaintext = suite.Open(key.Key.Span, nonce, aad.Written, message.Ciphertext.Span);
        }
        finally
        {
            aad.Dispose();
        }

        if (plaintext is null)
        {
            return MlsRules.CiphertextAuthentic.Broken();
        }

        try
        {
            return Parse(message, sender, plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static MlsResult<AuthenticatedContent> Parse(PrivateMessage message, SenderData sender, byte[] plaintext)
    {
        var reader = new TlsReader(plaintext);
        FramedContent.ReadBody(ref reader, message.ContentType);
        var bodyEnd = reader.Position;
        var auth = FramedContentAuthData.Read(ref reader, message.ContentType);
        if (reader.Fault is { } fault)
        {
            return fault.Broken("in the decrypted content");
        }

        if (reader.Rest.Span.ContainsAnyExcept((byte)0))
        {
            return MlsRules.PaddingZero.Broken();
        }

        var content = FramedContent.Create(
            message.GroupId, message.Epoch, Sender.Member(sender.Leaf), message.AuthenticatedData, message.ContentType, plaintext.AsSpan(0, bodyEnd));
        return new AuthenticatedContent(
            WireFormat.PrivateMessage,
            content,
            new FramedContentAuthData(auth.Signature.ToArray(), auth.ConfirmationTag.ToArray()));
    }

    private static byte[] SealSenderData(
        SuiteCrypto suite, Secret senderDataSecret, FramedContent content, SenderData senderData, ReadOnlySpan<byte> ciphertext)
    {
        Span<byte> key = stackalloc byte[suite.KeySize];
        Span<byte> nonce = stackalloc byte[suite.NonceSize];
        SenderDataKey(suite, senderDataSecret, ciphertext, key, nonce);
        var aad = new TlsWriter(content.GroupId.Length + 32);
        var plaintext = new TlsWriter(SenderData.Size);
        try
        {
            WriteSenderDataAad(ref aad, content.GroupId, content.Epoch, content.ContentType);
            senderData.Write(ref plaintext);
            var encrypted = new byte[SenderData.Size + suite.TagSize];
            suite.Seal(key, nonce, aad.Written, plaintext.Written, encrypted);
            return encrypted;
        }
        finally
        {
            aad.Dispose();
            plaintext.Dispose();
            CryptographicOperations.ZeroMemory(key);
        }
    }

    internal static void SenderDataKey(SuiteCrypto suite, Secret senderDataSecret, ReadOnlySpan<byte> ciphertext, Span<byte> key, Span<byte> nonce)
    {
        var sample = ciphertext[..Math.Min(suite.HashSize, ciphertext.Length)];
        suite.ExpandWithLabel(senderDataSecret.Span, "key"u8, sample, key);
        suite.ExpandWithLabel(senderDataSecret.Span, "nonce"u8, sample, nonce);
    }

    private static void GuardedNonce(MessageKey key, ReadOnlySpan<byte> guard, Span<byte> nonce)
    {
        key.Nonce.Span.CopyTo(nonce);
        for (var i = 0; i < guard.Length; i++)
        {
            nonce[i] ^= guard[i];
        }
    }

    private static void WriteSenderDataAad(ref TlsWriter writer, ReadOnlyMemory<byte> groupId, ulong epoch, ContentType type)
    {
        writer.Opaque(groupId);
        writer.U64(epoch);
        writer.U8((byte)type);
    }
}
