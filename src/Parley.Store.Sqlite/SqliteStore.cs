using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Channels;
using Parley.Channels.Groups;
using Parley.Channels.Ladders;
using Parley.Channels.LineTests;
using Parley.Channels.Storage;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;
using SQLitePCL;

namespace Parley.Store.Sqlite;

/// <summary>
/// A node's store: one file, with one writer; <see cref="SqliteArchive"/> reads beside it. A commit returns after the fsync of the
/// write-ahead log.
/// </summary>
public sealed class SqliteStore : INodeStore
{
    private const int MaxPlaces = 8192;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly Dictionary<ChannelId, long> _channelIds = [];

    // Where records stand that were stored a short while ago: soon after, they are sealed, answered and receipted.
    private readonly Dictionary<Digest, long> _places = [];
    private readonly TimeProvider _clock;
    private SqliteTransaction? _transaction;

    /// <summary>Opens the file, or creates it.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer program, or is damaged; the message says what to do.</exception>
    public SqliteStore(string path, TimeProvider clock)
    {
        _clock = clock;
        _connection = Connections.OpenWriter(path);
        ReadChannelIds();
    }

    /// <summary>Pages that were not in memory when they were asked for.</summary>
    internal int PagesRead
    {
        get
        {
            raw.sqlite3_db_status(_connection.Handle!, raw.SQLITE_DBSTATUS_CACHE_MISS, out var pages, out _, 0);
            return pages;
        }
    }

    /// <inheritdoc/>
    public Lease Lead() => Lease.Sole;

    /// <inheritdoc/>
    public void Begin() => _transaction = _connection.BeginTransaction(deferred: false);

