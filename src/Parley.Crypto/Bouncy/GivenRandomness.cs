using Org.BouncyCastle.Security;

namespace Parley.Crypto.Bouncy;

/// <summary>Hands the caller's random bytes to a BouncyCastle algorithm, once. It never draws any itself.</summary>
internal sealed class GivenRandomness(byte[] bytes) : SecureRandom(null)
{
    private int used;

    public override void NextBytes(byte[] buf) => NextBytes(buf.AsSpan());

    public override void NextBytes(byte[] buf, int off, int len) => NextBytes(buf.AsSpan(off, len));

    public override void NextBytes(Span<byte> buffer)
    {
        // Too few bytes would mean repeating some: a nonce reused. Better to stop.
        bytes.AsSpan(used, buffer.Length).CopyTo(buffer);
        used += buffer.Length;
    }
}
