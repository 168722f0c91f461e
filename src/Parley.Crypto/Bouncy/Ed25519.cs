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

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 32 || signature.Length != 64)
        {
            return false;
        }

        var r = signature[..32];
        if (!Rfc8032.Ed25519.ValidatePublicKeyPartial(publicKey) || !Rfc8032.Ed25519.ValidatePublicKeyPartial(r))
        {
            return false;
        }

        return Rfc8032.Ed25519.Verify(signature, publicKey, message);
    }
}
