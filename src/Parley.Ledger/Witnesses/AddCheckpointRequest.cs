using System.Text;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Witnesses;

/// <summary>
/// What a log asks a witness, and a party its peers in a line test (C2SP tlog-witness, add-checkpoint): a new checkpoint
/// and the proof that it continues the one the witness cosigned last.
/// </summary>
public sealed class AddCheckpointRequest
{
    /// <summary>The longest body in bytes.</summary>
    public const int MaxSize = SignedNote.MaxSize + (64 * 64);

    private const string OldKeyword = "old ";

    /// <summary>Takes the size of the checkpoint before, the proof's hashes and the new checkpoint.</summary>
    public AddCheckpointRequest(TreeSize oldSize, IReadOnlyList<TreeHash> hashes, SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hashes.Count, ConsistencyProof.MaxHashes, nameof(hashes));
        (OldSize, Hashes, Checkpoint) = (oldSize, hashes, checkpoint);
    }

    /// <summary>The size that the log believes the witness to know.</summary>
    public TreeSize OldSize { get; }

    /// <summary>The hashes of the consistency proof.</summary>
    public IReadOnlyList<TreeHash> Hashes { get; }

    /// <summary>The checkpoint to cosign.</summary>
    public SignedCheckpoint Checkpoint { get; }

    /// <summary>The hashes as a proof from the old size to the checkpoint's.</summary>
    public ConsistencyProof Proof => new(OldSize, Checkpoint.Checkpoint.Size, Hashes);

    /// <summary>Reads a body. Never throws.</summary>
    public static Outcome<AddCheckpointRequest> Parse(ReadOnlySpan<byte> bytes)
    {
        // LED-080: an old size, at most 63 hashes, an empty line, a checkpoint.
        if (bytes.Length > MaxSize)
            return new Fault("LED-080", 0, $"the body is longer than {MaxSize} bytes");
        var end = bytes.IndexOf("\n\n"u8) + 1;
        if (end == 0 || SignedNote.CheckText(bytes[..end]).Fault != NoteFault.None)
            return new Fault("LED-080", 0, "no text with an empty line after it stands before the checkpoint");
        var lines = Encoding.UTF8.GetString(bytes[..(end - 1)]).Split('\n', ConsistencyProof.MaxHashes + 2);
        if (!lines[0].StartsWith(OldKeyword, StringComparison.Ordinal) || !DecimalText.TryParse(lines[0][OldKeyword.Length..], out var oldSize))
            return new Fault("LED-080", 1, "a line 'old' with a decimal number is expected");
        if (lines.Length - 1 > ConsistencyProof.MaxHashes)
            return new Fault("LED-080", ConsistencyProof.MaxHashes + 2, $"the proof has more than {ConsistencyProof.MaxHashes} hashes");
        var hashes = new TreeHash[lines.Length - 1];
        for (var at = 0; at < hashes.Length; at++)
        {
            if (!HashText.TryParse(lines[at + 1], out hashes[at]))
                return new Fault("LED-080", at + 2, "a hash is not canonical base64 of 32 bytes");
        }

        return SignedCheckpoint.Parse(bytes[(end + 1)..]).Try(out var checkpoint, out var fault)
            ? new AddCheckpointRequest(new(oldSize), hashes, checkpoint)
            : fault;
    }

    /// <summary>The body's bytes.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(OldKeyword).Append(OldSize).Append('\n');
        foreach (var hash in Hashes)
            text.Append(HashText.ToText(hash)).Append('\n');
        return [.. Encoding.ASCII.GetBytes(text.Append('\n').ToString()), .. Checkpoint.ToBytes()];
    }
}
