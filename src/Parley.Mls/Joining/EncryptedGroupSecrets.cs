namespace Parley.Mls.Joining;

/// <summary>What one new member needs to read a Welcome (RFC 9420 §12.4.3.1).</summary>
/// <param name="NewMember">The reference of its key package.</param>
/// <param name="Secrets">The group secrets, encrypted to its init key.</param>
public sealed record EncryptedGroupSecrets(ReadOnlyMemory<byte> NewMember, HpkeCiphertext Secrets)
{
    internal static EncryptedGroupSecrets Read(ref TlsReader reader) => new(reader.Opaque(WireLimits.Hash), HpkeCiphertext.Read(ref reader));

    internal void Write(ref TlsWriter writer)
    {
        writer.Opaque(NewMember);
        Secrets.Write(ref writer);
    }
}
