namespace Parley.Mls.Credentials;

/// <summary>A bare identity (RFC 9420 §5.3), which only the application can tie to the key.</summary>
/// <param name="identity">The identity, in the application's own format.</param>
public sealed class BasicCredential(ReadOnlyMemory<byte> identity) : Credential(CredentialType.Basic)
{
    /// <summary>The identity, in the application's own format.</summary>
    public ReadOnlyMemory<byte> Identity { get; } = identity;

    private protected override void WriteBody(ref TlsWriter writer) => writer.Opaque(Identity);
}