    /// <inheritdoc/>
    public void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        _transaction?.Dispose();
        _transaction = null;
        // Channels and records that came in this transaction are gone again.
        ReadChannelIds();
        _places.Clear();
    }

    /// <inheritdoc/>
    public void Apply(Effect.Stored effect)
    {
        switch (effect)
        {
            case Effect.StoreRecord store:
                ApplyRecord(store);
                break;
            case Effect.HoldRecord hold:
                Run("INSERT INTO held VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                    _channelIds[hold.Channel], hold.Record.Content.Author.Value, hold.Record.Numbering.Incarnation, hold.Record.Numbering.Number,
                    hold.Record.Id.ToArray(), hold.From.Value, hold.Bearer, hold.Record.Bytes.ToArray(),
                    (int)hold.Record.Content.Precedence, hold.Record.Content.Form.IsService ? 1 : 0, _clock.GetUtcNow().ToUnixTimeMilliseconds());
                break;
            case Effect.DropHeld drop:
                Run("DELETE FROM held WHERE channel = ?1 AND author = ?2 AND incarnation = ?3 AND number = ?4",
                    _channelIds[drop.Channel], drop.Author.Value, drop.Incarnation, drop.Number);
                break;
            case Effect.Climb climb:
                ApplyClimb(climb);
                break;
            case Effect.Receipted receipted:
                foreach (var record in receipted.Records)
                    Run("UPDATE record SET receipt = ?1 WHERE seq = ?2", receipted.Receipt.ToArray(), PlaceOf(record));
                break;
            case Effect.StorePolicy policy:
                Run("INSERT INTO channel (name, founding, policy, ledger_seed) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (founding) DO UPDATE SET policy = ?3, ledger_seed = ?4",
                    policy.Channel.Name, policy.Channel.Founding.ToArray(), policy.Policy.ToBytes(), policy.LedgerSeed);
                _channelIds[policy.Channel] = (long)Scalar("SELECT id FROM channel WHERE founding = ?1", policy.Channel.Founding.ToArray())!;
                break;
            case Effect.StoreCard card:
                Run("INSERT INTO card SELECT ?1, coalesce(max(version), 0) + 1, ?2 FROM card WHERE party = ?1", card.Party.Value, card.Card.ToBytes());
                break;
            case Effect.Halt halt:
                Run("UPDATE channel SET halted = ?2 WHERE id = ?1", _channelIds[halt.Channel], halt.Incarnation);
                break;
            case Effect.StoreCheckpoint { Tested: var tested }:
                Run("INSERT INTO checkpoint VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", tested.Test.Id.ToArray(), _channelIds[((Effect.StoreCheckpoint)effect).Channel],
                    tested.Test.Author.Value, tested.Test.Incarnation, tested.Test.Number, tested.Signed.Checkpoint.Size.Value, tested.Signed.ToBytes());
                break;
            case Effect.StoreCosignature cosignature:
                Run("INSERT OR IGNORE INTO cosignature VALUES (?1, ?2, ?3)", cosignature.Test.ToArray(), cosignature.Member.Value, string.Join('\n', cosignature.Lines));
                break;
            case Effect.StoreWitness witness:
                Run("INSERT OR IGNORE INTO cosignature VALUES (?1, ?2, ?3)", witness.Test.ToArray(), witness.Line.KeyName.ToString(), witness.Line.ToString());
                break;
            case Effect.StoreClock { Clock: var clock } store:
                Run("INSERT OR REPLACE INTO clock VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                    clock.Record.ToArray(), clock.Owes.Value, (int)clock.Kind, _channelIds[store.Channel], clock.Author.Value, clock.Number, (int)clock.Precedence,
                    clock.Due.ToUnixTimeSeconds(), string.Join(' ', clock.Open), clock.Subject, clock.Asked, clock.AskAt?.ToUnixTimeSeconds());
                break;
            case Effect.StopClock stop:
                Run("DELETE FROM clock WHERE record = ?1 AND owes = ?2 AND kind = ?3", stop.Record.ToArray(), stop.Owes.Value, (int)stop.Kind);
                break;
            case Effect.StorePart { Part: var part } store:
                Run("INSERT OR REPLACE INTO exchange VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0)",
                    part.Header.ToArray(), _channelIds[store.Channel], part.Key.Subject, string.Join(' ', part.Key.Parties), part.Party.Value, part.Number, part.Content.ToArray(), part.ContentHash.ToArray(),
                    part.RevealBy.ToUnixTimeSeconds(), part.At.ToUnixTimeSeconds(), part.Revealed?.ToArray());
                break;
            case Effect.EndExchange end:
                foreach (var header in end.Headers)
                    Run("UPDATE exchange SET over = 1 WHERE header = ?1", header.ToArray());
                break;
            case Effect.StoreAnnounced { Submission: var submission } store:
                Run("INSERT OR REPLACE INTO exchange_sealed VALUES (?1, ?2, ?3, ?4, ?5)",
                    _channelIds[store.Channel], submission.Content.Id.ToArray(), submission.Content.ToBytes(), string.Join('\n', submission.Officers.Select(o => o.ToLine())), submission.Fields.ToBytes());
                break;
            case Effect.DropAnnounced drop:
                Run("DELETE FROM exchange_sealed WHERE channel = ?1 AND content = ?2", _channelIds[drop.Channel], drop.Content.ToArray());
                break;
            case Effect.StoreAttachments attached:
                for (var i = 0; i < attached.Attachments.Count; i++)
                {
                    var file = attached.Attachments[i];
                    Run("INSERT INTO attachment VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                        attached.Record.Id.ToArray(), i + 1, file.Root.ToArray(), file.Size, file.MediaType, file.Name, file.Key.ToArray());
                }

                Run("INSERT INTO attached VALUES (?1, ?2) ON CONFLICT (author) DO UPDATE SET bytes = bytes + excluded.bytes", attached.Record.Content.Author.Value, attached.Attachments.Sum(a => a.Size));
                Run("INSERT INTO outstanding VALUES (?1)", attached.Record.Id.ToArray());
                break;
            case Effect.Settle settled:
                Run("DELETE FROM outstanding WHERE record = ?1", settled.Record.ToArray());
                break;
            case Effect.StoreEvidence { Evidence: var evidence }:
                // Bounded: whoever lies a thousand times has been proven a liar.
                Run("INSERT OR IGNORE INTO evidence (channel, author, kind, known, other, other_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE (SELECT count(*) FROM evidence WHERE author = ?2) < 1000",
                    _channelIds[evidence.Channel], evidence.Author.Value, (int)evidence.Kind, evidence.Known.ToArray(), evidence.Other.ToArray(), evidence.OtherId.ToArray());
                break;
            case Effect.StoreChange change:
                if (change.InForce)
                    Run("DELETE FROM policy_change WHERE founding = ?1", change.Channel.Founding.ToArray());
                Run("INSERT OR REPLACE INTO policy_change VALUES (?1, ?2, ?3, ?4, ?5)",
                    change.Hash.ToArray(), change.Channel.Name, change.Channel.Founding.ToArray(), change.InForce ? 1 : 0, change.Policies.ToBytes());
                break;
            case Effect.Depart depart:
                Run("DELETE FROM undelivered WHERE member = ?2 AND seq IN (SELECT seq FROM record WHERE channel = ?1)", _channelIds[depart.Channel], depart.Member.Value);
                break;
            case Effect.StoreGroup group:
                Run("INSERT OR REPLACE INTO mls_group VALUES (?1, ?2, ?3, ?4, ?5)",
                    _channelIds[group.Channel], group.Group.Incarnation, group.Group.Snapshot.Epoch.ToArray(), group.Group.Snapshot.Messages.ToArray(), group.Group.RefreshedAt.ToUnixTimeMilliseconds());
                break;
            case Effect.StoreGroupKeys keys:
                Run("UPDATE mls_group SET keys = ?2 WHERE channel = ?1", _channelIds[keys.Channel], keys.Messages.ToArray());
                break;
            case Effect.ForgetGroup forget:
                foreach (var table in (string[])["mls_group", "mls_commit", "mls_confirmed", "sealed_copy"])
                    Run($"DELETE FROM {table} WHERE channel = ?1", _channelIds[forget.Channel]);
                break;
            case Effect.StoreKeyPackage { Bundle: { } bundle } package:
                Run("INSERT OR REPLACE INTO key_package VALUES (?1, ?2)", _channelIds[package.Channel], bundle);
                break;
            case Effect.StoreKeyPackage package:
                Run("DELETE FROM key_package WHERE channel = ?1", _channelIds[package.Channel]);
                break;
            case Effect.StoreCommit { Commit: var commit } made:
                Run("INSERT INTO mls_commit VALUES (?1, ?2, ?3, ?4, ?5)", _channelIds[made.Channel], (long)commit.Epoch, commit.Commit, commit.Welcome, string.Join(' ', commit.Joined));
                break;
            case Effect.StoreConfirmed { Epoch: { } confirmed } by:
                Run("INSERT OR REPLACE INTO mls_confirmed VALUES (?1, ?2, ?3)", _channelIds[by.Channel], by.Member.Value, (long)confirmed);
                break;
            case Effect.StoreConfirmed by:
                Run("DELETE FROM mls_confirmed WHERE channel = ?1 AND member = ?2", _channelIds[by.Channel], by.Member.Value);
                break;
            case Effect.DropCommits drop:
                Run("DELETE FROM mls_commit WHERE channel = ?1 AND epoch < ?2", _channelIds[drop.Channel], (long)drop.Before);
                break;
            case Effect.StoreSealed { Sealed: var made } store:
                Run("INSERT OR REPLACE INTO sealed_copy VALUES (?1, ?2, ?3, ?4)", PlaceOf(made.Record), _channelIds[store.Channel], (long)made.Epoch, made.Bytes);
                break;
            case Effect.StoreAlarm { Alarm: var alarm }:
                var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
                var where = alarm.Channel is { } channel ? _channelIds[channel] : 0L;
                // Bounded by rule, so that a flood of one kind never keeps another kind from the watch.
                if (Run("UPDATE alarm SET last_at = ?1, times = times + 1 WHERE about = ?4 AND rule = ?2 AND channel = ?3 AND text = ?5", now, alarm.Rule, where, alarm.About.Value, alarm.Text) == 0)
                {
                    Run("INSERT INTO alarm (first_at, last_at, times, rule, channel, about, text) SELECT ?1, ?1, 1, ?2, ?3, ?4, ?5 WHERE (SELECT count(*) FROM alarm WHERE about = ?4 AND rule = ?2) < 1000",
                        now, alarm.Rule, where, alarm.About.Value, alarm.Text);
                }

                break;
        }
    }

    /// <inheritdoc/>
    public EngineState Load(PartyId self, Crypto.ICryptoProvider crypto)
    {
        try
        {
            return new StateLoader(this, self, crypto).Load();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KeyNotFoundException || e is SqliteException { SqliteErrorCode: Connections.Corrupt or Connections.NotADatabase })
        {
            throw new InvalidDataException($"What the store holds does not read back ({e.Message}): the file is damaged. Restore a backup, or take the file to 'parley verify'.", e);
        }
    }

    /// <inheritdoc/>
    public Digest? FindNumber(ChannelId channel, PartyId author, long incarnation, long number) =>
        _channelIds.TryGetValue(channel, out var id)
        && Scalar("SELECT id FROM record WHERE channel = ?1 AND author = ?2 AND incarnation = ?3 AND number = ?4", id, author.Value, incarnation, number) is byte[] found
            ? new Digest(found)
            : null;

    /// <inheritdoc/>
    public StoredRecord? FindContent(ChannelId channel, PartyId author, ContentId content) =>
        _channelIds.TryGetValue(channel, out var id)
            ? Stored("SELECT bytes, ledger_index FROM record WHERE channel = ?1 AND author = ?2 AND content = ?3 ORDER BY incarnation DESC LIMIT 1", id, author.Value, content.ToArray())
            : null;

    /// <inheritdoc/>
    public StoredRecord? Find(Digest record) => Stored("SELECT bytes, ledger_index FROM record WHERE id = ?1", record.ToArray());

    /// <inheritdoc/>
    public HeldRecord? FindHeld(ChannelId channel, PartyId author, long incarnation, long number)
    {
        if (!_channelIds.TryGetValue(channel, out var id))
            return null;
        return First("SELECT id, bytes, sender, bearer FROM held WHERE channel = ?1 AND author = ?2 AND incarnation = ?3 AND number = ?4",
            id, author.Value, incarnation, number) is [byte[] record, byte[] bytes, string sender, string bearer]
            ? new HeldRecord(new Digest(record), bytes, PartyId.Parse(sender), bearer)
            : null;
    }

    /// <inheritdoc/>
    public Digest? FindOwnReceipt(Digest record) =>
        Scalar("SELECT receipt FROM record WHERE id = ?1", record.ToArray()) is byte[] receipt ? new Digest(receipt) : null;

    /// <inheritdoc/>
    public bool HasClaim(PartyId party, Digest record) =>
        Scalar("SELECT 1 FROM ladder WHERE record = ?1 AND member = ?2 AND rung IN (?3, ?4) UNION ALL SELECT 1 FROM reference WHERE target = ?1 AND author = ?2 LIMIT 1",
            record.ToArray(), party.Value, (int)Rung.Read, (int)Rung.Shown) is not null;

    /// <inheritdoc/>
    public TestedCheckpoint? FindCheckpoint(ChannelId channel, PartyId party, long incarnation, TreeSize size)
    {
        if (!_channelIds.TryGetValue(channel, out var id))
            return null;
        using var reader = Query("SELECT party, incarnation, number, record, note FROM checkpoint WHERE channel = ?1 AND party = ?2 AND incarnation = ?3 AND size = ?4", id, party.Value, incarnation, size.Value);
        return reader.Read() ? reader.Tested(0) : null;
    }

    /// <inheritdoc/>
    public SealedRecord? FindSealed(Digest record) =>
        First("SELECT epoch, bytes FROM sealed WHERE record = ?1", record.ToArray()) is [long epoch, byte[] bytes] ? new SealedRecord(record, (ulong)epoch, bytes) : null;

    /// <inheritdoc/>
    public ITileReader Tiles(ChannelId channel, long incarnation) => new TileRows((sql, values) => Query(sql, values), _channelIds[channel], incarnation);

    /// <inheritdoc/>
    public byte[]? FindBytes(Digest record) => Scalar("SELECT bytes FROM record WHERE id = ?1", record.ToArray()) as byte[];

    /// <inheritdoc/>
    public bool MayPass(DbException failure) => failure is SqliteException { SqliteErrorCode: not (Connections.Corrupt or Connections.NotADatabase) };

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction?.Dispose();
        foreach (var statement in _statements.Values)
            statement.Dispose();
        Connections.Settle(_connection);
        _connection.Dispose();
    }

    internal SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Query(_transaction, values);

    private void ApplyRecord(Effect.StoreRecord store)
    {
        var (record, channel) = (store.Record, _channelIds[store.Channel]);
        var content = record.Content;
        Run("INSERT INTO record (channel, id, content, author, incarnation, number, precedence, service, ledger, ledger_index, direction, at, bearer, flag, read, bytes, repeats) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            channel, record.Id.ToArray(), content.Id.ToArray(), content.Author.Value, record.Numbering.Incarnation, record.Numbering.Number,
            (int)content.Precedence, content.Form.IsService ? 1 : 0, store.Ledger.Incarnation, store.LedgerIndex,
            store.Entry.Direction == EntryDirection.Sent ? "sent" : "received", store.Entry.Time.ToUnixTimeMilliseconds(), store.Entry.Bearer,
            store.Flag, content.Author == store.Ledger.Party ? 1 : 0, record.Memory, store.Repeats?.ToArray());
        var place = raw.sqlite3_last_insert_rowid(_connection.Handle!);
        if (_places.Count == MaxPlaces)
            _places.Clear();
        _places[record.Id] = place;
        // What was said of it before it came.
        if (Run("INSERT INTO rung SELECT ?1, member, rung, claim, at FROM rung_ahead WHERE record = ?2", place, record.Id.ToArray()) > 0)
            Run("DELETE FROM rung_ahead WHERE record = ?1", record.Id.ToArray());
        if (!content.Form.IsService)
            Run("INSERT INTO form VALUES (?1, ?2)", content.Form.Value, place);
        foreach (var target in ClaimReader.Targets(record))
            Run("INSERT OR IGNORE INTO reference VALUES (?1, ?2, ?3)", target.ToArray(), content.Author.Value, record.Id.ToArray());
        Run("INSERT INTO leaf VALUES (?1, ?2, ?3, ?4)", channel, store.Ledger.Incarnation, store.LedgerIndex, store.Leaf.ToArray());
        foreach (var tile in store.FullTiles)
        {
            Run("INSERT INTO tile VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                channel, store.Ledger.Incarnation, tile.Address.Level, tile.Address.Index, tile.Root().ToArray(), tile.ToBytes());
        }
    }

    private void ApplyClimb(Effect.Climb climb)
    {
        var (member, rung, claim, at) = (climb.Member.Value, (int)climb.Rung, climb.Claim?.ToArray(), climb.At.ToUnixTimeSeconds());
        if (PlaceOf(climb.Record) is not { } place)
        {
            Run("INSERT OR IGNORE INTO rung_ahead VALUES (?1, ?2, ?3, ?4, ?5)", climb.Record.ToArray(), member, rung, claim, at);
            return;
        }

        Run("INSERT OR IGNORE INTO rung VALUES (?1, ?2, ?3, ?4, ?5)", place, member, rung, claim, at);
        switch (climb.Rung)
        {
            case Rung.Queued:
                Run("INSERT OR IGNORE INTO undelivered SELECT seq, ?2, precedence, service FROM record WHERE seq = ?1", place, member);
                break;
            case Rung.Sent:
                Done("DELETE FROM undelivered WHERE seq = ?1 AND member = ?2 AND service = 1");
                break;
            default:
                Done("DELETE FROM undelivered WHERE seq = ?1 AND member = ?2");
                // Read here: the receipt that says so is one of this node's own.
                if (climb.Rung == Rung.Read)
                    Run("UPDATE record SET read = 1 WHERE seq = ?1 AND direction = 'received' AND EXISTS (SELECT 1 FROM record r WHERE r.id = ?2 AND r.direction = 'sent')", place, claim);
                break;
        }

        // What nobody waits for any more is not kept sealed: its key is gone at everybody who opened it.
        void Done(string delete)
        {
            if (Run(delete, place, member) > 0)
                Run("DELETE FROM sealed_copy WHERE seq = ?1 AND NOT EXISTS (SELECT 1 FROM undelivered WHERE seq = ?1)", place);
        }
    }

    /// <summary>Where a record stands in the order in which records were stored, or nothing.</summary>
    private long? PlaceOf(Digest record) =>
        _places.TryGetValue(record, out var place) ? place : Scalar("SELECT seq FROM record WHERE id = ?1", record.ToArray()) as long?;

    private StoredRecord? Stored(string sql, params ReadOnlySpan<object?> values) =>
        First(sql, values) is [byte[] bytes, long index] ? new StoredRecord(bytes, index) : null;

    private void ReadChannelIds()
    {
        _channelIds.Clear();
        using var reader = Query("SELECT id, name, founding FROM channel");
        while (reader.Read())
            _channelIds[new ChannelId(reader.GetString(1), reader.Digest(2))] = reader.GetInt64(0);
    }

    private int Run(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Run(values);

    internal object? Scalar(string sql, params ReadOnlySpan<object?> values) => First(sql, values)?[0];

    private object?[]? First(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).First(values);

    private Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new Statement(_connection, sql);
        return statement;
    }
}
