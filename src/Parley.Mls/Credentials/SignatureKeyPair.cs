namespace Parley.Mls.Credentials;

/// <summary>A client's signature key (RFC 9420 §5.1.2). The private half is wiped on disposal and never shown.</summary>
public sealed class SignatureKeyPair : IDisposable
{
    private readonly byte[] publicKey;

    internal SignatureKeyPair(Secret privateKey, byte[] publicKey)
    {
        PrivateKey = privateKey;
        this.publicKey = publicKey;
    }

    /// <summary>The public key, in the format of its cipher suite.</summary>
    public ReadOnlyMemory<byte> PublicKey => publicKey;

    internal Secret PrivateKey { get; }

    /// <summary>Makes a new key pair for a suite that the client knows.</summary>
    public static SignatureKeyPair Generate(Client client, CipherSuiteId suite, IRandomness randomness)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(randomness);
        var (privateKey, publicKey) = client.RequireCrypto(suite).GenerateSignatureKeyPair(randomness);
        return new SignatureKeyPair(privateKey, publicKey);
    }

    /// <summary>Takes a private key that exists; copies it.</summary>
    /// <exception cref="ArgumentException">The bytes are no private key of the suite.</exception>
    public static SignatureKeyPair Import(Client client, CipherSuiteId suite, ReadOnlySpan<byte> privateKey)
    {
        ArgumentNullException.ThrowIfNull(client);
        var publicKey = client.RequireCrypto(suite).SignaturePublicKey(privateKey)
            ?? throw new ArgumentException("These bytes are no private key of the suite.", nameof(privateKey));
        return new SignatureKeyPair(Secret.Copy(privateKey), publicKey);
    }

    /// <inheritdoc/>
    public void Dispose() => PrivateKey.Dispose();

    /// <summary>Says nothing of the private key.</summary>
    public override string ToString() => $"signature key {Convert.ToHexStringLower(publicKey.AsSpan(0, Math.Min(8, publicKey.Length)))}…";

    internal SignatureKeyPair Share() => new(PrivateKey.Share(), publicKey);

    internal static SignatureKeyPair Read(ref TlsReader reader) =>
        new(reader.Secret(WireLimits.Key), reader.Opaque(WireLimits.Key).ToArray());

    internal void Write(ref TlsWriter writer)
    {
        writer.Opaque(PrivateKey.Span);
        writer.Opaque(publicKey);
    }
}
