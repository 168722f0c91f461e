namespace Parley.Mls.Joining;

/// <summary>An invitation for one or more new members (RFC 9420 §12.4.3.1).</summary>
/// <param name="CipherSuite">The group's cipher suite.</param>
/// <param name="Secrets">One entry for each new member.</param>
/// <param name="EncryptedGroupInfo">The group's state, encrypted.</param>
public sealed record Welcome(CipherSuiteId CipherSuite, ImmutableArray<EncryptedGroupSecrets> Secrets, ReadOnlyMemory<byte> EncryptedGroupInfo)
{
    /// <summary>Reads a bare Welcome, without the MLSMessage around it.</summary>
    public static MlsResult<Welcome> Decode(ReadOnlySpan<byte> encoded) => Tls.Decode(encoded.ToArray(), Read);

    internal static Welcome Read(ref TlsReader reader) =>
        new(new CipherSuiteId(reader.U16()), reader.List(EncryptedGroupSecrets.Read), reader.Opaque());

    internal void Write(ref TlsWriter writer)
    {
        writer.U16(CipherSuite.Value);
        writer.List(Secrets, static (ref w, item) => item.Write(ref w));
        writer.Opaque(EncryptedGroupInfo);
    }
}
