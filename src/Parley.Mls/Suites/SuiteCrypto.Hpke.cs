using Parley.Crypto.Hpke;

namespace Parley.Mls.Suites;

/// <content>Public key encryption (RFC 9420 §5.1.3, §8.3).</content>
internal sealed partial class SuiteCrypto
{
    private readonly HpkeSuite hpke;

    private static HpkeSuite CreateHpke(CipherSuite suite, ICryptoProvider provider) => new();

    public (Secret PrivateKey, byte[] PublicKey)? DeriveKeyPair(ReadOnlySpan<byte> seed) => throw new NotSupportedException(hpke.ToString());

    public (Secret PrivateKey, byte[] PublicKey) GenerateKeyPair(IRandomness randomness) => throw new NotSupportedException();

    public byte[]? HpkePublicKey(ReadOnlySpan<byte> privateKey) => throw new NotSupportedException();

    public HpkeCiphertext? EncryptWithLabel(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext, IRandomness randomness) =>
        throw new NotSupportedException();

    public Secret? DecryptWithLabel(
        Secret privateKey, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, HpkeCiphertext ciphertext) =>
        throw new NotSupportedException();

    public byte[] ExternalPublicKey(Secret externalSecret) => throw new NotSupportedException();

    public (byte[] KemOutput, Secret Secret)? SendExternalInit(ReadOnlySpan<byte> externalKey, IRandomness randomness) => throw new NotSupportedException();

    public Secret? ReceiveExternalInit(Secret externalSecret, ReadOnlySpan<byte> kemOutput) => throw new NotSupportedException();
}
