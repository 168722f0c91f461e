namespace Parley.Crypto;

/// <summary>The signing key of a scheme that gains nothing by preparing: the private key itself.</summary>
internal sealed class SigningKey(ISignatureScheme scheme, ReadOnlySpan<byte> privateKey) : ISigningKey
{
    private readonly SecretBytes key = new(privateKey);

    public int Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature) =>
        scheme.Sign(key.Span, message, randomness, signature);

    public void Dispose() => key.Dispose();
}
