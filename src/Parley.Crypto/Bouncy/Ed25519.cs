using System.Numerics;
using Org.BouncyCastle.Crypto.Digests;
using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032;

namespace Parley.Crypto.Bouncy;

/// <summary>
/// Ed25519 in managed code, with libsodium's rule of acceptance (see <see cref="ICryptoProvider.Ed25519"/>).
/// Reference: RFC 8032, section 5.1.
/// </summary>
internal sealed class Ed25519 : ISignatureScheme
{
    public string Name => "Ed25519";

    public int PrivateKeySize => 32;

    public int PublicKeySize => 32;

    public int MaxSignatureSize => 64;

    public int SigningRandomnessSize => 0;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(randomness, 32);
        Require.Size(privateKey, 32);
        randomness[..32].CopyTo(privateKey);
        DerivePublicKey(privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, 32);
        if (privateKey.Length != 32)
        {
            return false;
        }

        Rfc8032.Ed25519.GeneratePublicKey(privateKey, publicKey);
        return true;
    }

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Require.Size(privateKey, 32);
        Require.AtLeast(signature, 64);
        Rfc8032.Ed25519.Sign(privateKey, message, signature[..64]);
        return 64;
    }

    public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey)
    {
        Require.Size(privateKey, PrivateKeySize);
        return new SigningKey(this, privateKey);
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64)
        {
            return false;
        }

        // 1. Canonical encodings, no small order: of A and of R alike.
        // 2. BouncyCastle's equation, which forgives a difference of small order between the two sides.
        // 3. Where A has no part of small order, that difference is all in R; else the equation is computed as it stands.
        var r = signature[..32];
        if (!Rfc8032.Ed25519.ValidatePublicKeyPartial(publicKey) || !Rfc8032.Ed25519.ValidatePublicKeyPartial(r))
        {
            return false;
        }

        if (!Rfc8032.Ed25519.Verify(signature, publicKey, message))
        {
            return false;
        }

        return Rfc8032.Ed25519.ValidatePublicKeyFull(publicKey)
            ? Rfc8032.Ed25519.ValidatePublicKeyFull(r)
            : IsExact(publicKey, message, signature);
    }

    /// <summary>Whether R is the encoding of [S]B − [k]A, with nothing multiplied by the cofactor.</summary>
    private static bool IsExact(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (EdwardsPoint.Decode(publicKey) is not { } a)
        {
            return false;
        }

        var digest = new Sha512Digest();
        digest.BlockUpdate(signature[..32]);
        digest.BlockUpdate(publicKey);
        digest.BlockUpdate(message);
        Span<byte> hash = stackalloc byte[64];
        digest.DoFinal(hash);
        var k = new BigInteger(hash, isUnsigned: true) % EdwardsPoint.Order;
        var s = new BigInteger(signature[32..], isUnsigned: true);

        Span<byte> r = stackalloc byte[32];
        EdwardsPoint.Base.Multiply(s).Add(a.Multiply(k).Negate()).Encode(r);
        return r.SequenceEqual(signature[..32]);
    }
}
