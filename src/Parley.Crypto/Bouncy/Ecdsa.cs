using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Utilities;

namespace Parley.Crypto.Bouncy;

/// <summary>
/// ECDSA on a P-curve in managed code, with the nonces of RFC 6979 and DER signatures.
/// A key pair is made from randomness as RFC 9180's DeriveKeyPair makes it, by rejection, so that no scalar is more likely than another.
/// References: FIPS 186-5, section 6; RFC 6979, section 3.2; RFC 3279, section 2.2.3.
/// </summary>
internal sealed class Ecdsa(PrimeCurve curve, PrimeGroup group, IHash hash, Func<IDigest> digest, IKem keyDerivation) : ISignatureScheme
{
    public string Name => $"ECDSA-{curve.Name}-{hash.Name}";

    public int PrivateKeySize => curve.ScalarSize;

    public int PublicKeySize => curve.PointSize;

    public int MaxSignatureSize => DerSignature.MaxSize(curve.ScalarSize);

    public int SigningRandomnessSize => 0;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(randomness, PrivateKeySize);
        keyDerivation.GenerateKeyPair(randomness, privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => group.TryDerivePublicKey(privateKey, publicKey);

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Require.AtLeast(signature, MaxSignatureSize);
        curve.RequirePrivateKey(privateKey);

        var signer = new ECDsaSigner(new HMacDsaKCalculator(digest()));
        signer.Init(forSigning: true, new ECPrivateKeyParameters(PrimeGroup.Scalar(privateKey), group.Domain));
        var pair = signer.GenerateSignature(Digest(message));

        var size = curve.ScalarSize;
        Span<byte> fixedSize = stackalloc byte[2 * size];
        BigIntegers.AsUnsignedByteArray(pair[0], fixedSize[..size]);
        BigIntegers.AsUnsignedByteArray(pair[1], fixedSize[size..]);
        return DerSignature.Encode(fixedSize, signature);
    }

    public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey)
    {
        curve.RequirePrivateKey(privateKey);
        return new SigningKey(this, privateKey);
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        var size = curve.ScalarSize;
        Span<byte> fixedSize = stackalloc byte[2 * size];
        if (!DerSignature.TryDecode(signature, fixedSize) || group.TryReadPoint(publicKey) is not { } key)
        {
            return false;
        }

        var verifier = new ECDsaSigner();
        verifier.Init(forSigning: false, key);
        return verifier.VerifySignature(Digest(message), PrimeGroup.Scalar(fixedSize[..size]), PrimeGroup.Scalar(fixedSize[size..]));
    }

    private byte[] Digest(ReadOnlySpan<byte> message)
    {
        var bytes = new byte[hash.Size];
        hash.Hash(message, bytes);
        return bytes;
    }
}
