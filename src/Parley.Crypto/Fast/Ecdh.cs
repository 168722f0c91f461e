using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>ECDH on a P-curve by .NET. References: SP 800-56A revision 3, section 5.7.1.2; RFC 9180, section 7.1.</summary>
internal sealed class Ecdh(PrimeCurve curve) : IDiffieHellman
{
    public string Name => curve.Name;

    public int PrivateKeySize => curve.ScalarSize;

    public int PublicKeySize => curve.PointSize;

    public int SharedSecretSize => curve.ScalarSize;

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => TryDerivePublicKey(curve, privateKey, publicKey);

    public bool Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, SharedSecretSize);
        CryptographicOperations.ZeroMemory(sharedSecret);
        if (!curve.IsPrivateKey(privateKey) || !curve.IsPointShaped(publicKey))
        {
            return false;
        }

        var d = privateKey.ToArray();
        try
        {
            using var theirs = ECDiffieHellman.Create(PublicParameters(curve, publicKey));
            using var mine = ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, D = d });
            using var theirKey = theirs.PublicKey;
            var secret = mine.DeriveRawSecretAgreement(theirKey);
            secret.CopyTo(sharedSecret);
            CryptographicOperations.ZeroMemory(secret);
            return true;
        }
        catch (CryptographicException)
        {
            // The point is not on the curve: .NET checks on import, which is what stops an invalid-curve attack.
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    internal static bool TryDerivePublicKey(PrimeCurve curve, ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, curve.PointSize);
        if (!curve.IsPrivateKey(privateKey))
        {
            return false;
        }

        var d = privateKey.ToArray();
        try
        {
            using var key = ECDiffieHellman.Create(new ECParameters { Curve = curve.Curve, D = d });
            var q = key.ExportParameters(includePrivateParameters: false).Q;
            curve.WritePoint(q.X, q.Y, publicKey);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    internal static ECParameters PublicParameters(PrimeCurve curve, ReadOnlySpan<byte> point) => new()
    {
        Curve = curve.Curve,
        Q = new ECPoint { X = curve.X(point).ToArray(), Y = curve.Y(point).ToArray() },
    };
}
