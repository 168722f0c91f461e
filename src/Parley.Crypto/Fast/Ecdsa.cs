using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>
/// ECDSA on a P-curve: verified by .NET, signed by BouncyCastle, because .NET draws its nonces itself and the room takes no
/// randomness but its arguments. References: FIPS 186-5, section 6; RFC 6979.
/// </summary>
internal sealed class Ecdsa(PrimeCurve curve, IHash hash, IKem keyDerivation, ISignatureScheme signer) : ISignatureScheme
{
    // P-521: two 66-byte scalars.
    private const int MaxFixedSize = 132;

    private const int MaxDigestSize = 64;

    public string Name => signer.Name;

    public int PrivateKeySize => curve.ScalarSize;

    public int PublicKeySize => curve.PointSize;

    public int MaxSignatureSize => DerSignature.MaxSize(curve.ScalarSize);

    public int SigningRandomnessSize => 0;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(randomness, PrivateKeySize);
        keyDerivation.GenerateKeyPair(randomness, privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => Ecdh.TryDerivePublicKey(curve, privateKey, publicKey);

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature) =>
        signer.Sign(privateKey, message, randomness, signature);

    public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey)
    {
        curve.RequirePrivateKey(privateKey);
        return new SigningKey(this, privateKey);
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> fixedSize = stackalloc byte[MaxFixedSize];
        fixedSize = fixedSize[..(2 * curve.ScalarSize)];
        if (!curve.IsPointShaped(publicKey) || !DerSignature.TryDecode(signature, fixedSize))
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[MaxDigestSize];
        digest = digest[..hash.Size];
        hash.Hash(message, digest);
        try
        {
            using var key = ECDsa.Create(Ecdh.PublicParameters(curve, publicKey));
            return key.VerifyHash(digest, fixedSize, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return false;
        }
    }
}
