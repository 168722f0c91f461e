namespace Parley.Mls.Tree;

/// <summary>What a client supports (RFC 9420 §7.2). Default extension and proposal types are implied and not listed.</summary>
/// <param name="Versions">Protocol versions.</param>
/// <param name="CipherSuites">Cipher suites.</param>
/// <param name="Extensions">Extension types beyond the default ones.</param>
/// <param name="Proposals">Proposal types beyond the default ones.</param>
/// <param name="Credentials">Credential types.</param>
public sealed record Capabilities(
    ImmutableArray<ProtocolVersion> Versions,
    ImmutableArray<CipherSuiteId> CipherSuites,
    ImmutableArray<ExtensionType> Extensions,
    ImmutableArray<ProposalType> Proposals,
    ImmutableArray<CredentialType> Credentials)
{
    /// <summary>Whether the extension type is a default one or listed.</summary>
    public bool Supports(ExtensionType type) => ExtensionList.IsDefault(type) || Extensions.Contains(type);

    /// <summary>Whether the proposal type is a default one or listed.</summary>
    public bool Supports(ProposalType type) => Proposal.IsDefault(type) || Proposals.Contains(type);

    /// <summary>Whether the credential type is listed.</summary>
    public bool Supports(CredentialType type) => Credentials.Contains(type);

    internal static Capabilities Read(ref TlsReader reader) => new(
        reader.List(static (ref r) => (ProtocolVersion)r.U16(), WireLimits.Lists),
        reader.List(static (ref r) => new CipherSuiteId(r.U16()), WireLimits.Lists),
        reader.List(static (ref r) => (ExtensionType)r.U16(), WireLimits.Lists),
        reader.List(static (ref r) => (ProposalType)r.U16(), WireLimits.Lists),
        reader.List(static (ref r) => (CredentialType)r.U16(), WireLimits.Lists));

    internal void Write(ref TlsWriter writer)
    {
        writer.List(Versions, static (ref w, item) => w.U16((ushort)item));
        writer.List(CipherSuites, static (ref w, item) => w.U16(item.Value));
        writer.List(Extensions, static (ref w, item) => w.U16((ushort)item));
        writer.List(Proposals, static (ref w, item) => w.U16((ushort)item));
        writer.List(Credentials, static (ref w, item) => w.U16((ushort)item));
    }
}
