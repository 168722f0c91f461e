namespace Parley.Mls.Framing;

/// <summary>What authenticates a message (RFC 9420 §6.1).</summary>
/// <param name="Signature">The sender's signature.</param>
/// <param name="ConfirmationTag">For a commit, the MAC that proves the next epoch's keys; otherwise empty.</param>
public sealed record FramedContentAuthData(ReadOnlyMemory<byte> Signature, ReadOnlyMemory<byte> ConfirmationTag)
{
    internal static FramedContentAuthData Read(ref TlsReader reader, ContentType type) => new(
        reader.Opaque(WireLimits.Key),
        type == ContentType.Commit ? reader.Opaque(WireLimits.Hash) : default);

    internal void Write(ref TlsWriter writer, ContentType type)
    {
        writer.Opaque(Signature);
        if (type == ContentType.Commit)
        {
            writer.Opaque(ConfirmationTag);
        }
    }
}
