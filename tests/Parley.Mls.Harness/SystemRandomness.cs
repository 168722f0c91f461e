using System.Security.Cryptography;

namespace Parley.Mls.Harness;

/// <summary>The operating system's randomness.</summary>
internal sealed class SystemRandomness : IRandomness
{
    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
