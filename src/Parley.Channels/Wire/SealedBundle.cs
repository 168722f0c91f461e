using System.Buffers;
using System.Security.Cryptography;
using Parley.Crypto;
using Parley.Crypto.Hpke;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Channels.Wire;

/// <summary>
/// What every bearer carries: a bundle, signed by its sender's node and sealed to its recipient's card key by HPKE (RFC 9180).
/// From outside it shows a mailbox and a size class, and nothing else.
/// </summary>
public sealed class SealedBundle
{
    // HPKE's info. The mailbox, which stands outside, is bound as associated data.
    private static readonly byte[] Info = [.. "parley bundle v2"u8];

    private SealedBundle(ReadOnlyMemory<byte> bytes, MailboxId mailbox) => (Bytes, Mailbox) = (bytes, mailbox);

    /// <summary>Bytes in the smallest size class.</summary>
    public const int MinBytes = 2 * 1024;

    /// <summary>Bytes in the largest size class: 8 MiB.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>Bytes in a private key.</summary>
    public const int PrivateKeySize = 32;

    /// <summary>Random bytes that sealing wants.</summary>
    public const int RandomnessSize = 64;

    /// <summary>What is added around a bundle: opening, mailbox, encapsulation, authentication tag and signature line.</summary>
    public const int Overhead = HeaderSize + Encapsulation + Tag + SignedBundle.MaxSignatureSize;

    private const int Encapsulation = 1120;
    private const int Tag = 16;
    private const int HeaderSize = OpeningSize + MailboxId.Size;
    private const int OpeningSize = 24;

    private static ReadOnlySpan<byte> Opening => "parley sealed bundle v2\n"u8;

    /// <summary>All of it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whose key it is sealed to, as far as it shows.</summary>
    public MailboxId Mailbox { get; }

    /// <summary>How many bytes of items, each counted by <see cref="Bundle.SizeOf"/>, a sealed bundle of <paramref name="size"/> bytes has room for.</summary>
    public static int RoomIn(int size) => size - Overhead - Bundle.HeaderSize;

    /// <summary>Signs and seals a bundle for the holder of <paramref name="recipient"/>, with fresh random bytes. The answer is sealed with a key that comes of it.</summary>
    public static Outcome<OutgoingBundle> Seal(Bundle bundle, SealKey recipient, NoteSigner node, ICryptoProvider crypto, ReadOnlySpan<byte> randomness)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(recipient);
        var content = bundle.ToBytes();
        var signature = SignedBundle.Sign(content, recipient.Mailbox, node);
        if (SizeClass.Of(HeaderSize + Encapsulation + Tag + content.Length + signature.Length, MinBytes, MaxBytes) is not { } size)
            return new Fault("BND-001", 0, $"the bundle has {content.Length} bytes of items, and sealed it must not have more than {MaxBytes}");

        var bytes = new byte[size];
        Opening.CopyTo(bytes);
        recipient.Mailbox.CopyTo(bytes.AsSpan(OpeningSize));
        using var context = Suite(crypto).SetUpSender(recipient.Bytes, Info, randomness, bytes.AsSpan(HeaderSize, Encapsulation));
        if (context is null)
            return new Fault("CRD-032", 0, $"the seal key on {bundle.To}'s card is no X-Wing key");

        // A bundle is secret to everybody but the two, and its plaintext lives only here.
        var rented = ArrayPool<byte>.Shared.Rent(size);
        var plain = rented.AsSpan(0, size - HeaderSize - Encapsulation - Tag);
        content.CopyTo(plain);
        signature.CopyTo(plain[content.Length..]);
        plain[(content.Length + signature.Length)..].Clear();
        context.Seal(bytes.AsSpan(0, HeaderSize), plain, bytes.AsSpan(HeaderSize + Encapsulation));
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(content);
        ArrayPool<byte>.Shared.Return(rented);
        using var secret = new SecretBytes(AnswerSeal.SecretSize);
        context.Export(AnswerSeal.Label, secret.Span);
        return new OutgoingBundle(bundle, bytes, new AnswerSeal(secret.Span, crypto));
    }

    // BND-001, BND-014
    /// <summary>Reads what a bearer brought. Never throws; nothing is copied.</summary>
    public static Outcome<SealedBundle> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return new Fault("BND-001", 0, $"the bundle has {bytes.Length} bytes; {MaxBytes} are allowed");
        if (!bytes.Span.StartsWith(Opening))
            return new Fault("BND-014", 1, "a sealed bundle begins with 'parley sealed bundle v2'");
        if (SizeClass.Of(bytes.Length, MinBytes, MaxBytes) != bytes.Length)
            return new Fault("BND-014", 0, $"{bytes.Length} bytes are no size class: a bundle was cut off, or something was added");
        return new SealedBundle(bytes, new MailboxId(bytes.Span.Slice(OpeningSize, MailboxId.Size)));
    }

    // BND-015
    /// <summary>Opens the seal with the mailbox's private key, 32 bytes. Who sent it is not known before <see cref="SignedBundle.Verify"/>.</summary>
    public Outcome<SignedBundle> Open(ReadOnlySpan<byte> privateKey, ICryptoProvider crypto)
    {
        var bytes = Bytes.Span;
        using var context = Suite(crypto).SetUpReceiver(bytes.Slice(HeaderSize, Encapsulation), privateKey, Info);
        var plain = new byte[bytes.Length - HeaderSize - Encapsulation - Tag];
        if (context is null || !context.Open(bytes[..HeaderSize], bytes[(HeaderSize + Encapsulation)..], plain))
            return new Fault("BND-015", 0, "the seal does not open: the bundle was changed on its way, or sealed to another key");

        using var secret = new SecretBytes(AnswerSeal.SecretSize);
        context.Export(AnswerSeal.Label, secret.Span);
        return SignedBundle.Read(plain, Mailbox, new AnswerSeal(secret.Span, crypto));
    }

    /// <summary>The public key of a private one, which is 32 random bytes.</summary>
    public static SealKey PublicKeyOf(ReadOnlySpan<byte> privateKey, ICryptoProvider crypto)
    {
        Span<byte> publicKey = stackalloc byte[SealKey.Size];
        return Suite(crypto).DerivePublicKey(privateKey, publicKey)
            ? new SealKey(publicKey)
            : throw new ArgumentException($"A private seal key has {PrivateKeySize} bytes.", nameof(privateKey));
    }

    private static HpkeSuite Suite(ICryptoProvider crypto) => new(crypto, HpkeKemId.XWing, HpkeKdfId.HkdfSha256, HpkeAeadId.Aes256Gcm);
}
