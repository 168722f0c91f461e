namespace Parley.Mls.KeyPackages;

/// <summary>A key package and its private keys, kept by the client until a Welcome uses them (RFC 9420 §10).</summary>
public sealed class KeyPackageBundle : IDisposable
{
    private const ushort Version = 1;

    internal KeyPackageBundle(KeyPackage keyPackage, Secret initKey, Secret encryptionKey, SignatureKeyPair signatureKey)
    {
        KeyPackage = keyPackage;
        InitKey = initKey;
        EncryptionKey = encryptionKey;
        SignatureKey = signatureKey;
    }

    /// <summary>The public part, to be published.</summary>
    public KeyPackage KeyPackage { get; }

    internal Secret InitKey { get; }

    internal Secret EncryptionKey { get; }

    internal SignatureKeyPair SignatureKey { get; }

    /// <summary>Makes a key package and signs it. The signature key pair is shared, not taken over.</summary>
    public static KeyPackageBundle Create(
        Client client,
        CipherSuiteId suite,
        Credential credential,
        SignatureKeyPair signatureKey,
        Lifetime lifetime,
        IRandomness randomness,
        LeafNodeChanges? leaf = null,
        ImmutableArray<Extension> extensions = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(signatureKey);
        ArgumentNullException.ThrowIfNull(lifetime);
        ArgumentNullException.ThrowIfNull(randomness);
        var crypto = client.RequireCrypto(suite);
        var (initPrivate, initPublic) = crypto.GenerateKeyPair(randomness);
        var (leafPrivate, leafPublic) = crypto.GenerateKeyPair(randomness);
        var node = LeafNodeChanges
            .Draft(client, leafPublic, signatureKey, credential, LeafNodeSource.KeyPackage, lifetime, leaf, randomness)
            .Sign(crypto, signatureKey.PrivateKey.Span, default, default, randomness);
        var list = extensions.IsDefault ? [] : extensions;
        if (client.Grease)
        {
            list = list.Add(Grease.Extension(randomness, node.Capabilities));
        }

        return new KeyPackageBundle(
            KeyPackage.Sign(crypto, signatureKey.PrivateKey.Span, initPublic, node, list, randomness), initPrivate, leafPrivate, signatureKey.Share());
    }

    /// <summary>Puts together a key package and private keys that were made elsewhere.</summary>
    /// <exception cref="ArgumentException">A private key does not belong to the key package.</exception>
    public static KeyPackageBundle Import(
        Client client, KeyPackage keyPackage, ReadOnlySpan<byte> initKey, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> signatureKey)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(keyPackage);
        var crypto = client.RequireCrypto(keyPackage.CipherSuite);
        var signer = SignatureKeyPair.Import(client, keyPackage.CipherSuite, signatureKey);
        if (!signer.PublicKey.Span.SequenceEqual(keyPackage.LeafNode.SignatureKey.Span)
            || crypto.HpkePublicKey(initKey)?.AsSpan().SequenceEqual(keyPackage.InitKey.Span) != true
            || crypto.HpkePublicKey(encryptionKey)?.AsSpan().SequenceEqual(keyPackage.LeafNode.EncryptionKey.Span) != true)
        {
            throw new ArgumentException("A private key does not belong to the key package.", nameof(keyPackage));
        }

        return new KeyPackageBundle(keyPackage, Secret.Copy(initKey), Secret.Copy(encryptionKey), signer);
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    public static MlsResult<KeyPackageBundle> Deserialize(ReadOnlySpan<byte> state) => Tls.Decode(state.ToArray(), static (ref r) =>
    {
        if (r.U16() != Version)
        {
            r.Fail(MlsRules.StateVersion);
        }

        return new KeyPackageBundle(
            KeyPackage.Read(ref r),
            r.Secret(WireLimits.Key),
            r.Secret(WireLimits.Key),
            SignatureKeyPair.Read(ref r));
    });

    /// <summary>The bundle with its private keys, to be stored where secrets may be.</summary>
    public byte[] Serialize() => Tls.Encode((ref w) =>
    {
        w.U16(Version);
        KeyPackage.Write(ref w);
        w.Opaque(InitKey.Span);
        w.Opaque(EncryptionKey.Span);
        SignatureKey.Write(ref w);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        InitKey.Dispose();
        EncryptionKey.Dispose();
        SignatureKey.Dispose();
    }

    /// <summary>Says nothing of the private keys.</summary>
    public override string ToString() => $"key package for {KeyPackage.CipherSuite}";
}
