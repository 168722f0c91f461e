using System.Buffers.Binary;
using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Records.Cards;

namespace Parley.Node.Relay;

/// <summary>
/// What a mailbox's owner brings back (<see cref="MailboxProof"/>): until when it holds, and an HMAC over that and the mailbox. Nothing is
/// remembered, so that nobody can fill a memory by asking for tokens.
/// </summary>
public sealed class RelayTokens(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>A token for a mailbox.</summary>
    public byte[] Make(MailboxId mailbox) => Make(mailbox, (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());

    /// <summary>Whether a token is for this mailbox and still holds.</summary>
    public bool IsGood(ReadOnlySpan<byte> token, MailboxId mailbox) =>
        token.Length == MailboxProof.TokenSize
        && BinaryPrimitives.ReadInt64BigEndian(token) is var until && until >= clock.GetUtcNow().ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(token, Make(mailbox, until));

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    private byte[] Make(MailboxId mailbox, long until)
    {
        Span<byte> text = stackalloc byte[8 + MailboxId.Size];
        BinaryPrimitives.WriteInt64BigEndian(text, until);
        mailbox.CopyTo(text[8..]);
        return [.. text[..8], .. HMACSHA256.HashData(_secret, text)];
    }
}
