namespace Parley.Mls.Schedule;

/// <summary>A key that the application provides (RFC 9420 §8.4).</summary>
/// <param name="Id">The application's name for the key.</param>
/// <param name="Nonce">Fresh random bytes, as many as the suite's KDF yields.</param>
public sealed record ExternalPskId(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Nonce) : PreSharedKeyId(Nonce)
{
    internal override void Write(ref TlsWriter writer)
    {
        writer.U8(1);
        writer.Opaque(Id);
        writer.Opaque(Nonce);
    }
}
