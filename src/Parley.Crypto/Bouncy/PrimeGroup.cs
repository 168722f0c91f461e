using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Parley.Crypto.Bouncy;

/// <summary>The arithmetic of one P-curve in managed code.</summary>
internal sealed class PrimeGroup
{
    // Made when first used: a program that signs with Ed25519 alone should not wait for the tables of three curves.
    private readonly Lazy<ECDomainParameters> domain;
    private readonly PrimeCurve curve;

    internal PrimeGroup(PrimeCurve curve)
    {
        this.curve = curve;
        domain = new(() => ECDomainParameters.FromX9ECParameters(CustomNamedCurves.GetByName(curve.Name)));
    }

    internal ECDomainParameters Domain => domain.Value;

    internal bool TryDerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, curve.PointSize);
        if (!curve.IsPrivateKey(privateKey))
        {
            return false;
        }

        var point = new FixedPointCombMultiplier().Multiply(Domain.G, Scalar(privateKey)).Normalize();
        point.EncodeTo(compressed: false, publicKey);
        return true;
    }

    /// <summary>The key of an uncompressed point; null when it is malformed or not on the curve.</summary>
    internal ECPublicKeyParameters? TryReadPoint(ReadOnlySpan<byte> point)
    {
        if (!curve.IsPointShaped(point))
        {
            return null;
        }

        try
        {
            return new ECPublicKeyParameters(Domain.Curve.DecodePoint(point), Domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    internal static BigInteger Scalar(ReadOnlySpan<byte> bytes) => new(1, bytes);
}
