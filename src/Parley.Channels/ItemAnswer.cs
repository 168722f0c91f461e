using Parley.Records;

namespace Parley.Channels;

/// <summary>What became of an item at the peer, once it was durable there.</summary>
public enum ItemFate
{
    /// <summary>Stored; of a request: answered or queued.</summary>
    Stored,

    /// <summary>Was there already.</summary>
    Duplicate,

    /// <summary>Stored, and waits for the records before it.</summary>
    Held,

    /// <summary>Not taken; the fault says why.</summary>
    Refused,
}

/// <summary>The peer's answer to one item.</summary>
public sealed record ItemAnswer(ItemFate Fate, Fault? Fault = null);
