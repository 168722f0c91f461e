namespace Parley.Crypto;

/// <summary>A KEM whose encapsulation can prove that its sender held a private key (AuthEncap of RFC 9180, section 4.1).</summary>
public interface IAuthenticatedKem : IKem
{
    /// <summary>As <see cref="IKem.Encapsulate"/>, bound to the sender's private key; false as well when that key is malformed.</summary>
    bool AuthEncapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> senderPrivateKey, ReadOnlySpan<byte> randomness, Span<byte> encapsulation, Span<byte> sharedSecret);

    /// <summary>As <see cref="IKem.Decapsulate"/>, bound to the sender's public key; false as well when that key is malformed.</summary>
    bool AuthDecapsulate(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> senderPublicKey, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret);
}
