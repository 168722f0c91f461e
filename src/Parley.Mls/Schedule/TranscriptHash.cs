namespace Parley.Mls.Schedule;

/// <summary>The running hashes over all commits (RFC 9420 §8.2).</summary>
internal static class TranscriptHash
{
    public static byte[] Confirmed(SuiteCrypto suite, ReadOnlySpan<byte> interimBefore, AuthenticatedContent commit)
    {
        var writer = new TlsWriter(commit.Content.Encoded.Length + 256);
        try
        {
            writer.Fixed(interimBefore);
            writer.U16((ushort)commit.WireFormat);
            writer.Fixed(commit.Content.Encoded.Span);
            writer.Opaque(commit.Auth.Signature);
            return suite.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    public static byte[] Interim(SuiteCrypto suite, ReadOnlySpan<byte> confirmed, ReadOnlySpan<byte> confirmationTag)
    {
        var writer = new TlsWriter(256);
        try
        {
            writer.Fixed(confirmed);
            writer.Opaque(confirmationTag);
            return suite.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }
}
