namespace Parley.Mls.Extensions;

/// <summary>A party outside the group that may send proposals to it (RFC 9420 §12.1.8.1).</summary>
/// <param name="SignatureKey">Its public signature key.</param>
/// <param name="Credential">Its credential.</param>
public sealed record ExternalSender(ReadOnlyMemory<byte> SignatureKey, Credential Credential)
{
    /// <summary>The <c>external_senders</c> extension with these senders, indexed in this order.</summary>
    public static Extension ToExtension(ImmutableArray<ExternalSender> senders) =>
        new(ExtensionType.ExternalSenders, Tls.Encode((ref w) => w.List(senders, static (ref x, item) => item.Write(ref x))));

    internal static ExternalSender Read(ref TlsReader reader) => new(reader.Opaque(WireLimits.Key), Credential.Read(ref reader));

    internal static MlsResult<ExternalSenderList> ReadList(ReadOnlyMemory<byte> data) =>
        Tls.Decode(data, static (ref r) => new ExternalSenderList(r.List(Read)));

    internal void Write(ref TlsWriter writer)
    {
        writer.Opaque(SignatureKey);
        Credential.Write(ref writer);
    }
}
