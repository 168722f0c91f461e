namespace Parley.Ledger.Entries;

/// <summary>Which way a record went, seen from the node that keeps the ledger.</summary>
public enum EntryDirection
{
    /// <summary>The node sent it.</summary>
    Sent,

    /// <summary>The node received it.</summary>
    Received,
}
