namespace Parley.Mls.Schedule;

/// <summary>The resumption secret of an epoch of some group (RFC 9420 §8.4, §8.6).</summary>
/// <param name="Usage">What it is for.</param>
/// <param name="GroupId">The group that it comes from.</param>
/// <param name="Epoch">The epoch that it comes from.</param>
/// <param name="Nonce">Fresh random bytes, as many as the suite's KDF yields.</param>
public sealed record ResumptionPskId(ResumptionPskUsage Usage, ReadOnlyMemory<byte> GroupId, ulong Epoch, ReadOnlyMemory<byte> Nonce)
    : PreSharedKeyId(Nonce)
{
    internal override void Write(ref TlsWriter writer)
    {
        writer.U8(2);
        writer.U8((byte)Usage);
        writer.Opaque(GroupId);
        writer.U64(Epoch);
        writer.Opaque(Nonce);
    }
}
