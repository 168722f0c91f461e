namespace Parley.Mls.Extensions;

/// <summary>What every member of the group must support (RFC 9420 §11.1).</summary>
/// <param name="Extensions">Extension types.</param>
/// <param name="Proposals">Proposal types.</param>
/// <param name="Credentials">Credential types.</param>
public sealed record RequiredCapabilities(
    ImmutableArray<ExtensionType> Extensions,
    ImmutableArray<ProposalType> Proposals,
    ImmutableArray<CredentialType> Credentials)
{
    /// <summary>The extension that carries this.</summary>
    public Extension ToExtension() => new(ExtensionType.RequiredCapabilities, Tls.Encode(Write));

    internal static RequiredCapabilities Read(ref TlsReader reader) => new(
        reader.List(static (ref r) => (ExtensionType)r.U16(), WireLimits.Lists),
        reader.List(static (ref r) => (ProposalType)r.U16(), WireLimits.Lists),
        reader.List(static (ref r) => (CredentialType)r.U16(), WireLimits.Lists));

    internal void Write(ref TlsWriter writer)
    {
        writer.List(Extensions, static (ref w, item) => w.U16((ushort)item));
        writer.List(Proposals, static (ref w, item) => w.U16((ushort)item));
        writer.List(Credentials, static (ref w, item) => w.U16((ushort)item));
    }
}
