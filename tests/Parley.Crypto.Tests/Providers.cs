namespace Parley.Crypto.Tests;

/// <summary>The providers that every behaviour is run over, by name, so that a test can be chosen and repeated.</summary>
public static class Providers
{
    public static TheoryData<string> Both => [SodiumProvider.Instance.Name, BouncyCastleProvider.Instance.Name];

    public static ICryptoProvider Named(string name) => name == SodiumProvider.Instance.Name ? SodiumProvider.Instance : BouncyCastleProvider.Instance;
}
