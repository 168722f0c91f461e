using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records.Notes;

namespace Parley.Ledger.Witnesses;

/// <summary>What a witness does with a request. It decides and holds nothing: the caller stores, under one lock, before it cosigns.</summary>
public sealed class WitnessDecision
{
    private WitnessDecision(WitnessVerdict verdict, VerifiedCheckpoint? checkpoint = null, CheckpointConflict? conflict = null, TreeSize known = default) =>
        (Verdict, Checkpoint, Conflict, KnownSize) = (verdict, checkpoint, conflict, known);

    /// <summary>The answer.</summary>
    public WitnessVerdict Verdict { get; }

    /// <summary>The checkpoint, once its log's signature was found good; whether to cosign it is the verdict's word.</summary>
    public VerifiedCheckpoint? Checkpoint { get; }

    /// <summary>Evidence against the log, where the two checkpoints are it by themselves.</summary>
    public CheckpointConflict? Conflict { get; }

    /// <summary>The size of the checkpoint cosigned last; the body of a 409 answer.</summary>
    public TreeSize KnownSize { get; }

    /// <summary>
    /// Decides on a request, given the keys of the log that its origin names (none: not known here) and the checkpoint of
    /// it that was cosigned last (nothing: none yet).
    /// </summary>
    public static WitnessDecision Of(AddCheckpointRequest request, IReadOnlyList<NoteVerifier> logKeys, VerifiedCheckpoint? latest)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(logKeys);
        var origin = request.Checkpoint.Checkpoint.Origin;
        if (latest is not null && latest.Checkpoint.Origin != origin)
            throw new ArgumentException("The latest checkpoint is another log's.", nameof(latest));

        // LED-081: the checks in this order, so that every witness gives one answer to one request.
        // 1. Is the log known?
        if (logKeys.Count == 0)
            return new(WitnessVerdict.UnknownLog);

        // 2. Did it sign?
        if (request.Checkpoint.Verify(logKeys, []).Value is not { } verified)
            return new(WitnessVerdict.NotSigned);

        // 3. Does the request make sense?
        var (size, root) = (verified.Checkpoint.Size, verified.Checkpoint.Root);
        if (request.OldSize > size)
            return new(WitnessVerdict.BadRequest, verified);

        // 4. Is it about the head that was cosigned last? Same size and another root is evidence, whatever was asked.
        CheckpointConflict? conflict = null;
        if (latest is not null)
            CheckpointConflict.Judge(latest, verified, null, out conflict);
        var known = latest?.Checkpoint.Size ?? TreeSize.Zero;
        if (request.OldSize != known)
            return new(WitnessVerdict.OtherSize, verified, conflict, known);

        // 5. Does it continue that head? LED-034: without one, that is the empty tree, which has one root.
        var knownRoot = latest?.Checkpoint.Root ?? TreeHash.Empty;
        return request.Proof.Verify(knownRoot, root)
            ? new(WitnessVerdict.Cosign, verified, null, known)
            : new(WitnessVerdict.Inconsistent, verified, conflict, known);
    }
}
