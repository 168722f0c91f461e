using Parley.Ledger.Merkle;

namespace Parley.Ledger.Checkpoints;

/// <summary>
/// Two checkpoints, signed by one log, that no append-only log can both have: evidence that needs nobody's word. Both are
/// verified, so it shows that keys of the log signed both; not who held the keys, nor why.
/// </summary>
public sealed class CheckpointConflict
{
    private CheckpointConflict(VerifiedCheckpoint smaller, VerifiedCheckpoint larger, PrefixProof? prefix) =>
        (Smaller, Larger, Prefix) = (smaller, larger, prefix);

    /// <summary>The checkpoint with fewer leaves, or either of two with as many.</summary>
    public VerifiedCheckpoint Smaller { get; }

    /// <summary>The other.</summary>
    public VerifiedCheckpoint Larger { get; }

    /// <summary>Where the sizes differ: the beginning that the larger tree has, and that the smaller checkpoint denies.</summary>
    public PrefixProof? Prefix { get; }

    /// <summary>
    /// Judges two checkpoints. For different sizes <paramref name="prefix"/> is what tiles or the log itself gave; it may come
    /// from an enemy, for it proves itself or shows nothing.
    /// </summary>
    public static CheckpointRelation Judge(
        VerifiedCheckpoint one, VerifiedCheckpoint other, PrefixProof? prefix, out CheckpointConflict? conflict)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        conflict = null;
        if (one.Checkpoint.Origin != other.Checkpoint.Origin)
            return CheckpointRelation.OtherLog;
        var (smaller, larger) = one.Checkpoint.Size <= other.Checkpoint.Size ? (one, other) : (other, one);
        var (from, to) = (smaller.Checkpoint, larger.Checkpoint);

        // LED-050: one size has one root.
        if (from.Size == to.Size)
        {
            if (from.Root == to.Root)
                return CheckpointRelation.Same;
            conflict = new(smaller, larger, null);
            return CheckpointRelation.Conflict;
        }

        // LED-034: the empty tree has one root and needs no proof.
        if (from.Size == TreeSize.Zero)
        {
            if (from.Root == TreeHash.Empty)
                return CheckpointRelation.Consistent;
            conflict = new(smaller, larger, null);
            return CheckpointRelation.Conflict;
        }

        // LED-052: a proof that does not lead to the larger root says nothing about either.
        if (prefix is null || prefix.Proof.From != from.Size || prefix.Proof.To != to.Size || !prefix.Proof.Verify(prefix.Root, to.Root))
            return CheckpointRelation.NotShown;

        // LED-051: the larger tree has this beginning, so the smaller root is either it or a lie.
        if (prefix.Root == from.Root)
            return CheckpointRelation.Consistent;
        conflict = new(smaller, larger, prefix);
        return CheckpointRelation.Conflict;
    }
}
