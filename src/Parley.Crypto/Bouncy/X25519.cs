using System.Security.Cryptography;
using Rfc7748 = Org.BouncyCastle.Math.EC.Rfc7748;

namespace Parley.Crypto.Bouncy;

/// <summary>X25519 in managed code. Reference: RFC 7748, section 5.</summary>
internal sealed class X25519 : IDiffieHellman
{
    public string Name => "X25519";

    public int PrivateKeySize => 32;

    public int PublicKeySize => 32;

    public int SharedSecretSize => 32;

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, 32);
        if (privateKey.Length != 32)
        {
            return false;
        }

        Rfc7748.X25519.GeneratePublicKey(privateKey, publicKey);
        return true;
    }

    public bool Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, 32);
        if (privateKey.Length == 32 && publicKey.Length == 32
            && Rfc7748.X25519.CalculateAgreement(privateKey, publicKey, sharedSecret))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        return false;
    }
}
