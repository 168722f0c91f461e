using Parley.Channels.Clocks;
using Parley.Channels.Groups;
using Parley.Channels.Exchanges;
using Parley.Channels.LineTests;
using Parley.Channels.Policies;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Channels;

/// <summary>What the engine keeps in memory of an open channel; everything in it can be read back from the store.</summary>
public sealed class ChannelState
{
    /// <summary>The channel.</summary>
    public required ChannelId Id { get; init; }

    /// <summary>Its policies, from the founding one to the one in force.</summary>
    public required PolicyChain Policies { get; set; }

    /// <summary>The policy in force.</summary>
    public ChannelPolicy Policy => Policies.Latest;

    /// <summary>The latest record of each author that is in the ledger.</summary>
    public required Dictionary<PartyId, Head> Heads { get; init; }

    /// <summary>This node's ledger of the channel.</summary>
    public required LedgerState Ledger { get; set; }

    /// <summary>The ledger's name, which its checkpoints carry.</summary>
    public required LedgerOrigin LedgerOrigin { get; init; }

    /// <summary>The secret that the salts of this ledger's entries are derived from.</summary>
    public required SaltSeed LedgerSeed { get; init; }

    /// <summary>Records of others, receipts and line tests apart, that this node has not yet receipted.</summary>
    public required List<PendingReceipt> Unreceipted { get; init; }

    /// <summary>Of each member, this party included, the latest line test that was found good.</summary>
    public required Dictionary<PartyId, TestedCheckpoint> Tests { get; init; }

    /// <summary>When this node last tested the line, by its own clock.</summary>
    public DateTimeOffset? TestedAt { get; init; }

    /// <summary>Members whose latest line test has no answer of this node yet, with that test.</summary>
    public required Dictionary<PartyId, Digest> Unanswered { get; init; }

    /// <summary>Series of which two records show two pasts, or of whose rest no member has anything, and the first number that cannot be had.</summary>
    public required Dictionary<(PartyId Author, long Incarnation), long> TwoPastsFrom { get; init; }

    /// <summary>The incarnation in which this node found that it had been put back to an older state, or 0.</summary>
    public required long Halted { get; set; }

    /// <summary>What is owed here, by whom and by when.</summary>
    public RunningClocks Clocks { get; init; } = new();

    /// <summary>What is stored about the channel's group when an engine starts.</summary>
    public StoredGroupState StoredGroup { get; init; } = StoredGroupState.None;

    /// <summary>What a person may know of the channel's group, or nothing while this node is in none.</summary>
    public GroupView? GroupView => Group?.View;

    /// <summary>How many records of others came sealed for the group since this engine started.</summary>
    public long TakenSealed { get; internal set; }

    /// <summary>How many came as they are.</summary>
    public long TakenPlain { get; internal set; }

    /// <summary>The sealed exchanges.</summary>
    public RunningExchanges Exchanges { get; init; } = new();

    /// <summary>Whether this node may speak here, and if not, why.</summary>
    public Standing Standing => !Policy.HasMember(LedgerOrigin.Party) ? Standing.Left : Recovery is not null ? Standing.Recovering : Halted == LedgerOrigin.Incarnation ? Standing.Halted : Standing.Open;

    /// <summary>What a restored node is getting back, until it has it.</summary>
    internal Recovery? Recovery { get; set; }

    /// <summary>The group that the channel's records are sealed for.</summary>
    internal ChannelGroup Group { get; set; } = null!;

    /// <summary>When each member's test was last answered, in the engine's time.</summary>
    internal Dictionary<PartyId, DateTimeOffset> AnsweredAt { get; } = [];

    /// <summary>When the next line test is due, in the engine's time.</summary>
    internal DateTimeOffset TestDue { get; set; }

    /// <summary>Records of each author that are known to exist and are not here.</summary>
    internal Dictionary<PartyId, Gap> Gaps { get; } = [];

    /// <summary>The time on this channel: the scenario's in an exercise that has a clock, else the real one.</summary>
    public DateTimeOffset TimeAt(DateTimeOffset real) => Policy.Clock?.At(real) ?? real;

    /// <summary>Whether nothing more of a series may be waited for: what is next in it has two pasts.</summary>
    internal bool HasTwoPastsNext(PartyId author, long incarnation) =>
        TwoPastsFrom.TryGetValue((author, incarnation), out var from) && NextNumber(author, incarnation) >= from;

    /// <summary>The number that the author's next record must have, in this incarnation.</summary>
    public long NextNumber(PartyId author, long incarnation) =>
        Heads.TryGetValue(author, out var head) && head.Incarnation == incarnation ? head.Number + 1 : 1;
}
