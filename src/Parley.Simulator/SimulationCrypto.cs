using System.Security.Cryptography;
using Parley.Crypto;

namespace Parley.Simulator;

/// <summary>
/// libsodium with one thing replaced: Ed25519 signatures are hashes over the public key and the message, twenty times faster and worth
/// nothing against a forger. For long simulations only, and only where the report says so: who signs what, and what is checked, stays as
/// it is, and the simulator's liars forge by changing bytes, which this notices.
/// </summary>
public static class SimulationCrypto
{
    /// <summary>The provider.</summary>
    public static ICryptoProvider Instance { get; } = With(SodiumProvider.Instance, new HashSignatures());

    /// <summary>A provider with another signature scheme in the place of Ed25519.</summary>
    public static ICryptoProvider With(ICryptoProvider provider, ISignatureScheme ed25519) => new ReplacedEd25519(provider, ed25519);

    private sealed class HashSignatures : ISignatureScheme
    {
        public string Name => "Ed25519, replaced by a hash";

        public int PrivateKeySize => 32;

        public int PublicKeySize => 32;

        public int MaxSignatureSize => 64;

        public int SigningRandomnessSize => 0;

        public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
        {
            randomness[..PrivateKeySize].CopyTo(privateKey);
            DerivePublicKey(privateKey, publicKey);
        }

        public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey) => SHA256.HashData(privateKey, publicKey) == PublicKeySize;

        public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
        {
            Span<byte> publicKey = stackalloc byte[PublicKeySize];
            DerivePublicKey(privateKey, publicKey);
            Hash(publicKey, message, signature);
            return MaxSignatureSize;
        }

        public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey) => new Key(this, privateKey.ToArray());

        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        {
            if (publicKey.Length != PublicKeySize || signature.Length != MaxSignatureSize)
                return false;
            Span<byte> expected = stackalloc byte[MaxSignatureSize];
            Hash(publicKey, message, expected);
            return signature.SequenceEqual(expected);
        }

        private static void Hash(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, Span<byte> signature)
        {
            Span<byte> both = stackalloc byte[64];
            publicKey.CopyTo(both);
            SHA256.HashData(message, both[32..]);
            SHA256.HashData(both, signature[..32]);
            signature[..32].CopyTo(signature[32..]);
        }

        private sealed class Key(HashSignatures scheme, byte[] privateKey) : ISigningKey
        {
            public int Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature) =>
                scheme.Sign(privateKey, message, randomness, signature);

            public void Dispose()
            {
            }
        }
    }

    private sealed class ReplacedEd25519(ICryptoProvider provider, ISignatureScheme ed25519) : ICryptoProvider
    {
        public string Name => $"{provider.Name}, {ed25519.Name}";

        public IHash Sha256 => provider.Sha256;

        public IHash Sha384 => provider.Sha384;

        public IHash Sha512 => provider.Sha512;

        public IHash Sha3_256 => provider.Sha3_256;

        public IXof Shake128 => provider.Shake128;

        public IXof Shake256 => provider.Shake256;

        public IXof TurboShake128 => provider.TurboShake128;

        public IXof TurboShake256 => provider.TurboShake256;

        public IMac HmacSha256 => provider.HmacSha256;

        public IMac HmacSha384 => provider.HmacSha384;

        public IMac HmacSha512 => provider.HmacSha512;

        public IKdf HkdfSha256 => provider.HkdfSha256;

        public IKdf HkdfSha384 => provider.HkdfSha384;

        public IKdf HkdfSha512 => provider.HkdfSha512;

        public IPasswordHash Argon2id => provider.Argon2id;

        public IAead Aes128Gcm => provider.Aes128Gcm;

        public IAead Aes256Gcm => provider.Aes256Gcm;

        public IAead ChaCha20Poly1305 => provider.ChaCha20Poly1305;

        public ISignatureScheme Ed25519 => ed25519;

        public ISignatureScheme Ed448 => provider.Ed448;

        public ISignatureScheme EcdsaP256 => provider.EcdsaP256;

        public ISignatureScheme EcdsaP384 => provider.EcdsaP384;

        public ISignatureScheme EcdsaP521 => provider.EcdsaP521;

        public ISignatureScheme MlDsa44 => provider.MlDsa44;

        public ISignatureScheme MlDsa65 => provider.MlDsa65;

        public ISignatureScheme MlDsa87 => provider.MlDsa87;

        public IDiffieHellman X25519 => provider.X25519;

        public IDiffieHellman X448 => provider.X448;

        public IDiffieHellman P256 => provider.P256;

        public IDiffieHellman P384 => provider.P384;

        public IDiffieHellman P521 => provider.P521;

        public IKem MlKem512 => provider.MlKem512;

        public IKem MlKem768 => provider.MlKem768;

        public IKem MlKem1024 => provider.MlKem1024;

        public IKem XWing => provider.XWing;

        public IKem MlKem768P256 => provider.MlKem768P256;

        public IKem MlKem1024P384 => provider.MlKem1024P384;

        public IAuthenticatedKem DhKemP256 => provider.DhKemP256;

        public IAuthenticatedKem DhKemP384 => provider.DhKemP384;

        public IAuthenticatedKem DhKemP521 => provider.DhKemP521;

        public IAuthenticatedKem DhKemX25519 => provider.DhKemX25519;

        public IAuthenticatedKem DhKemX448 => provider.DhKemX448;
    }
}
