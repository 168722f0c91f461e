using System.Collections.Concurrent;

namespace Parley.Mls;

/// <summary>What is the same for all groups of a client: its algorithms, what it supports, its limits, whom it believes.</summary>
public sealed class Client
{
    private readonly ConcurrentDictionary<CipherSuiteId, SuiteCrypto> crypto = new();

    /// <summary>A client.</summary>
    /// <param name="provider">The implementation of the algorithms.</param>
    /// <param name="authentication">The application's word on credentials.</param>
    public Client(ICryptoProvider provider, IAuthenticationService authentication)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(authentication);
        Provider = provider;
        Authentication = authentication;
    }

    /// <summary>The implementation of the algorithms.</summary>
    public ICryptoProvider Provider { get; }

    /// <summary>The application's word on credentials.</summary>
    public IAuthenticationService Authentication { get; }

    /// <summary>The cipher suites that this client knows.</summary>
    public CipherSuites Suites { get; init; } = CipherSuites.Rfc9420;

    /// <summary>The limits that this client sets.</summary>
    public MlsLimits Limits { get; init; } = MlsLimits.Default;

    /// <summary>Extension types beyond the default ones that the application understands.</summary>
    public ImmutableArray<ExtensionType> Extensions { get; init; } = [];

    /// <summary>Proposal types beyond the default ones that the application understands.</summary>
    public ImmutableArray<ProposalType> Proposals { get; init; } = [];

    /// <summary>Credential types that the application understands.</summary>
    public ImmutableArray<CredentialType> Credentials { get; init; } = [CredentialType.Basic, CredentialType.X509];

    /// <summary>Whether what this client publishes carries random values that others must ignore (RFC 9420 §13.5).</summary>
    public bool Grease { get; init; } = true;

    /// <summary>Whether application data may go out while proposals wait for a commit, which RFC 9420 §12.4 forbids.</summary>
    public bool SendsBeforeCommit { get; init; }

    /// <summary>What this client really supports, without GREASE.</summary>
    public Capabilities Capabilities => new(
        [ProtocolVersion.Mls10], [.. Suites.All.Select(static s => s.Id)], Extensions, Proposals, Credentials);

    /// <summary>The functions of a suite, or <c>null</c> where this client does not know it.</summary>
    internal SuiteCrypto? Crypto(CipherSuiteId id)
    {
        if (crypto.TryGetValue(id, out var known))
        {
            return known;
        }

        return Suites.Find(id) is { } suite ? crypto.GetOrAdd(id, new SuiteCrypto(suite, Provider)) : null;
    }

    /// <summary>As <see cref="Crypto"/>, for suites that the caller chose.</summary>
    internal SuiteCrypto RequireCrypto(CipherSuiteId id) =>
        Crypto(id) ?? throw new ArgumentException($"Cipher suite {id} is not configured.", nameof(id));
}
