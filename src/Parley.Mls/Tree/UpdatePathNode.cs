namespace Parley.Mls.Tree;

/// <summary>One node of an <see cref="UpdatePath"/> (RFC 9420 §7.6).</summary>
/// <param name="EncryptionKey">The node's new HPKE public key.</param>
/// <param name="EncryptedPathSecret">The path secret, once for each node of the copath's resolution.</param>
public sealed record UpdatePathNode(ReadOnlyMemory<byte> EncryptionKey, ImmutableArray<HpkeCiphertext> EncryptedPathSecret)
{
    internal static UpdatePathNode Read(ref TlsReader reader) =>
        new(reader.Opaque(WireLimits.Key), reader.List(HpkeCiphertext.Read));

    internal void Write(ref TlsWriter writer)
    {
        writer.Opaque(EncryptionKey);
        writer.List(EncryptedPathSecret, static (ref w, item) => item.Write(ref w));
    }
}
