namespace Parley.Ledger;

/// <summary>A C2SP tlog-checkpoint.</summary>
public sealed class Checkpoint;
