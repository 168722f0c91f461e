using Parley.Channels.Groups;
using Parley.Channels.LineTests;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;

namespace Parley.Channels;

/// <summary>
/// What the engine may look up of what is stored, itself pure: the answers are arguments, whoever keeps them.
/// A node answers from its database, the simulator from memory. All effects returned earlier are visible.
/// </summary>
public interface IHistory
{
    /// <summary>The id of the record of that number, or nothing.</summary>
    Digest? FindNumber(ChannelId channel, PartyId author, long incarnation, long number);

    /// <summary>The author's record with that content id, of several the one of the latest incarnation; or nothing.</summary>
    StoredRecord? FindContent(ChannelId channel, PartyId author, ContentId content);

    /// <summary>The record, or nothing.</summary>
    StoredRecord? Find(Digest record);

    /// <summary>A record that waits for the ones before it, or nothing.</summary>
    HeldRecord? FindHeld(ChannelId channel, PartyId author, long incarnation, long number);

    /// <summary>The id of this node's receipt that covers the record, or nothing.</summary>
    Digest? FindOwnReceipt(Digest record);

    /// <summary>Whether anything is here that a party said about a record: a receipt that it was read or shown, or a record that names it. The record itself need not be here.</summary>
    bool HasClaim(PartyId party, Digest record);

    /// <summary>The line test of a party that carries a checkpoint of this size, or nothing.</summary>
    TestedCheckpoint? FindCheckpoint(ChannelId channel, PartyId party, long incarnation, TreeSize size);

    /// <summary>The record as it was last sealed, or nothing.</summary>
    SealedRecord? FindSealed(Digest record);

    /// <summary>The tiles of this node's ledger of a channel in one of its incarnations.</summary>
    ITileReader Tiles(ChannelId channel, long incarnation);
}
