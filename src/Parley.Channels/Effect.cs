using Parley.Channels.Clocks;
using Parley.Channels.Groups;
using Parley.Channels.Exchanges;
using Parley.Channels.LineTests;
using Parley.Channels.Policies;
using Parley.Channels.Wire;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Notes;

namespace Parley.Channels;

/// <summary>
/// What the engine decides. Stored effects are applied in order and made durable before any other effect of the same
/// batch is carried out: nothing is acknowledged, sent or shown before it is on the disk.
/// </summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>An effect on the store.</summary>
    public abstract record Stored : Effect;

    /// <summary>
    /// A record and its ledger entry, received or authored here; <paramref name="Flag"/> is a remark for the watch, and
    /// <paramref name="Repeats"/> the record of a former incarnation whose content it says again.
    /// </summary>
    public sealed record StoreRecord(
        Record Record, ChannelId Channel, LedgerOrigin Ledger, long LedgerIndex, LedgerEntry Entry, LeafHash Leaf,
        IReadOnlyList<HashTile> FullTiles, string? Flag, Digest? Repeats = null) : Stored;

    /// <summary>A record that waits for those before it.</summary>
    public sealed record HoldRecord(ChannelId Channel, Record Record, PartyId From, string Bearer) : Stored;

    /// <summary>A held record has had its turn.</summary>
    public sealed record DropHeld(ChannelId Channel, PartyId Author, long Incarnation, long Number) : Stored;

    /// <summary>A rung of a record's ladder at a member; <paramref name="Claim"/> is the receipt that says so, where one does.</summary>
    public sealed record Climb(ChannelId Channel, Digest Record, PartyId Member, Rung Rung, Digest? Claim, DateTimeOffset At) : Stored;

    /// <summary>The records that a receipt of this node covers.</summary>
    public sealed record Receipted(Digest Receipt, IReadOnlyList<Digest> Records) : Stored;

    /// <summary>A policy with the signatures gathered so far; with the seed of the ledger's salts once every member's is there and the channel is open.</summary>
    public sealed record StorePolicy(ChannelId Channel, SignedNote Policy, byte[]? LedgerSeed) : Stored;

    /// <summary>A later policy with the signatures gathered so far, behind those before it; in force, it takes the place of what was, and what else was proposed is void.</summary>
    public sealed record StoreChange(ChannelId Channel, Digest Hash, PolicyChain Policies, bool InForce) : Stored;

    /// <summary>A member has left the channel: nothing waits for it there any more.</summary>
    public sealed record Depart(ChannelId Channel, PartyId Member) : Stored;

    /// <summary>A party's card.</summary>
    public sealed record StoreCard(PartyId Party, SignedNote Card) : Stored;

    /// <summary>A line test of a member, or of this node, that was found good: its checkpoint is the latest of that ledger.</summary>
    public sealed record StoreCheckpoint(ChannelId Channel, TestedCheckpoint Tested) : Stored;

    /// <summary>A member's good cosignatures, one for each of its keys, over the checkpoint of a line test that is here.</summary>
    public sealed record StoreCosignature(ChannelId Channel, Digest Test, PartyId Member, IReadOnlyList<NoteSignature> Lines) : Stored;

    /// <summary>An outside witness's good cosignature over the checkpoint of one of this node's line tests.</summary>
    public sealed record StoreWitness(ChannelId Channel, Digest Test, NoteSignature Line) : Stored;

    /// <summary>A clock that runs, or was moved or asked about.</summary>
    public sealed record StoreClock(ChannelId Channel, Clock Clock) : Stored;

    /// <summary>What was owed has come.</summary>
    public sealed record StopClock(ChannelId Channel, Digest Record, PartyId Owes, ClockKind Kind) : Stored;

    /// <summary>A party's part in a sealed exchange: its header is in, or its fields are.</summary>
    public sealed record StorePart(ChannelId Channel, ExchangePart Part) : Stored;

    /// <summary>Everything of an exchange is in.</summary>
    public sealed record EndExchange(ChannelId Channel, IReadOnlyList<Digest> Headers) : Stored;

    /// <summary>What this party will say when every header of an exchange is in.</summary>
    public sealed record StoreAnnounced(ChannelId Channel, SealedSubmission Submission) : Stored;

    /// <summary>It has been said.</summary>
    public sealed record DropAnnounced(ChannelId Channel, ContentId Content) : Stored;

    /// <summary>What a record attaches: the files are to be fetched, or, of this node's own records, are here.</summary>
    public sealed record StoreAttachments(ChannelId Channel, Record Record, IReadOnlyList<Attachment> Attachments) : Stored;

    /// <summary>All that a record attaches is here, and where it is another party's this node has said so.</summary>
    public sealed record Settle(Digest Record) : Stored;

    /// <summary>Two signed texts that cannot both be honest.</summary>
    public sealed record StoreEvidence(Evidence Evidence) : Stored;

    /// <summary>This node was put back to an older state: it says nothing more on the channel in this incarnation.</summary>
    public sealed record Halt(ChannelId Channel, long Incarnation) : Stored;

    /// <summary>The channel's group has a new epoch, or other proposals: its whole state. It holds secrets.</summary>
    public sealed record StoreGroup(ChannelId Channel, StoredGroup Group) : Stored;

    /// <summary>Keys of the group were used: only the part of its state that they are in.</summary>
    public sealed record StoreGroupKeys(ChannelId Channel, ReadOnlyMemory<byte> Messages) : Stored;

    /// <summary>This node is in no group of the channel any more: its state, its commits, what was confirmed and what was sealed in it go.</summary>
    public sealed record ForgetGroup(ChannelId Channel) : Stored;

    /// <summary>A key package of this node with its private keys, or nothing once it is spent.</summary>
    public sealed record StoreKeyPackage(ChannelId Channel, byte[]? Bundle) : Stored;

    /// <summary>A commit that this node made as depositary; it is kept until all have confirmed it.</summary>
    public sealed record StoreCommit(ChannelId Channel, GroupCommit Commit) : Stored;

    /// <summary>A member has confirmed an epoch, or, with nothing, is to be let in anew.</summary>
    public sealed record StoreConfirmed(ChannelId Channel, PartyId Member, ulong? Epoch) : Stored;

    /// <summary>Commits for epochs before this one have done their work.</summary>
    public sealed record DropCommits(ChannelId Channel, ulong Before) : Stored;

    /// <summary>A record of this node as it was sealed; a later one of the same record takes its place, and it goes once nobody waits for the record.</summary>
    public sealed record StoreSealed(ChannelId Channel, SealedRecord Sealed) : Stored;

    /// <summary>The watch is to be told.</summary>
    public sealed record StoreAlarm(Alarm Alarm) : Stored;

    /// <summary>A bundle for a peer, its precedence that of its most urgent item. Records are named, not copied: the host takes their bytes from the store.</summary>
    public sealed record Send(BundleId Bundle, PartyId To, Precedence Precedence, IReadOnlyList<OutgoingItem> Items) : Effect
    {
        /// <summary>Whether all of it goes, however slow the line: a part of it would not be believed.</summary>
        public bool Whole { get; init; }
    }

    /// <summary>All that waits for a peer, in bundles, for a courier. It goes on waiting, requests and answers apart.</summary>
    public sealed record Packed(long Ticket, IReadOnlyList<Send> Bundles) : Effect;

    /// <summary>An input to handle next, after this input's stored effects.</summary>
    public sealed record Again(Input Input) : Effect;

    /// <summary>The end of a matter: a fate, the fault where it was refused, the record where one came of it.</summary>
    public sealed record Answered(long Ticket, ItemAnswer Answer, Record? Record = null) : Effect;
}
