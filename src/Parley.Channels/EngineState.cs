using Parley.Channels.Policies;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Channels;

/// <summary>All that an engine starts from: read from a store, or empty.</summary>
public sealed record EngineState
{
    /// <summary>The cards of this party and of every party that was pinned.</summary>
    public Dictionary<PartyId, CardHistory> Cards { get; init; } = [];

    /// <summary>The open channels.</summary>
    public Dictionary<ChannelId, ChannelState> Channels { get; init; } = [];

    /// <summary>Policies that lack a signature.</summary>
    public Dictionary<ChannelId, SignedNote> Proposed { get; init; } = [];

    /// <summary>Changes of policies that lack a signature, by the hash of the version proposed.</summary>
    public Dictionary<Digest, PolicyChain> Changes { get; init; } = [];

    /// <summary>What is still to go out: the record, its precedence, to whom, and whether it is a receipt or line test.</summary>
    public IReadOnlyList<Undelivered> Undelivered { get; init; } = [];

    /// <summary>Of each author's series in which records wait for their turn, the last that waits.</summary>
    public IReadOnlyList<HeldPlace> Held { get; init; } = [];
}

/// <summary>The place of a record that waits for those before it.</summary>
public sealed record HeldPlace(ChannelId Channel, PartyId Author, long Incarnation, long Number);

/// <summary>A record of this node that a member has not yet receipted, or, of a service record, not yet stored.</summary>
public sealed record Undelivered(Digest Record, Precedence Precedence, PartyId Member, bool Service);
