using Parley.Channels.LineTests;
using Parley.Ledger.Checkpoints;
using Parley.Records.Notes;

namespace Parley.Channels.Storage;

/// <summary>A line test that was found good, when it was stored here, and the cosignatures over its checkpoint.</summary>
public sealed record ArchivedCheckpoint(TestedCheckpoint Tested, DateTimeOffset At, IReadOnlyList<NoteSignature> Cosignatures)
{
    /// <summary>The checkpoint with the ledger's signature and the cosignatures; the shorter ones where a note cannot hold them all.</summary>
    public SignedCheckpoint Signed => Cosignatures.OrderBy(line => line.Signature.Length).Take(SignedNote.MaxSignatures - Tested.Signed.Note.Signatures.Count)
        .Aggregate(Tested.Signed, (signed, line) => signed.With(line));
}
