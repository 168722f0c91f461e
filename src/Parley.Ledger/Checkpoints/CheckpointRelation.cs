namespace Parley.Ledger.Checkpoints;

/// <summary>How two signed checkpoints stand to each other, as far as it can be shown.</summary>
public enum CheckpointRelation
{
    /// <summary>They are of different logs; nothing follows.</summary>
    OtherLog,

    /// <summary>Same size and same root.</summary>
    Same,

    /// <summary>The smaller is the beginning of the larger; a proof showed it.</summary>
    Consistent,

    /// <summary>No append-only log has both; this is evidence by itself.</summary>
    Conflict,

    /// <summary>
    /// The sizes differ and nothing given settles it. Anybody can make a proof that fails, so one that fails accuses nobody;
    /// a log that has no better answer raises an alarm and leaves no evidence.
    /// </summary>
    NotShown,
}
