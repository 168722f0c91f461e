using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032;

namespace Parley.Crypto.Bouncy;

/// <summary>Ed448 with an empty context, in managed code. Reference: RFC 8032, section 5.2.</summary>
internal sealed class Ed448 : ISignatureScheme
{
    private static readonly byte[] EmptyContext = [];

    public string Name => "Ed448";

    // 456 bits: the field's 448 and an octet for the sign (RFC 8032, 5.2.2).
    public int PrivateKeySize => 57;

    public int PublicKeySize => 57;

    public int MaxSignatureSize => 114;

    public int SigningRandomnessSize => 0;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(randomness, 57);
        Require.Size(privateKey, 57);
        randomness[..57].CopyTo(privateKey);
        DerivePublicKey(privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, 57);
        if (privateKey.Length != 57)
        {
            return false;
        }

        Rfc8032.Ed448.GeneratePublicKey(privateKey, publicKey);
        return true;
    }

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Require.Size(privateKey, 57);
        Require.AtLeast(signature, 114);
        Rfc8032.Ed448.Sign(privateKey, EmptyContext, message, signature[..114]);
        return 114;
    }

    public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey)
    {
        Require.Size(privateKey, PrivateKeySize);
        return new SigningKey(this, privateKey);
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == 57
        && signature.Length == 114
        && Rfc8032.Ed448.Verify(signature, publicKey, EmptyContext, message);
}
