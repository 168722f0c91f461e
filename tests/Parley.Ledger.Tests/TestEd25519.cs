using Org.BouncyCastle.Math.EC.Rfc8032;
using Parley.Crypto;

namespace Parley.Ledger.Tests;

internal sealed class TestEd25519 : ISignatureScheme
{
    public static readonly TestEd25519 Instance = new();

    public string Name => "Ed25519";
    public int PrivateKeySize => 32;
    public int PublicKeySize => 32;
    public int MaxSignatureSize => 64;
    public int SigningRandomnessSize => 0;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        randomness[..32].CopyTo(privateKey);
        DerivePublicKey(privateKey, publicKey);
    }

    public void DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) =>
        Ed25519.GeneratePublicKey(privateKey.ToArray(), publicKey);

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        var bytes = new byte[64];
        Ed25519.Sign(privateKey.ToArray(), 0, message.ToArray(), 0, message.Length, bytes, 0);
        bytes.CopyTo(signature);
        return 64;
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == 64 && publicKey.Length == 32
        && Ed25519.Verify(signature.ToArray(), 0, publicKey.ToArray(), 0, message.ToArray(), 0, message.Length);
}
