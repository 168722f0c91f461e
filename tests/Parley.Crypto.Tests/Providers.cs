namespace Parley.Crypto.Tests;

/// <summary>The providers that every behaviour is run over.</summary>
public static class Providers
{
    public static TheoryData<ICryptoProvider> Both => [SodiumProvider.Instance, BouncyCastleProvider.Instance];
}
