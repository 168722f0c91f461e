namespace Parley.Mls.Tests.Support;

/// <summary>Cipher suites and clients for tests.</summary>
internal static class Suite
{
    public static readonly CipherSuiteId One = new(1);

    public static readonly CipherSuiteId XWing128 = new(0xF001);

    public static readonly CipherSuiteId XWing256 = new(0xF002);

    public static readonly CipherSuiteId XWingMlDsa = new(0xF003);

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public static CipherSuites All { get; } = CipherSuites.Rfc9420.WithPostQuantum(XWing128, XWing256, XWingMlDsa);

    public static TheoryData<ushort> Ids => [.. All.All.Select(static s => s.Id.Value)];

    public static Client Client(IAuthenticationService? authentication = null, MlsLimits? limits = null, ICryptoProvider? provider = null) =>
        new(provider ?? SodiumProvider.Instance, authentication ?? new TrustingService())
        {
            Suites = All,
            Limits = limits ?? MlsLimits.Default,
        };

    /// <summary>For vectors, whose lifetimes are of their makers' choosing.</summary>
    public static Client VectorClient { get; } = new(SodiumProvider.Instance, new TrustingService())
    {
        Suites = All,
        Limits = new MlsLimits { CheckReceivedLifetimes = false, Lifetime = TimeSpan.MaxValue },
    };

    public static SuiteCrypto Crypto(int id) => VectorClient.RequireCrypto(new CipherSuiteId((ushort)id));
}
