using Parley.Crypto;

namespace Parley.Cli;

/// <summary>The provider that this program uses.</summary>
internal static class Crypto
{
    public static ICryptoProvider Provider { get; } = SodiumProvider.Instance;
}
