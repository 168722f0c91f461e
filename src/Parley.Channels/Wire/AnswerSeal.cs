using Parley.Crypto;

namespace Parley.Channels.Wire;

/// <summary>
/// Seals the answer that a bearer brings straight back, by a secret that only the sender of the bundle and the holder of the
/// recipient's seal key have; so it needs neither another encapsulation nor a signature. Each answer has a salt of its own: a bundle
/// that comes twice is answered twice, perhaps differently. After the example of RFC 9458, section 4.4.
/// </summary>
public sealed class AnswerSeal : IDisposable
{
    /// <summary>Random bytes that each answer wants.</summary>
    public const int SaltSize = 32;

    internal const int SecretSize = 32;
    internal static ReadOnlySpan<byte> Label => "parley answer v2"u8;

    private const int MinBytes = 256;
    private const int MaxBytes = 1024 * 1024;
    private readonly SecretBytes _secret;
    private readonly ICryptoProvider _crypto;

    internal AnswerSeal(ReadOnlySpan<byte> secret, ICryptoProvider crypto) => (_secret, _crypto) = (new SecretBytes(secret), crypto);

    /// <summary>The sealed answer: salt, then ciphertext; its size is a power of two from 256 bytes to 1 MiB.</summary>
    public byte[] Seal(BundleAnswer answer, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltSize);
        var aead = _crypto.Aes256Gcm;
        var text = answer.ToBytes();
        var size = SizeClass.Of(SaltSize + text.Length + aead.TagSize, MinBytes, MaxBytes) ?? throw new ArgumentException("An answer has at most 256 lines of 528 bytes.", nameof(answer));
        var plain = new byte[size - SaltSize - aead.TagSize];
        text.CopyTo(plain, 0);
        var bytes = new byte[size];
        salt.CopyTo(bytes);
        using var keys = Derive(salt, aead);
        aead.Seal(keys.Span[..aead.KeySize], keys.Span[aead.KeySize..], [], plain, bytes.AsSpan(SaltSize));
        return bytes;
    }

    // BND-019
    /// <summary>Opens an answer; nothing where it is none. Never throws.</summary>
    public BundleAnswer? Open(ReadOnlySpan<byte> bytes)
    {
        var aead = _crypto.Aes256Gcm;
        if (bytes.Length < MinBytes || bytes.Length > MaxBytes)
            return null;
        var plain = new byte[bytes.Length - SaltSize - aead.TagSize];
        using var keys = Derive(bytes[..SaltSize], aead);
        return aead.Open(keys.Span[..aead.KeySize], keys.Span[aead.KeySize..], [], bytes[SaltSize..], plain)
            ? BundleAnswer.Parse(plain.AsSpan().TrimEnd((byte)0))
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _secret.Dispose();

    private SecretBytes Derive(ReadOnlySpan<byte> salt, IAead aead)
    {
        var kdf = _crypto.HkdfSha256;
        using var extracted = new SecretBytes(kdf.Size);
        kdf.Extract(salt, _secret.Span, extracted.Span);
        var keys = new SecretBytes(aead.KeySize + aead.NonceSize);
        kdf.Expand(extracted.Span, Label, keys.Span);
        return keys;
    }
}
