namespace Parley.Channels;

/// <summary>When a queued item is done with.</summary>
internal enum Until
{
    /// <summary>The peer's receipt is here: what officers said.</summary>
    Receipted,

    /// <summary>The peer has stored it: receipts, line tests, policies.</summary>
    Stored,

    /// <summary>The peer has answered, whatever it answered: requests, and records that it asked for. It can ask again.</summary>
    Answered,
}
