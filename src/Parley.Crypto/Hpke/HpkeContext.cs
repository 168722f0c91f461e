using System.Buffers.Binary;

namespace Parley.Crypto.Hpke;

/// <summary>The keys and the sequence number of one end of a context. Reference: RFC 9180, section 5.2.</summary>
internal sealed class HpkeContext : IDisposable
{
    private readonly HpkeKeySchedule schedule;
    private readonly SecretBytes secrets;
    private readonly int keySize;
    private readonly int nonceSize;

    internal HpkeContext(HpkeKeySchedule schedule, IAead? aead, in HpkeAuthentication authentication, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info)
    {
        this.schedule = schedule;
        Aead = aead;
        keySize = aead?.KeySize ?? 0;
        nonceSize = aead?.NonceSize ?? 0;
        secrets = new SecretBytes(keySize + nonceSize + schedule.HashSize);
        schedule.Derive(authentication, sharedSecret, info, secrets.Span[..keySize], secrets.Span.Slice(keySize, nonceSize), secrets.Span[(keySize + nonceSize)..]);
    }

    internal IAead? Aead { get; }

    internal ReadOnlySpan<byte> Key => secrets.Span[..keySize];

    internal ReadOnlySpan<byte> BaseNonce => secrets.Span.Slice(keySize, nonceSize);

    internal ReadOnlySpan<byte> ExporterSecret => secrets.Span[(keySize + nonceSize)..];

    internal ulong Sequence { get; set; }

    /// <summary>The limit of RFC 9180 is 2^96 − 1 messages; stopping at 2^64 − 1 keeps the counter in a register and is never reached either.</summary>
    internal bool IsExhausted => Sequence == ulong.MaxValue;

    public void Dispose() => secrets.Dispose();

    internal IAead RequireAead() =>
        Aead ?? throw new InvalidOperationException("The suite has no AEAD: its contexts export secrets and encrypt nothing.");

    /// <summary>ComputeNonce(seq): the base nonce xor the big-endian sequence number.</summary>
    internal void WriteNonce(Span<byte> nonce)
    {
        BaseNonce.CopyTo(nonce);
        var low = nonce[^8..];
        BinaryPrimitives.WriteUInt64BigEndian(low, BinaryPrimitives.ReadUInt64BigEndian(low) ^ Sequence);
    }

    internal void Export(ReadOnlySpan<byte> exporterContext, Span<byte> output) => schedule.Export(ExporterSecret, exporterContext, output);
}
