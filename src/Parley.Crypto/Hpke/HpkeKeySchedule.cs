using System.Security.Cryptography;

namespace Parley.Crypto.Hpke;

/// <summary>
/// The key schedule of one suite, by a two-stage KDF (RFC 9180, section 5.1) or a one-stage KDF (draft-ietf-hpke-hpke-02, section 5.1;
/// draft-ietf-hpke-pq-03, section 5).
/// </summary>
internal sealed class HpkeKeySchedule
{
    private const int MaxHashSize = 64;

    private readonly IKdf? twoStage;
    private readonly IXof? oneStage;
    private readonly byte[] suiteId;

    // LabeledExtract("", "psk_id_hash", "") of a suite never changes, and the modes without a PSK always need it.
    private readonly byte[] emptyPskIdHash = [];

    internal HpkeKeySchedule(ICryptoProvider provider, HpkeKdfId kdf, byte[] suiteId)
    {
        this.suiteId = suiteId;
        (twoStage, oneStage, HashSize) = kdf switch
        {
            HpkeKdfId.HkdfSha256 => (provider.HkdfSha256, null, 32),
            HpkeKdfId.HkdfSha384 => (provider.HkdfSha384, null, 48),
            HpkeKdfId.HkdfSha512 => (provider.HkdfSha512, null, 64),
            HpkeKdfId.Shake128 => (null, provider.Shake128, 32),
            HpkeKdfId.Shake256 => (null, provider.Shake256, 64),
            HpkeKdfId.TurboShake128 => (null, provider.TurboShake128, 32),
            HpkeKdfId.TurboShake256 => (null, provider.TurboShake256, 64),
            _ => ((IKdf?)null, (IXof?)null, 0),
        };
        if (twoStage is not null)
        {
            emptyPskIdHash = new byte[HashSize];
            Labelled.Extract(twoStage, suiteId, [], "psk_id_hash"u8, [], emptyPskIdHash);
        }
        else if (oneStage is null)
        {
            throw new ArgumentOutOfRangeException(nameof(kdf), kdf, "No such KDF.");
        }
    }

    /// <summary>Bytes in an exporter secret (Nh).</summary>
    internal int HashSize { get; }

    /// <summary>Fills the key, the base nonce and the exporter secret; whichever is empty is left out.</summary>
    internal void Derive(in HpkeAuthentication authentication, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> baseNonce, Span<byte> exporterSecret)
    {
        if (twoStage is not null)
        {
            DeriveInTwoStages(twoStage, authentication, sharedSecret, info, key, baseNonce, exporterSecret);
        }
        else
        {
            DeriveInOneStage(authentication, sharedSecret, info, key, baseNonce, exporterSecret);
        }
    }

    /// <summary>Context.Export of RFC 9180, section 5.3.</summary>
    internal void Export(ReadOnlySpan<byte> exporterSecret, ReadOnlySpan<byte> exporterContext, Span<byte> output)
    {
        if (twoStage is not null)
        {
            Labelled.Expand(twoStage, suiteId, exporterSecret, "sec"u8, exporterContext, output);
        }
        else
        {
            Labelled.Derive(oneStage!, suiteId, exporterSecret, "sec"u8, exporterContext, output);
        }
    }

    private void DeriveInTwoStages(IKdf kdf, in HpkeAuthentication authentication, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> baseNonce, Span<byte> exporterSecret)
    {
        // key_schedule_context = mode ‖ psk_id_hash ‖ info_hash
        Span<byte> context = stackalloc byte[1 + (2 * MaxHashSize)];
        context = context[..(1 + (2 * HashSize))];
        context[0] = (byte)authentication.Mode;
        if (authentication.PreSharedKeyId.IsEmpty)
        {
            emptyPskIdHash.CopyTo(context[1..]);
        }
        else
        {
            Labelled.Extract(kdf, suiteId, [], "psk_id_hash"u8, authentication.PreSharedKeyId, context.Slice(1, HashSize));
        }

        Labelled.Extract(kdf, suiteId, [], "info_hash"u8, info, context[(1 + HashSize)..]);

        Span<byte> secret = stackalloc byte[MaxHashSize];
        secret = secret[..HashSize];
        Labelled.Extract(kdf, suiteId, sharedSecret, "secret"u8, authentication.PreSharedKey, secret);
        ExpandUnlessEmpty(kdf, secret, "key"u8, context, key);
        ExpandUnlessEmpty(kdf, secret, "base_nonce"u8, context, baseNonce);
        ExpandUnlessEmpty(kdf, secret, "exp"u8, context, exporterSecret);
        CryptographicOperations.ZeroMemory(secret);
    }

    private void ExpandUnlessEmpty(IKdf kdf, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        if (!output.IsEmpty)
        {
            Labelled.Expand(kdf, suiteId, secret, label, context, output);
        }
    }

    private void DeriveInOneStage(in HpkeAuthentication authentication, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> baseNonce, Span<byte> exporterSecret)
    {
        var secrets = new Concatenation(stackalloc byte[256]);
        secrets.AppendLengthPrefixed(authentication.PreSharedKey);
        secrets.AppendLengthPrefixed(sharedSecret);
        var context = new Concatenation(stackalloc byte[256]);
        context.Append((byte)authentication.Mode);
        context.AppendLengthPrefixed(authentication.PreSharedKeyId);
        context.AppendLengthPrefixed(info);

        // The length is part of what is hashed, so all three are always made, whether the caller keeps them or not.
        Span<byte> all = stackalloc byte[32 + 12 + MaxHashSize];
        all = all[..(key.Length + baseNonce.Length + HashSize)];
        Labelled.Derive(oneStage!, suiteId, secrets.Written, "secret"u8, context.Written, all);
        all[..key.Length].CopyTo(key);
        all.Slice(key.Length, baseNonce.Length).CopyTo(baseNonce);
        all.Slice(key.Length + baseNonce.Length, exporterSecret.Length).CopyTo(exporterSecret);
        CryptographicOperations.ZeroMemory(all);
        secrets.Dispose();
        context.Dispose();
    }
}
