using System.Security.Cryptography;
using Rfc7748 = Org.BouncyCastle.Math.EC.Rfc7748;

namespace Parley.Crypto.Bouncy;

/// <summary>X448 in managed code. Reference: RFC 7748, section 5.</summary>
internal sealed class X448 : IDiffieHellman
{
    public string Name => "X448";

    public int PrivateKeySize => 56;

    public int PublicKeySize => 56;

    public int SharedSecretSize => 56;

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, 56);
        if (privateKey.Length != 56)
        {
            return false;
        }

        Rfc7748.X448.GeneratePublicKey(privateKey, publicKey);
        return true;
    }

    public bool Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, 56);
        if (privateKey.Length == 56 && publicKey.Length == 56
            && Rfc7748.X448.CalculateAgreement(privateKey, publicKey, sharedSecret))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        return false;
    }
}
