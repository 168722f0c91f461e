using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parley.Channels;
using Parley.Channels.Attachments;
using Parley.Channels.Clocks;
using Parley.Channels.Exchanges;
using Parley.Channels.Ladders;
using Parley.Channels.Policies;
using Parley.Channels.Storage;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Notes;
using SQLitePCL;

namespace Parley.Store.Sqlite;

/// <summary>Reads what a node has committed, beside its writer or from a copy of the file. Each call opens its own view; safe for concurrent use.</summary>
public sealed class SqliteArchive(string path) : IArchive
{
    // What was said again is to be read as it was said last (CHN-007): its author may not have the one before.
    private const string IsUnread = "direction = 'received' AND service = 0 AND read = 0 AND NOT EXISTS (SELECT 1 FROM record again WHERE again.repeats = record.id)";

    private volatile bool _isKnown;

    /// <summary>Instructions that SQLite has run for rows that were read here: what a read costs, whatever the machine.</summary>
    internal long Steps { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedRecord> Records(ChannelId? channel, long after, int limit, bool withService, string? author = null) => Read(
        $"SELECT r.seq, r.bytes, r.ledger, r.ledger_index, r.direction, r.at, r.bearer, r.flag FROM record r JOIN channel c ON c.id = r.channel WHERE r.seq > ?1 AND (?2 IS NULL OR c.founding = ?2) AND (?4 IS NULL OR r.author = ?4) {(withService ? "" : "AND r.service = 0")} ORDER BY r.seq LIMIT ?3",
        ToRecord,
        after, channel?.Founding.ToArray(), limit, author);

    /// <inheritdoc/>
    public long Latest() => Read("SELECT coalesce(max(seq), 0) FROM record", reader => reader.GetInt64(0))[0];

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedRecord> OfForms(IReadOnlyCollection<FormId> forms, long after, long through) => Read(
        """
        SELECT r.seq, r.bytes, r.ledger, r.ledger_index, r.direction, r.at, r.bearer, r.flag
        FROM (SELECT seq FROM form WHERE name IN (SELECT value FROM json_each(?1)) AND seq > ?2 AND seq <= ?3 ORDER BY seq) f CROSS JOIN record r ON r.seq = f.seq ORDER BY r.seq
        """,
        ToRecord,
        JsonSerializer.Serialize(forms.Select(f => f.Value)), after, through);

    /// <inheritdoc/>
    public ArchivedRecord? Find(Digest record) => Read(
        "SELECT seq, bytes, ledger, ledger_index, direction, at, bearer, flag FROM record WHERE id = ?1",
        ToRecord,
        record.ToArray()).FirstOrDefault();

    /// <inheritdoc/>
    public IReadOnlyList<ClimbedRung> Ladder(Digest record) => Read(
        "SELECT member, rung, claim, at FROM ladder WHERE record = ?1 ORDER BY member, rung",
        reader => new ClimbedRung(PartyId.Parse(reader.GetString(0)), (Rung)reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.Digest(2),
            DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(3))),
        record.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<Record> About(Digest record) => Read(
        """
        SELECT bytes FROM (
            SELECT r.bytes, row_number() OVER (PARTITION BY f.author ORDER BY r.incarnation, r.number) AS place
            FROM reference f JOIN record r ON r.id = f.record WHERE f.target = ?1 AND r.channel = (SELECT channel FROM record WHERE id = ?1))
        WHERE place <= ?2
        """,
        reader => Record.Parse(reader.Bytes(0)).OrThrow(),
        record.ToArray(), RecordLadder.MaxClaims);

    /// <inheritdoc/>
    public IReadOnlyList<Clock> Clocks(ChannelId channel) => Read(
        $"SELECT {Columns.OfClock} FROM clock WHERE channel = (SELECT id FROM channel WHERE founding = ?1) ORDER BY due, number",
        reader => reader.Clock(),
        channel.Founding.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<ExchangePart> Exchanges(ChannelId channel) => Read(
        $"SELECT {Columns.OfPart} FROM exchange WHERE channel = (SELECT id FROM channel WHERE founding = ?1) ORDER BY at DESC, party LIMIT 1000",
        reader => reader.Part(),
        channel.Founding.ToArray());

    /// <inheritdoc/>
    public ArchivedRecord? Undelivered(ChannelId channel, PartyId member) => Read(
        """
        SELECT r.seq, r.bytes, r.ledger, r.ledger_index, r.direction, r.at, r.bearer, r.flag FROM undelivered o CROSS JOIN record r ON r.seq = o.seq
        WHERE o.member = ?2 AND o.service = 0 AND r.channel = (SELECT id FROM channel WHERE founding = ?1) ORDER BY o.seq LIMIT 1
        """,
        ToRecord,
        channel.Founding.ToArray(), member.Value).FirstOrDefault();

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedRecord> LatestSaid(ChannelId channel, PartyId author, int limit) => Read(
        """
        SELECT seq, bytes, ledger, ledger_index, direction, at, bearer, flag FROM record
        WHERE channel = (SELECT id FROM channel WHERE founding = ?1) AND author = ?2 AND service = 0 ORDER BY incarnation DESC, number DESC LIMIT ?3
        """,
        ToRecord,
        channel.Founding.ToArray(), author.Value, limit);

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedRecord> Said(ChannelId channel, long before, int limit) => Read(
        """
        SELECT seq, bytes, ledger, ledger_index, direction, at, bearer, flag FROM record
        WHERE channel = (SELECT id FROM channel WHERE founding = ?1) AND service = 0 AND seq < ?2 ORDER BY seq DESC LIMIT ?3
        """,
        ToRecord,
        channel.Founding.ToArray(), before, limit);

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedRecord> Unread(int limit) => Read(
        $"SELECT seq, bytes, ledger, ledger_index, direction, at, bearer, flag FROM record WHERE {IsUnread} ORDER BY precedence, seq LIMIT ?1",
        ToRecord,
        limit);

    /// <inheritdoc/>
    public IReadOnlyList<WaitingRecord> Waiting(int limit) => Read(
        """
        SELECT h.bytes, h.bearer,
            (SELECT coalesce(max(r.number), 0) + 1 FROM record r WHERE r.channel = h.channel AND r.author = h.author AND r.incarnation = h.incarnation)
        FROM held h ORDER BY h.channel, h.author, h.incarnation, h.number LIMIT ?1
        """,
        reader => new WaitingRecord(Record.Parse(reader.Bytes(0)).OrThrow(), reader.GetString(1), reader.GetInt64(2)),
        limit);

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedUnread> Unread(Precedence least, int limit) => Read(
        $"""
        SELECT u.id, u.author, u.number, c.name, u.precedence, u.at FROM (
            SELECT * FROM (SELECT id, author, number, channel, precedence, at FROM record WHERE {IsUnread} AND precedence <= ?1 ORDER BY precedence, seq LIMIT ?2)
            UNION ALL SELECT * FROM (SELECT id, author, number, channel, precedence, at FROM held WHERE service = 0 AND precedence <= ?1 ORDER BY precedence, at LIMIT ?2)) u
        JOIN channel c ON c.id = u.channel ORDER BY u.precedence, u.at LIMIT ?2
        """,
        reader => new ArchivedUnread(reader.Digest(0), PartyId.Parse(reader.GetString(1)), reader.GetInt64(2), reader.GetString(3), (Precedence)reader.GetInt32(4), reader.UnixMilliseconds(5)),
        (int)least, limit);

    /// <inheritdoc/>
    public IReadOnlyList<Head> Seen(ChannelId channel, IEnumerable<PartyId> others) => Latest(channel, others, "AND service = 0 AND read = 1");

    /// <inheritdoc/>
    public IReadOnlyList<Head> Heads(ChannelId channel, IEnumerable<PartyId> authors) => Latest(channel, authors, "");

    /// <inheritdoc/>
    public IReadOnlyList<Record> MayCross(Record record, IEnumerable<PartyId> others)
    {
        var candidates = new List<Record>();
        foreach (var author in others)
        {
            var seen = record.Content.Seen.FirstOrDefault(h => h.Author == author);
            candidates.AddRange(Read(
                "SELECT bytes FROM record WHERE channel = (SELECT id FROM channel WHERE founding = ?1) AND author = ?2 AND service = 0 AND (incarnation, number) > (?3, ?4) ORDER BY incarnation, number LIMIT 50",
                reader => Record.Parse(reader.Bytes(0)).OrThrow(),
                record.Content.Channel.Founding.ToArray(), author.Value, seen?.Incarnation ?? 0, seen?.Number ?? 0));
        }

        return candidates;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedChannel> Channels() => Read(
        "SELECT name, founding, policy, ledger_seed, (SELECT chain FROM policy_change p WHERE p.founding = c.founding AND in_force = 1) FROM channel c ORDER BY name",
        reader => new ArchivedChannel(new ChannelId(reader.GetString(0), reader.Digest(1)), Note(reader.Bytes(2)),
            reader.IsDBNull(3) ? null : reader.Bytes(3), reader.IsDBNull(4) ? PolicyChain.Of(Note(reader.Bytes(2))) : PolicyChain.Parse(reader.Bytes(4)).OrThrow()));

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedLedger> Ledgers(ChannelId channel) => Read(
        """
        WITH RECURSIVE here AS (SELECT id FROM channel WHERE founding = ?1),
        of (ledger) AS (
            SELECT min(ledger) FROM leaf WHERE channel = (SELECT id FROM here)
            UNION ALL
            SELECT (SELECT min(ledger) FROM leaf WHERE channel = (SELECT id FROM here) AND ledger > of.ledger) FROM of WHERE of.ledger IS NOT NULL)
        SELECT ledger, (SELECT max(idx) + 1 FROM leaf WHERE channel = (SELECT id FROM here) AND leaf.ledger = of.ledger) FROM of WHERE ledger IS NOT NULL ORDER BY ledger
        """,
        reader => new ArchivedLedger(reader.GetInt64(0), new TreeSize(reader.GetInt64(1))),
        channel.Founding.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<SignedNote> Cards() => Read("SELECT note FROM card ORDER BY party, version", reader => Note(reader.Bytes(0)));

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedAlarm> Alarms(int limit) => Read(
        "SELECT first_at, last_at, times, rule, about, text FROM alarm ORDER BY last_at DESC, seq DESC LIMIT ?1",
        reader => new ArchivedAlarm(reader.UnixMilliseconds(0), reader.UnixMilliseconds(1), reader.GetInt64(2), reader.GetString(3), PartyId.Parse(reader.GetString(4)), reader.GetString(5)),
        limit);

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedCheckpoint> Checkpoints(ChannelId channel) =>
    [
        .. Read("""
            -- From one ledger to the next by the index: of years of hourly tests none but the last are looked at. CROSS keeps the order of the
            -- joins: SQLite, which takes a table for small, would read every test of the channel.
            WITH RECURSIVE here AS (SELECT id FROM channel WHERE founding = ?1),
            ledger (party, incarnation) AS (
                SELECT '', 0
                UNION ALL
                SELECT n.party, n.incarnation FROM ledger l CROSS JOIN checkpoint n ON n.record = coalesce(
                    (SELECT record FROM checkpoint WHERE channel = (SELECT id FROM here) AND party = l.party AND incarnation > l.incarnation ORDER BY incarnation LIMIT 1),
                    (SELECT record FROM checkpoint WHERE channel = (SELECT id FROM here) AND party > l.party ORDER BY party, incarnation LIMIT 1)))
            SELECT c.party, c.incarnation, c.number, c.record, c.note, r.at
            FROM ledger l CROSS JOIN checkpoint c ON c.channel = (SELECT id FROM here) AND c.party = l.party AND c.incarnation = l.incarnation
                AND c.size = (SELECT max(size) FROM checkpoint WHERE channel = (SELECT id FROM here) AND party = l.party AND incarnation = l.incarnation)
            CROSS JOIN record r ON r.id = c.record ORDER BY c.party, c.incarnation DESC
            """,
            reader => (Tested: reader.Tested(0), At: reader.UnixMilliseconds(5)), channel.Founding.ToArray())
            .Select(c => new ArchivedCheckpoint(c.Tested, c.At, Cosignatures(c.Tested.Test.Id))),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Evidence> Evidence() => Read(
        "SELECT e.kind, e.known, e.other, e.other_id, e.author, c.name, c.founding FROM evidence e JOIN channel c ON c.id = e.channel ORDER BY e.seq",
        reader => new Evidence(new ChannelId(reader.GetString(5), reader.Digest(6)), PartyId.Parse(reader.GetString(4)), (EvidenceKind)reader.GetInt32(0), reader.Bytes(1), reader.Bytes(2), reader.Digest(3)));

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedEntry> Entries(ChannelId channel, long incarnation, long from, int limit) => Read(
        """
        SELECT r.ledger_index, r.id, r.author, r.incarnation, r.number, r.direction, r.at, r.bearer, l.hash, r.bytes
        FROM record r LEFT JOIN leaf l ON l.channel = r.channel AND l.ledger = r.ledger AND l.idx = r.ledger_index
        WHERE r.channel = (SELECT id FROM channel WHERE founding = ?1) AND r.ledger = ?2 AND r.ledger_index >= ?3 ORDER BY r.ledger_index LIMIT ?4
        """,
        reader => new ArchivedEntry(reader.GetInt64(0), reader.Digest(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetString(5),
            reader.UnixMilliseconds(6), reader.GetString(7), reader.IsDBNull(8) ? null : reader.Bytes(8), reader.Bytes(9)),
        channel.Founding.ToArray(), incarnation, from, limit);

    /// <inheritdoc/>
    public IReadOnlyList<(long Incarnation, long Leaves, long Records, long Tiled)> Extents(ChannelId channel) => Read(
        """
        SELECT n.ledger,
            (SELECT coalesce(max(idx) + 1, 0) FROM leaf WHERE channel = c.id AND ledger = n.ledger),
            (SELECT coalesce(max(ledger_index) + 1, 0) FROM record WHERE channel = c.id AND ledger = n.ledger),
            (SELECT coalesce(max(idx) + 1, 0) * 256 FROM tile WHERE channel = c.id AND ledger = n.ledger AND level = 0)
        FROM channel c JOIN (SELECT channel, ledger FROM leaf UNION SELECT channel, ledger FROM record UNION SELECT channel, ledger FROM tile) n ON n.channel = c.id
        WHERE c.founding = ?1 ORDER BY n.ledger
        """,
        reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)),
        channel.Founding.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<Checkpoint> OwnCheckpoints(ChannelId channel, PartyId party, long incarnation) => Read(
        "SELECT note FROM checkpoint WHERE channel = (SELECT id FROM channel WHERE founding = ?1) AND party = ?2 AND incarnation = ?3 ORDER BY size",
        reader => SignedCheckpoint.Parse(reader.Bytes(0)).OrThrow().Checkpoint,
        channel.Founding.ToArray(), party.Value, incarnation);

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedAttachment> Attachments(Digest? record = null) =>
        Attachments("attachment a", $"{(record is null ? "?1 IS NULL" : "a.record = ?1")} ORDER BY r.seq, a.position", record?.ToArray());

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedAttachment> Attachments(AttachmentId? after, int limit) =>
        Attachments("attachment a", "(a.record, a.position) > (?1, ?2) ORDER BY a.record, a.position LIMIT ?3", after?.Record.ToArray() ?? [], after?.Position ?? 0, limit);

    /// <inheritdoc/>
    public IReadOnlyList<ArchivedAttachment> Outstanding() =>
        Attachments("outstanding o CROSS JOIN attachment a ON a.record = o.record", "true ORDER BY r.seq, a.position");

    /// <inheritdoc/>
    public bool IsAttached(ChannelId channel, Attachment file) => Read(
        "SELECT 1 FROM attachment a JOIN record r ON r.id = a.record JOIN channel c ON c.id = r.channel WHERE a.root = ?1 AND a.size = ?2 AND c.founding = ?3 LIMIT 1",
        reader => true,
        file.Root.ToArray(), file.Size, channel.Founding.ToArray()).Count > 0;

    /// <inheritdoc/>
    public long BytesAttached(PartyId author) => Read("SELECT bytes FROM attached WHERE author = ?1", reader => reader.GetInt64(0), author.Value).FirstOrDefault();

    private IReadOnlyList<ArchivedAttachment> Attachments(string from, string where, params ReadOnlySpan<object?> values) => Read(
        $"""
        SELECT a.record, a.position, a.root, a.size, a.media_type, a.name, a.secret, c.name, c.founding, r.author, r.number, r.precedence, r.at,
            EXISTS (SELECT 1 FROM outstanding WHERE record = a.record)
        FROM {from} CROSS JOIN record r ON r.id = a.record JOIN channel c ON c.id = r.channel
        WHERE {where}
        """,
        reader => new ArchivedAttachment(new AttachmentId(reader.Digest(0), reader.GetInt32(1)),
            new Attachment(reader.Digest(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5), reader.Bytes(6)),
            new ChannelId(reader.GetString(7), reader.Digest(8)), PartyId.Parse(reader.GetString(9)), reader.GetInt64(10), (Precedence)reader.GetInt32(11), reader.UnixMilliseconds(12), reader.GetBoolean(13)),
        values);

    /// <inheritdoc/>
    public T WithStoredTiles<T>(ChannelId channel, long incarnation, Func<ITileReader, T> read) =>
        WithTiles(channel, (query, row) => read(new StoredTiles(query, row, incarnation)));

    /// <inheritdoc/>
    public T WithTiles<T>(ChannelId channel, long incarnation, Func<ITileReader, T> read) =>
        WithTiles(channel, (query, row) => read(new TileRows(query, row, incarnation)));

    private T WithTiles<T>(ChannelId channel, Func<Func<string, object?[], SqliteDataReader>, long, T> read)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        using var id = new Statement(connection, "SELECT id FROM channel WHERE founding = ?1");
        var row = (long)id.First(channel.Founding.ToArray())![0]!;
        return read(Query, row);

        SqliteDataReader Query(string sql, object?[] values) => new Statement(connection, sql).Query(transaction, values);
    }

    private IReadOnlyList<NoteSignature> Cosignatures(Digest test) =>
    [
        .. Read("SELECT line FROM cosignature WHERE record = ?1 ORDER BY member", reader => reader.GetString(0).Split('\n'), test.ToArray()).SelectMany(lines => lines)
            .Select(text => NoteSignature.TryParse(Encoding.UTF8.GetBytes(text), out var line, out var error)
                ? line
                : throw new InvalidDataException($"A stored cosignature is damaged: {error}")),
    ];

    private IReadOnlyList<Head> Latest(ChannelId channel, IEnumerable<PartyId> authors, string condition) =>
    [
        .. authors.Order().SelectMany(author => Read(
            $"SELECT incarnation, number, id FROM record WHERE channel = (SELECT id FROM channel WHERE founding = ?1) AND author = ?2 {condition} ORDER BY incarnation DESC, number DESC LIMIT 1",
            reader => new Head(author, reader.GetInt64(0), reader.GetInt64(1), reader.Digest(2)),
            channel.Founding.ToArray(), author.Value)),
    ];

    private static ArchivedRecord ToRecord(SqliteDataReader reader) => new(
        reader.GetInt64(0), reader.Bytes(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4),
        reader.UnixMilliseconds(5), reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetString(7));

    private SqliteConnection Open()
    {
        var connection = Connections.OpenReader(path);
        try
        {
            if (!_isKnown)
                Connections.RequireKnown(connection, path);
            _isKnown = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var connection = Open();
        using var statement = new Statement(connection, sql);
        using var reader = statement.Query(null, values);
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        Steps += raw.sqlite3_stmt_status(reader.Handle, raw.SQLITE_STMTSTATUS_VM_STEP, 0);
        return rows;
    }

    private static SignedNote Note(byte[] bytes) =>
        SignedNote.TryParse(bytes, out var note, out var error) ? note : throw new InvalidDataException($"A stored note is damaged: {error}");
}
