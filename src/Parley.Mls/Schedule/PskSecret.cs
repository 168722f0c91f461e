namespace Parley.Mls.Schedule;

/// <summary>psk_secret, from all pre-shared keys of a commit in order (RFC 9420 §8.4).</summary>
internal static class PskSecret
{
    public static Secret Compute(SuiteCrypto suite, IReadOnlyList<(PreSharedKeyId Id, Secret Psk)> psks)
    {
        var result = Secret.Zero(suite.HashSize);
        Span<byte> zero = stackalloc byte[suite.HashSize];
        zero.Clear();
        for (var i = 0; i < psks.Count; i++)
        {
            var (index, id) = (i, psks[i].Id);
            using var extracted = suite.Extract(zero, psks[i].Psk.Span);
            var label = Tls.Encode((ref w) =>
            {
                id.Write(ref w);
                w.U16((ushort)index);
                w.U16((ushort)psks.Count);
            });
            using var input = suite.ExpandWithLabel(extracted.Span, "derived psk"u8, label, suite.HashSize);
            using var previous = result;
            result = suite.Extract(input.Span, previous.Span);
        }

        return result;
    }
}
