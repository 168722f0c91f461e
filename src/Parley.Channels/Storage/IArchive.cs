using Parley.Channels.Attachments;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Channels.Ladders;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Tiles;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Notes;

namespace Parley.Channels.Storage;

/// <summary>What a node has committed, read beside its writer. Each call has a view of its own; safe for concurrent use. A database that cannot be read throws <see cref="System.Data.Common.DbException"/>.</summary>
public interface IArchive
{
    /// <summary>Records in the order in which this node stored them, after a sequence number, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<ArchivedRecord> Records(ChannelId? channel, long after, int limit, bool withService, string? author = null);

    /// <summary>The sequence number of the record that this node stored last, or 0.</summary>
    long Latest();

    /// <summary>Records of these forms in the order in which this node stored them: after one sequence number, to another. What has other forms is not read. Receipts and line tests are not found by it.</summary>
    IReadOnlyList<ArchivedRecord> OfForms(IReadOnlyCollection<FormId> forms, long after, long through);

    /// <summary>One record, or nothing.</summary>
    ArchivedRecord? Find(Digest record);

    /// <summary>The rungs that a record has climbed, by member.</summary>
    IReadOnlyList<ClimbedRung> Ladder(Digest record);

    /// <summary>What one record attaches, or all do: in the order in which this node stored the records.</summary>
    IReadOnlyList<ArchivedAttachment> Attachments(Digest? record = null);

    /// <summary>What is attached, in the order of its ids: after one of them, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<ArchivedAttachment> Attachments(AttachmentId? after, int limit);

    /// <summary>What the records attach of which not all is known to be here and said to be, in the order in which this node stored them.</summary>
    IReadOnlyList<ArchivedAttachment> Outstanding();

    /// <summary>Whether a record on a channel attaches this file.</summary>
    bool IsAttached(ChannelId channel, Attachment file);

    /// <summary>How many bytes a party has attached, in all its records.</summary>
    long BytesAttached(PartyId author);

    /// <summary>What was said about a record, receipts apart: of each author the first <see cref="RecordLadder.MaxClaims"/> by their numbers.</summary>
    IReadOnlyList<Record> About(Digest record);

    /// <summary>What is owed on a channel, by whom and by when; what is due first, first.</summary>
    IReadOnlyList<Clock> Clocks(ChannelId channel);

    /// <summary>The parts of sealed exchanges on a channel, the latest 1,000, newest first.</summary>
    IReadOnlyList<ExchangePart> Exchanges(ChannelId channel);

    /// <summary>The oldest record of this node, receipts and line tests apart, whose receipt by a member is not here; or nothing.</summary>
    ArchivedRecord? Undelivered(ChannelId channel, PartyId member);

    /// <summary>The latest records of an author on a channel, receipts and line tests apart, newest first.</summary>
    IReadOnlyList<ArchivedRecord> LatestSaid(ChannelId channel, PartyId author, int limit);

    /// <summary>What was said on a channel, receipts and line tests apart, newest first: before a sequence number, at most <paramref name="limit"/>.</summary>
    IReadOnlyList<ArchivedRecord> Said(ChannelId channel, long before, int limit);

    /// <summary>Records of other parties that no officer here has read, most urgent first.</summary>
    IReadOnlyList<ArchivedRecord> Unread(int limit);

    /// <summary>Records that came before their turn and wait for those before them; with the first number that is missing.</summary>
    IReadOnlyList<WaitingRecord> Waiting(int limit);

    /// <summary>What no officer here has read and is as urgent as this or more, without the records themselves: to be looked at often.</summary>
    IReadOnlyList<ArchivedUnread> Unread(Precedence least, int limit);

    /// <summary>The latest record of each of these parties that an officer here has read: what goes into <c>seen</c>.</summary>
    IReadOnlyList<Head> Seen(ChannelId channel, IEnumerable<PartyId> others);

    /// <summary>The latest record of each of these authors on a channel, in the order of their ids.</summary>
    IReadOnlyList<Head> Heads(ChannelId channel, IEnumerable<PartyId> authors);

    /// <summary>Records of other authors that a record may have crossed with: the first 50 of each beyond what its officer had seen.</summary>
    IReadOnlyList<Record> MayCross(Record record, IEnumerable<PartyId> others);

    /// <summary>The channels, open ones with their ledger.</summary>
    IReadOnlyList<ArchivedChannel> Channels();

    /// <summary>This node's ledgers of a channel: one for each of its incarnations in which it stored something there, oldest first.</summary>
    IReadOnlyList<ArchivedLedger> Ledgers(ChannelId channel);

    /// <summary>The cards of all parties, oldest first.</summary>
    IReadOnlyList<SignedNote> Cards();

    /// <summary>The alarms, latest first.</summary>
    IReadOnlyList<ArchivedAlarm> Alarms(int limit);

    /// <summary>The latest good line test of each party and incarnation on a channel, with the cosignatures that are here; in the order of the ids, the present incarnation first.</summary>
    IReadOnlyList<ArchivedCheckpoint> Checkpoints(ChannelId channel);

    /// <summary>Pairs of records that show that somebody lied.</summary>
    IReadOnlyList<Evidence> Evidence();

    /// <summary>The entries of a ledger in their order, from an index on, as their rows state them and with the bytes unread.</summary>
    IReadOnlyList<ArchivedEntry> Entries(ChannelId channel, long incarnation, long from, int limit);

    /// <summary>For a check: of each incarnation how many entries its leaves, its records and its tiles say that there are.</summary>
    IReadOnlyList<(long Incarnation, long Leaves, long Records, long Tiled)> Extents(ChannelId channel);

    /// <summary>The checkpoints that a party's line tests showed in an incarnation.</summary>
    IReadOnlyList<Checkpoint> OwnCheckpoints(ChannelId channel, PartyId party, long incarnation);

    /// <summary>Opens the tiles of a ledger as they are stored, for a check, to <paramref name="read"/>.</summary>
    T WithStoredTiles<T>(ChannelId channel, long incarnation, Func<ITileReader, T> read);

    /// <summary>Opens the tiles of a ledger of a channel to <paramref name="read"/>.</summary>
    T WithTiles<T>(ChannelId channel, long incarnation, Func<ITileReader, T> read);
}
