namespace Parley.Mls.Credentials;

/// <summary>Who a member claims to be (RFC 9420 §5.3). Whether the claim holds is the application's to say.</summary>
public abstract class Credential
{
    private protected Credential(CredentialType type) => Type = type;

    /// <summary>The kind of credential.</summary>
    public CredentialType Type { get; }

    /// <summary>Whether the other credential is the same, byte for byte.</summary>
    public bool Same(Credential other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Encode().AsSpan().SequenceEqual(other.Encode());
    }

    /// <summary>The encoding of RFC 9420.</summary>
    public byte[] Encode() => Tls.Encode(Write, 128);

    internal static Credential Read(ref TlsReader reader)
    {
        var type = (CredentialType)reader.U16();
        switch (type)
        {
            case CredentialType.Basic:
                return new BasicCredential(reader.Opaque(WireLimits.Name));
            case CredentialType.X509:
                return new X509Credential(reader.List(static (ref r) => r.Opaque(WireLimits.Chain), WireLimits.Chain));
            default:
                reader.Fail(MlsRules.CredentialType);
                return new BasicCredential(default);
        }
    }

    internal void Write(ref TlsWriter writer)
    {
        writer.U16((ushort)Type);
        WriteBody(ref writer);
    }

    private protected abstract void WriteBody(ref TlsWriter writer);
}
