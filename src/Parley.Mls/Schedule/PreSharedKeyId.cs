namespace Parley.Mls.Schedule;

/// <summary>Which pre-shared key, and the nonce that makes this use of it unlike any other (RFC 9420 §8.4).</summary>
public abstract record PreSharedKeyId
{
    private protected PreSharedKeyId(ReadOnlyMemory<byte> nonce) => Nonce = nonce;

    /// <summary>Fresh random bytes, as many as the suite's KDF yields.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>Whether both name the same key with the same nonce.</summary>
    public bool Same(PreSharedKeyId other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Encode().AsSpan().SequenceEqual(other.Encode());
    }

    internal static PreSharedKeyId Read(ref TlsReader reader)
    {
        switch (reader.U8())
        {
            case 1:
                return new ExternalPskId(reader.Opaque(WireLimits.Name), reader.Opaque(WireLimits.Hash));
            case 2:
                var usage = (ResumptionPskUsage)reader.U8();
                if (usage is < ResumptionPskUsage.Application or > ResumptionPskUsage.Branch)
                {
                    reader.Fail(MlsRules.UnknownEnum);
                }

                return new ResumptionPskId(usage, reader.Opaque(WireLimits.Name), reader.U64(), reader.Opaque(WireLimits.Hash));
            default:
                reader.Fail(MlsRules.UnknownEnum);
                return new ExternalPskId(default, default);
        }
    }

    internal byte[] Encode() => Tls.Encode(Write, 128);

    internal abstract void Write(ref TlsWriter writer);
}
