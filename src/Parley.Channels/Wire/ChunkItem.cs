using System.Globalization;
using System.Text;
using Parley.Channels.Attachments;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Text;

namespace Parley.Channels.Wire;

/// <summary>A chunk of an attachment on its way: which, its proof, and its sealed bytes.</summary>
// ATT-013
public sealed class ChunkItem
{
    private readonly ReadOnlyMemory<byte> _rest;

    private ChunkItem(AttachmentId attachment, Chunk chunk, ReadOnlyMemory<byte> rest) => (Attachment, Chunk, _rest) = (attachment, chunk, rest);

    /// <summary>Of which attachment.</summary>
    public AttachmentId Attachment { get; }

    /// <summary>Which chunk of it.</summary>
    public Chunk Chunk { get; }

    /// <summary>No fewer bytes than the item of a chunk has.</summary>
    public static int SizeOf(Chunk chunk, long size) => 128 + (chunk.ProofLengthIn(size) * TreeHash.Size) + chunk.LengthIn(size) + ChunkSeal.TagSize;

    /// <summary>The item's bytes.</summary>
    public static byte[] ToBytes(AttachmentId attachment, Chunk chunk, ReadOnlySpan<TreeHash> proof, ReadOnlySpan<byte> plaintext, ChunkSeal seal)
    {
        ArgumentNullException.ThrowIfNull(seal);
        var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"chunk {attachment} {chunk.Level} {chunk.Index}\n"));
        var bytes = new byte[line.Length + (proof.Length * TreeHash.Size) + plaintext.Length + ChunkSeal.TagSize];
        line.CopyTo(bytes, 0);
        for (var i = 0; i < proof.Length; i++)
            proof[i].AsSpan().CopyTo(bytes.AsSpan(line.Length + (i * TreeHash.Size)));
        seal.Seal(chunk, plaintext, bytes.AsSpan(line.Length + (proof.Length * TreeHash.Size)));
        return bytes;
    }

    /// <summary>Reads which chunk it is. Never throws; the bytes are not copied, and not yet looked into.</summary>
    public static Outcome<ChunkItem> Parse(ReadOnlyMemory<byte> bytes)
    {
        var end = bytes.Span[..Math.Min(bytes.Length, 128)].IndexOf((byte)'\n');
        if (end < 0 || bytes.Span[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return Malformed();
        var words = Encoding.ASCII.GetString(bytes.Span[..end]).Split(' ', 6);
        return words.Length == 5 && words[0] == "chunk" && Digest.TryParse(words[1], out var record)
            && Numbers.TryParse(words[2], out var position) && position <= AttachmentList.MaxAttachments
            && ItemReader.TryCount(words[3], out var level) && level <= Chunk.MaxLevel
            && ItemReader.TryCount(words[4], out var index)
            ? new ChunkItem(new AttachmentId(record, (int)position), new Chunk((int)level, index), bytes[(end + 1)..])
            : Malformed();

        static Fault Malformed() => new("ATT-013", 1, "a chunk begins with a line of 'chunk', record, line, level and index");
    }

    /// <summary>The chunk's bytes, opened and shown to be those of the file that the record names. Never throws.</summary>
    public Outcome<byte[]> Open(Attachment attachment, ChunkSeal seal)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        ArgumentNullException.ThrowIfNull(seal);
        if (!Chunk.IsIn(attachment.Size))
            return new Fault("ATT-011", 0, "the file has no such chunk");
        var (hashes, length) = (Chunk.ProofLengthIn(attachment.Size), Chunk.LengthIn(attachment.Size));
        if (_rest.Length != (hashes * TreeHash.Size) + length + ChunkSeal.TagSize)
            return new Fault("ATT-013", 0, "the chunk is longer or shorter than its place in the file says");
        var proof = new TreeHash[hashes];
        for (var i = 0; i < hashes; i++)
            proof[i] = new TreeHash(_rest.Span.Slice(i * TreeHash.Size, TreeHash.Size));
        var plaintext = new byte[length];
        if (!seal.Open(Chunk, _rest.Span[(hashes * TreeHash.Size)..], plaintext))
            return new Fault("ATT-012", 0, "the chunk does not open with the key that the record has");
        // ATT-014: what is not of the file that the record names never reaches the disk.
        return Chunk.Verify(plaintext, proof, attachment.Size, new TreeHash(attachment.Root.ToArray()))
            ? plaintext
            : new Fault("ATT-014", 0, "the chunk is not of the file whose root the record names");
    }
}
