using System.Text;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Proofs;

/// <summary>
/// A file that shows, without network and without trust in its bringer, that an entry stands in a log (C2SP tlog-proof):
/// the place, the path and the signed checkpoint. Parsed, not yet believed.
/// </summary>
public sealed class TlogProof
{
    /// <summary>The longest file in bytes.</summary>
    public const int MaxSize = SignedNote.MaxSize + MaxExtraSize + (64 * 64);

    /// <summary>The most bytes of extra data.</summary>
    public const int MaxExtraSize = 64 * 1024;

    private const string Opening = "c2sp.org/tlog-proof@v1";
    private const string ExtraKeyword = "extra ";
    private const string IndexKeyword = "index ";

    /// <summary>Takes the parts; throws <see cref="ArgumentException"/> for too much extra data or too long a path.</summary>
    public TlogProof(LeafIndex index, IReadOnlyList<TreeHash> hashes, SignedCheckpoint checkpoint, ReadOnlyMemory<byte> extra = default)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extra.Length, MaxExtraSize, nameof(extra));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hashes.Count, InclusionProof.MaxHashes, nameof(hashes));
        (Index, Hashes, Checkpoint, Extra) = (index, hashes, checkpoint, extra);
    }

    /// <summary>The entry's place in the log.</summary>
    public LeafIndex Index { get; }

    /// <summary>The siblings on the path, from the leaf's up to the root's child.</summary>
    public IReadOnlyList<TreeHash> Hashes { get; }

    /// <summary>The checkpoint that the path leads to.</summary>
    public SignedCheckpoint Checkpoint { get; }

    /// <summary>Data for the application, such as an entry's opening; empty where there is none. Nobody signed it.</summary>
    public ReadOnlyMemory<byte> Extra { get; }

    /// <summary>Reads a file. Never throws.</summary>
    public static Outcome<TlogProof> Parse(ReadOnlySpan<byte> bytes)
    {
        // LED-060: the first empty line parts the path from the checkpoint, which follows to the last byte.
        if (bytes.Length > MaxSize)
            return new Fault("LED-060", 0, $"the file is longer than {MaxSize} bytes");
        var end = bytes.IndexOf("\n\n"u8) + 1;
        if (end == 0 || SignedNote.CheckText(bytes[..end]).Fault != NoteFault.None)
            return new Fault("LED-060", 0, "no text with an empty line after it stands before the checkpoint");
        var lines = Encoding.UTF8.GetString(bytes[..(end - 1)]).Split('\n', InclusionProof.MaxHashes + 4);
        var at = 0;
        if (lines[at++] != Opening)
            return new Fault("LED-060", at, $"the first line is not {Opening}");

        byte[]? extra = [];
        if (at < lines.Length && lines[at].StartsWith(ExtraKeyword, StringComparison.Ordinal))
        {
            if (!CanonicalBase64.TryDecode(Encoding.UTF8.GetBytes(lines[at++][ExtraKeyword.Length..]), out extra)
                || extra.Length is 0 or > MaxExtraSize)
                return new Fault("LED-060", at, $"the extra data is not canonical base64 of 1 to {MaxExtraSize} bytes");
        }

        if (at == lines.Length || !lines[at].StartsWith(IndexKeyword, StringComparison.Ordinal)
            || !DecimalText.TryParse(lines[at++][IndexKeyword.Length..], out var index))
            return new Fault("LED-060", at + 1, "a line 'index' with a decimal number is expected");
        if (lines.Length - at > InclusionProof.MaxHashes)
            return new Fault("LED-060", at + InclusionProof.MaxHashes, $"the path has more than {InclusionProof.MaxHashes} hashes");
        var hashes = new TreeHash[lines.Length - at];
        for (var hash = 0; hash < hashes.Length; hash++)
        {
            if (!HashText.TryParse(lines[at + hash], out hashes[hash]))
                return new Fault("LED-060", at + hash + 1, "a hash is not canonical base64 of 32 bytes");
        }

        return SignedCheckpoint.Parse(bytes[(end + 1)..]).Try(out var checkpoint, out var fault)
            ? new TlogProof(new(index), hashes, checkpoint, extra)
            : fault;
    }

    /// <summary>
    /// Whether the entry with this leaf hash stands in the log. The checkpoint must have been verified, and be the one of
    /// this file: take it from <see cref="SignedCheckpoint.Verify"/> of <see cref="Checkpoint"/>.
    /// </summary>
    public bool Verify(VerifiedCheckpoint checkpoint, LeafHash leaf)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);

        // LED-061: size and root come from the signed checkpoint and from nowhere else.
        return ReferenceEquals(checkpoint.Signed, Checkpoint)
            && new InclusionProof(Index, checkpoint.Checkpoint.Size, Hashes).Verify(leaf, checkpoint.Checkpoint.Root);
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Opening).Append('\n');
        if (!Extra.IsEmpty)
            text.Append(ExtraKeyword).Append(CanonicalBase64.Encode(Extra.Span)).Append('\n');
        text.Append(IndexKeyword).Append(Index).Append('\n');
        foreach (var hash in Hashes)
            text.Append(HashText.ToText(hash)).Append('\n');
        return [.. Encoding.ASCII.GetBytes(text.Append('\n').ToString()), .. Checkpoint.ToBytes()];
    }
}
