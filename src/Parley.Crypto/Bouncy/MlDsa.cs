using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Parley.Crypto.Bouncy;

/// <summary>
/// ML-DSA in managed code, with the seed ξ as private key. Signing is hedged when it is given randomness and deterministic otherwise.
/// Reference: FIPS 204, sections 5 and 6.
/// </summary>
/// <param name="parameters">The parameter set.</param>
/// <param name="publicKeySize">Bytes in a public key (FIPS 204, table 2).</param>
/// <param name="signatureSize">Bytes in a signature (FIPS 204, table 2).</param>
internal sealed class MlDsa(MLDsaParameters parameters, int publicKeySize, int signatureSize) : ISignatureScheme
{
    // FIPS 204, algorithm 2: the length stands in one octet.
    private const int MaxContextSize = 255;

    public string Name => parameters.Name;

    public int PrivateKeySize => 32;

    public int PublicKeySize => publicKeySize;

    public int MaxSignatureSize => signatureSize;

    public int SigningRandomnessSize => 32;

    public void GenerateKeyPair(ReadOnlySpan<byte> randomness, Span<byte> privateKey, Span<byte> publicKey)
    {
        Require.AtLeast(randomness, PrivateKeySize);
        Require.Size(privateKey, PrivateKeySize);
        randomness[..PrivateKeySize].CopyTo(privateKey);
        DerivePublicKey(privateKey, publicKey);
    }

    public bool DerivePublicKey(ReadOnlySpan<byte> privateKey, Span<byte> publicKey)
    {
        Require.Size(publicKey, PublicKeySize);
        if (privateKey.Length != PrivateKeySize)
        {
            return false;
        }

        Expand(privateKey).GetPublicKeyEncoded().CopyTo(publicKey);
        return true;
    }

    public int Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Require.Size(privateKey, PrivateKeySize);
        return Sign(Expand(privateKey), message, [], randomness, signature);
    }

    public ISigningKey OpenKey(ReadOnlySpan<byte> privateKey)
    {
        Require.Size(privateKey, PrivateKeySize);
        return new Key(this, Expand(privateKey));
    }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(publicKey, message, [], signature);

    /// <summary>Signs with an expanded key and a context of at most 255 bytes, as published vectors have them.</summary>
    internal int Sign(MLDsaPrivateKeyParameters key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, ReadOnlySpan<byte> randomness, Span<byte> signature)
    {
        Require.AtLeast(signature, MaxSignatureSize);
        if (!randomness.IsEmpty)
        {
            Require.Size(randomness, SigningRandomnessSize);
        }

        ICipherParameters init = key;
        if (!randomness.IsEmpty)
        {
            init = new ParametersWithRandom(init, new GivenRandomness(randomness.ToArray()));
        }

        if (!context.IsEmpty)
        {
            init = new ParametersWithContext(init, context.ToArray());
        }

        var signer = new MLDsaSigner(parameters, deterministic: randomness.IsEmpty);
        signer.Init(forSigning: true, init);
        signer.BlockUpdate(message);
        signer.GenerateSignature().CopyTo(signature);
        return MaxSignatureSize;
    }

    /// <summary>Verifies with a context of at most 255 bytes, as published vectors have them.</summary>
    internal bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != MaxSignatureSize || context.Length > MaxContextSize)
        {
            return false;
        }

        ICipherParameters init = MLDsaPublicKeyParameters.FromEncoding(parameters, publicKey.ToArray());
        if (!context.IsEmpty)
        {
            init = new ParametersWithContext(init, context.ToArray());
        }

        var verifier = new MLDsaSigner(parameters, deterministic: true);
        verifier.Init(forSigning: false, init);
        verifier.BlockUpdate(message);
        return verifier.VerifySignature(signature.ToArray());
    }

    private MLDsaPrivateKeyParameters Expand(ReadOnlySpan<byte> seed) => MLDsaPrivateKeyParameters.FromSeed(parameters, seed.ToArray());

    /// <summary>The expanded key, which BouncyCastle keeps in arrays that nobody can erase.</summary>
    private sealed class Key(MlDsa scheme, MLDsaPrivateKeyParameters expanded) : ISigningKey
    {
        private MLDsaPrivateKeyParameters? expanded = expanded;

        public int Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> randomness, Span<byte> signature) =>
            scheme.Sign(expanded ?? throw new ObjectDisposedException(nameof(ISigningKey)), message, [], randomness, signature);

        public void Dispose() => expanded = null;
    }
}
