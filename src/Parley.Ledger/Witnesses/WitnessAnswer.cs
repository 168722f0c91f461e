using Parley.Ledger.Checkpoints;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Ledger.Witnesses;

/// <summary>What a witness answers with: signature lines, to be added to the checkpoint that was asked about (C2SP tlog-witness).</summary>
public static class WitnessAnswer
{
    /// <summary>Writes the cosignatures as an answer.</summary>
    public static byte[] ToBytes(params IEnumerable<NoteSignature> cosignatures) => [.. cosignatures.SelectMany(line => line.ToBytes())];

    /// <summary>
    /// Reads an answer and adds the cosignatures of <paramref name="known"/> cosigners to the checkpoint. Others are left
    /// out; a bad one of a known key refuses the whole answer, and so does an answer without a good one. Never throws.
    /// </summary>
    public static Outcome<SignedCheckpoint> Take(SignedCheckpoint checkpoint, ReadOnlySpan<byte> answer, IReadOnlyList<CosignatureVerifier> known)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(known);

        // LED-082: what a stranger adds never reaches the note, so that nobody can fill it up.
        if (answer.Length > SignedNote.MaxSize || !NoteSignature.TryParseLines(answer, out var lines, out _) || lines.Count == 0)
            return new Fault("LED-082", 0, "the answer is not one or more signature lines");
        var verification = SignedNote.Create(checkpoint.Checkpoint.Text.Span, [.. lines]).Verify(known);
        if (!verification.IsVerified)
            return new Fault("LED-082", 0, $"the answer holds no good cosignature of a known key ({verification.Verdict})");
        if (checkpoint.Note.Signatures.Count + verification.Verified.Count > SignedNote.MaxSignatures)
            return new Fault("LED-082", 0, $"the checkpoint would have more than {SignedNote.MaxSignatures} signatures");
        return verification.Verified.Aggregate(checkpoint, (signed, one) => signed.With(one.Signature));
    }
}
