using Parley.Records.Notes;

namespace Parley.Ledger.Checkpoints;

/// <summary>A good cosignature: the cosigner had seen this head of the log, not later than it says.</summary>
/// <param name="Key">The cosigner's key.</param>
/// <param name="Time">When the cosigner says that it signed.</param>
public sealed record VerifiedCosignature(VerifierKey Key, CosignatureTime Time);
