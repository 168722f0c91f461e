using System.Buffers.Binary;
using Parley.Crypto;
using Parley.Records.Attachments;

namespace Parley.Channels.Attachments;

/// <summary>
/// Seals the chunks of one attachment, under a key that only members of the channel have: the record that carries it was sealed for
/// their group, and so whoever one day has a node's card key cannot read an attachment of today with it.
/// </summary>
// ATT-012
public sealed class ChunkSeal : IDisposable
{
    private readonly IAead _aead;
    private readonly SecretBytes _key;

    /// <summary>Derives the key of an attachment's chunks.</summary>
    public ChunkSeal(Attachment attachment, ICryptoProvider crypto)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        ArgumentNullException.ThrowIfNull(crypto);
        _aead = crypto.Aes256Gcm;
        using var extracted = new SecretBytes(crypto.HkdfSha256.Size);
        // The root is the salt: an author who names one key for two files has two keys all the same.
        crypto.HkdfSha256.Extract(attachment.Root.ToArray(), attachment.Key.Span, extracted.Span);
        _key = new SecretBytes(_aead.KeySize);
        crypto.HkdfSha256.Expand(extracted.Span, "parley attachment v1"u8, _key.Span);
    }

    /// <summary>Bytes that the seal adds.</summary>
    public const int TagSize = 16;

    /// <summary>Seals a chunk into as many bytes and a tag. The same chunk always becomes the same bytes.</summary>
    public void Seal(Chunk chunk, ReadOnlySpan<byte> plaintext, Span<byte> destination) =>
        _aead.Seal(_key.Span, Nonce(chunk, stackalloc byte[12]), [], plaintext, destination);

    /// <summary>Opens one; false where it was not sealed so.</summary>
    public bool Open(Chunk chunk, ReadOnlySpan<byte> ciphertext, Span<byte> destination) =>
        _aead.Open(_key.Span, Nonce(chunk, stackalloc byte[12]), [], ciphertext, destination);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    // A place in the tree has one content, for the root names it: so no nonce is used for two of them.
    private static ReadOnlySpan<byte> Nonce(Chunk chunk, Span<byte> nonce)
    {
        BinaryPrimitives.WriteInt32BigEndian(nonce, chunk.Level);
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], chunk.Index);
        return nonce;
    }
}
