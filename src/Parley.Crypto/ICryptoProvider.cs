namespace Parley.Crypto;

/// <summary>The algorithms of one implementation. Two exist, and each checks the other.</summary>
public interface ICryptoProvider
{
    /// <summary>The provider's name, for reports.</summary>
    string Name { get; }

    /// <summary>Ed25519 (RFC 8032), strict: small-order keys and non-canonical encodings are refused.</summary>
    ISignatureScheme Ed25519 { get; }
}
