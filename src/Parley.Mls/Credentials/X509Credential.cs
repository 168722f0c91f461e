namespace Parley.Mls.Credentials;

/// <summary>
/// A chain of certificates, the end entity first (RFC 9420 §5.3). The chain, its times and the names in it are
/// checked by <see cref="IAuthenticationService"/>; that the first certificate holds the leaf's signature key is checked here.
/// </summary>
/// <param name="certificates">DER certificates.</param>
public sealed class X509Credential(ImmutableArray<ReadOnlyMemory<byte>> certificates) : Credential(CredentialType.X509)
{
    /// <summary>DER certificates, the end entity first.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Certificates { get; } = certificates;

    private protected override void WriteBody(ref TlsWriter writer) =>
        writer.List(Certificates, static (ref w, item) => w.Opaque(item));
}
