using Org.BouncyCastle.Crypto.Digests;

namespace Parley.Crypto.Bouncy;

/// <summary>SHAKE128 and SHAKE256 in managed code. Reference: FIPS 202, section 6.2.</summary>
internal sealed class Shake(int strength) : IXof
{
    public string Name => $"SHAKE{strength}";

    public void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        var state = new ShakeDigest(strength);
        state.BlockUpdate(data);
        state.OutputFinal(output);
    }
}
