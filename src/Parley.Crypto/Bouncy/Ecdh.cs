using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Utilities;

namespace Parley.Crypto.Bouncy;

/// <summary>ECDH on a P-curve in managed code. References: SP 800-56A revision 3, section 5.7.1.2; RFC 9180, section 7.1.</summary>
internal sealed class Ecdh(PrimeCurve curve, PrimeGroup group) : IDiffieHellman
{
    public string Name => curve.Name;

    public int PrivateKeySize => curve.ScalarSize;

    public int PublicKeySize => curve.PointSize;

    public int SharedSecretSize => curve.ScalarSize;

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => group.TryDerivePublicKey(privateKey, publicKey);

    public bool Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, SharedSecretSize);
        CryptographicOperations.ZeroMemory(sharedSecret);
        if (!curve.IsPrivateKey(privateKey) || group.TryReadPoint(publicKey) is not { } theirs)
        {
            return false;
        }

        var agreement = new ECDHBasicAgreement();
        agreement.Init(new ECPrivateKeyParameters(PrimeGroup.Scalar(privateKey), group.Domain));
        BigIntegers.AsUnsignedByteArray(agreement.CalculateAgreement(theirs), sharedSecret);
        return true;
    }
}
