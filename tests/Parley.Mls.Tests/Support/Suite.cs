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
        new(provider ?? Provider, authentication ?? new TrustingService())
        {
            Suites = All,
            Limits = limits ?? MlsLimits.Default,
        };

    /// <summary>PARLEY_CRYPTO=managed runs every test over BouncyCastle alone.</summary>
    private static ICryptoProvider Provider => Environment.GetEnvironmentVariable("PARLEY_CRYPTO") == "managed" ? BouncyCastleProvider.Instance : SodiumProvider.Instance;

    /// <summary>For vectors, whose lifetimes are of their makers' choosing.</summary>
    public static Client VectorClient { get; } = new(Provider, new TrustingService())
    {
        Suites = All,
        Limits = new MlsLimits { CheckReceivedLifetimes = false, Lifetime = null },
    };

    /// <summary>Some vectors' P-521 keys lack their leading zero.</summary>
    public static byte[] Key(byte[] key, int suite) => suite == 5 && key.Length < 66 ? [.. new byte[66 - key.Length], .. key] : key;

    public static SuiteCrypto Crypto(int id) => VectorClient.RequireCrypto(new CipherSuiteId((ushort)id));
}
