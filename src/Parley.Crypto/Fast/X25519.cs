using System.Security.Cryptography;

namespace Parley.Crypto.Fast;

/// <summary>X25519 by libsodium. Reference: RFC 7748, section 5.</summary>
internal sealed unsafe class X25519 : IDiffieHellman
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

        fixed (byte* n = privateKey, q = publicKey)
        {
            return Libsodium.crypto_scalarmult_curve25519_base(q, n) == 0;
        }
    }

    public bool Agree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> sharedSecret)
    {
        Require.Size(sharedSecret, 32);
        if (privateKey.Length == 32 && publicKey.Length == 32)
        {
            fixed (byte* n = privateKey, p = publicKey, q = sharedSecret)
            {
                if (Libsodium.crypto_scalarmult_curve25519(q, n, p) == 0)
                {
                    return true;
                }
            }
        }

        CryptographicOperations.ZeroMemory(sharedSecret);
        return false;
    }
}
