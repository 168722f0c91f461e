using Parley.Ledger.Merkle;

namespace Parley.Ledger.Checkpoints;

/// <summary>What the larger of two trees really has as its beginning: a root, and the consistency proof that it is so.</summary>
/// <param name="Root">The root over the first leaves of the larger tree.</param>
/// <param name="Proof">The proof from that root to the larger tree's.</param>
public sealed record PrefixProof(TreeHash Root, ConsistencyProof Proof);
