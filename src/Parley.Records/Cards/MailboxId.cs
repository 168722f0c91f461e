using Parley.Crypto;

namespace Parley.Records.Cards;

/// <summary>
/// Where bundles to a seal key go: the SHA-256 of <c>parley mailbox v1</c>, a newline and the key, written as 64 lower-case
/// hexadecimal digits. It names no party to whoever does not have the card.
/// </summary>
public readonly record struct MailboxId
{
    private readonly Digest _hash;

    /// <summary>Takes exactly <see cref="Size"/> bytes.</summary>
    public MailboxId(ReadOnlySpan<byte> hash) => _hash = new Digest(hash);

    /// <summary>Bytes in a mailbox id.</summary>
    public const int Size = Sha256.Size;

    /// <summary>The mailbox of a seal key.</summary>
    public static MailboxId Of(ReadOnlySpan<byte> sealKey) => new(Sha256.Hash([.. "parley mailbox v1\n"u8, .. sealKey]));

    /// <summary>Reads 64 lower-case hexadecimal digits and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MailboxId mailbox)
    {
        var ok = Digest.TryParse(text, out var hash);
        mailbox = ok ? new MailboxId(hash.ToArray()) : default;
        return ok;
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination) => _hash.CopyTo(destination);

    /// <inheritdoc/>
    public override string ToString() => _hash.ToString();
}
