using Parley.Ledger.Checkpoints;
using Parley.Records;

namespace Parley.Channels.LineTests;

/// <summary>A line test that was found good, and the checkpoint that it carries.</summary>
/// <param name="Test">The record.</param>
/// <param name="Signed">The checkpoint with its ledger's signature.</param>
public sealed record TestedCheckpoint(Head Test, SignedCheckpoint Signed);
