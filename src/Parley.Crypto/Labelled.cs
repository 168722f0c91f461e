namespace Parley.Crypto;

/// <summary>
/// The labelled key derivations of HPKE. References: RFC 9180, section 4 (two stages);
/// draft-ietf-hpke-hpke-02 and draft-ietf-hpke-pq-03 (one stage).
/// </summary>
internal static class Labelled
{
    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    /// <summary>LabeledExtract(salt, label, ikm).</summary>
    internal static void Extract(IKdf kdf, ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> inputKey, Span<byte> prk)
    {
        var labelled = new Concatenation(stackalloc byte[256]);
        labelled.Append(Version);
        labelled.Append(suiteId);
        labelled.Append(label);
        labelled.Append(inputKey);
        kdf.Extract(salt, labelled.Written, prk);
        labelled.Dispose();
    }

    /// <summary>LabeledExpand(prk, label, info, L) with L the size of <paramref name="output"/>.</summary>
    internal static void Expand(IKdf kdf, ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        var labelled = new Concatenation(stackalloc byte[512]);
        labelled.AppendUInt16(output.Length);
        labelled.Append(Version);
        labelled.Append(suiteId);
        labelled.Append(label);
        labelled.Append(info);
        kdf.Expand(prk, labelled.Written, output);
        labelled.Dispose();
    }

    /// <summary>LabeledDerive(ikm, label, context, L) of a one-stage KDF, with L the size of <paramref name="output"/>.</summary>
    internal static void Derive(IXof xof, ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        var labelled = new Concatenation(stackalloc byte[512]);
        labelled.Append(inputKey);
        labelled.Append(Version);
        labelled.Append(suiteId);
        labelled.AppendLengthPrefixed(label);
        labelled.AppendUInt16(output.Length);
        labelled.Append(context);
        xof.Hash(labelled.Written, output);
        labelled.Dispose();
    }
}
