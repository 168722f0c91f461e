namespace Parley.Mls.Tree;

/// <summary>Something encrypted to an HPKE key (RFC 9420 §7.6).</summary>
/// <param name="KemOutput">The encapsulated key.</param>
/// <param name="Ciphertext">The ciphertext.</param>
public sealed record HpkeCiphertext(ReadOnlyMemory<byte> KemOutput, ReadOnlyMemory<byte> Ciphertext)
{
    internal static HpkeCiphertext Read(ref TlsReader reader) => new(reader.Opaque(WireLimits.Key), reader.Opaque());

    internal void Write(ref TlsWriter writer)
    {
        writer.Opaque(KemOutput);
        writer.Opaque(Ciphertext);
    }
}
