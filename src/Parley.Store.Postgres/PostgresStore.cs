using System.Data.Common;
using System.Diagnostics;
using Npgsql;
using Parley.Channels;
using Parley.Channels.Groups;
using Parley.Channels.LineTests;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Records;

namespace Parley.Store.Postgres;

/// <summary>
/// A node's store in PostgreSQL, for one or more replicas of the node. One of them writes at a time: the one that owns the term of
/// the lease. Every transaction takes hold of that row first and fails if the term is another's, so what a replica sealed,
/// numbered or receipted and could not commit is never known outside of it.
/// </summary>
/// <param name="database">The database, brought up to date.</param>
/// <param name="holder">This replica, for people.</param>
/// <param name="leaseTime">How long a lease stands without being renewed, by the database's clock.</param>
/// <param name="clock">This machine's clock.</param>
public sealed partial class PostgresStore(PostgresDatabase database, string holder, TimeSpan leaseTime, TimeProvider clock) : INodeStore
{
    // Kinds of errors by which a server that ends, or loses a connection, may answer a commit that it has made: connection (08), intervention (57).
    private static readonly string[] Departing = ["08", "57"];

    // Kinds of errors that no waiting mends: data (22), integrity (23), syntax and access rules (42), not supported (0A), internal and damaged (XX).
    private static readonly string[] Lasting = ["22", "23", "42", "0A", "XX"];
    private readonly Session _session = new(database);
    private readonly Dictionary<ChannelId, long> _channelIds = [];
    private readonly TimeProvider _clock = clock;
    private Lease _lease = Lease.None;
    private long _asked;

    // The term that was this replica's last, held or not.
    private long _term = -1;

    // Something failed since: under the old term it may still be under way.
    private bool _anew = true;

    /// <summary>Whether the server knows of a transaction.</summary>
    internal bool HasBegun => _session.HasBegun;

    /// <inheritdoc/>
    public Lease Lead()
    {
        // While it stands, every commit renews it; without one, in good time. A replica that waits for it looks more often.
        var wait = _lease.IsHeld ? leaseTime / 4 : leaseTime / 20;
        if (_asked != 0 && _clock.GetElapsedTime(_asked) < wait)
            return _lease;
        _asked = _clock.GetTimestamp();
        _lease = _lease with { IsHeld = false };
        using (var reader = _session.Query("SELECT * FROM take_lease($1, $2, $3, $4)", _term, _anew, holder, leaseTime.TotalSeconds))
        {
            reader.Read();
            _lease = new Lease(reader.GetBoolean(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3));
            if (_lease.IsHeld)
                (_term, _anew) = (_lease.Term, false);
        }

        // What is read from here on is on the standbys' disks too: this commit came after it, and was waited for.
        _session.ThrowIfWarned();
        return _lease;
    }

    /// <inheritdoc/>
    public void Begin()
    {
        if (!_lease.IsHeld)
            throw new NpgsqlException($"{_lease.Holder} holds the lease of this database");
        _session.Begin("CALL hold_lease($1, $2)", _lease.Term, leaseTime.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        var asked = _clock.GetTimestamp();
        try
        {
            _session.Commit();
        }
        catch (NpgsqlException e) when (!IsRefusal(e))
        {
            throw new CommitInDoubtException(e.Message, e);
        }

        _asked = asked;
        _lease = _lease with { Commits = _lease.Commits + 1 };
    }

    /// <inheritdoc/>
    public void Rollback()
    {
        _session.Rollback();
        // Whoever could not commit asks again who leads, before anything else.
        (_asked, _anew) = (0, true);
        _lease = _lease with { IsHeld = false };
        _channelIds.Clear();
    }

    /// <inheritdoc/>
    public bool MayPass(DbException failure) => failure is CommitInDoubtException || (failure is NpgsqlException && (failure is not PostgresException { SqlState: var state } || !Lasting.Contains(state[..2])));

    /// <inheritdoc/>
    public EngineState Load(PartyId self, ICryptoProvider crypto)
    {
        try
        {
            return _session.AtOneMoment(() =>
            {
                ReadChannelIds();
                return new StateLoader(_session, self, crypto).Load();
            });
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KeyNotFoundException || (e is PostgresException failure && !MayPass(failure)))
        {
            throw new InvalidDataException($"What {database.Name} holds does not read back ({e.Message}): it is damaged. Restore a backup.", e);
        }
    }

    /// <inheritdoc/>
    public Digest? FindNumber(ChannelId channel, PartyId author, long incarnation, long number) =>
        TryId(channel, out var id)
        && _session.Scalar("SELECT id FROM record WHERE channel = $1 AND author = $2 AND incarnation = $3 AND number = $4", id, author.Value, incarnation, number) is byte[] found
            ? new Digest(found)
            : null;

    /// <inheritdoc/>
    public StoredRecord? FindContent(ChannelId channel, PartyId author, ContentId content) =>
        TryId(channel, out var id)
            ? Stored("SELECT bytes, ledger_index FROM record WHERE channel = $1 AND author = $2 AND content = $3 ORDER BY incarnation DESC LIMIT 1", id, author.Value, content.ToArray())
            : null;

    /// <inheritdoc/>
    public StoredRecord? Find(Digest record) => Stored("SELECT bytes, ledger_index FROM record WHERE id = $1", record.ToArray());

    /// <inheritdoc/>
    public HeldRecord? FindHeld(ChannelId channel, PartyId author, long incarnation, long number)
    {
        if (!TryId(channel, out var id))
            return null;
        using var reader = _session.Query("SELECT id, bytes, sender, bearer FROM held WHERE channel = $1 AND author = $2 AND incarnation = $3 AND number = $4",
            id, author.Value, incarnation, number);
        return reader.Read()
            ? new HeldRecord(reader.Digest(0), reader.Bytes(1), reader.Party(2), reader.GetString(3))
            : null;
    }

    /// <inheritdoc/>
    public Digest? FindOwnReceipt(Digest record) =>
        _session.Scalar("SELECT receipt FROM record WHERE id = $1", record.ToArray()) is byte[] receipt ? new Digest(receipt) : null;

    /// <inheritdoc/>
    public bool HasClaim(PartyId party, Digest record) =>
        _session.Scalar("SELECT 1 FROM ladder WHERE record = $1 AND member = $2 AND rung IN ($3, $4) UNION ALL SELECT 1 FROM reference WHERE target = $1 AND author = $2 LIMIT 1",
            record.ToArray(), party.Value, (int)Rung.Read, (int)Rung.Shown) is not null;

    /// <inheritdoc/>
    public TestedCheckpoint? FindCheckpoint(ChannelId channel, PartyId party, long incarnation, TreeSize size)
    {
        if (!TryId(channel, out var id))
            return null;
        using var reader = _session.Query("SELECT party, incarnation, number, record, note FROM checkpoint WHERE channel = $1 AND party = $2 AND incarnation = $3 AND size = $4", id, party.Value, incarnation, size.Value);
        return reader.Read() ? reader.Tested(0) : null;
    }

    /// <inheritdoc/>
    public SealedRecord? FindSealed(Digest record)
    {
        using var reader = _session.Query("SELECT epoch, bytes FROM sealed WHERE record = $1", record.ToArray());
        return reader.Read() ? new SealedRecord(record, (ulong)reader.GetInt64(0), reader.Bytes(1)) : null;
    }

    /// <inheritdoc/>
    public ITileReader Tiles(ChannelId channel, long incarnation) => new TileRows((sql, values) => _session.Query(sql, values), Id(channel), incarnation);

    /// <inheritdoc/>
    public byte[]? FindBytes(Digest record) => _session.Scalar("SELECT bytes FROM record WHERE id = $1", record.ToArray()) as byte[];

    /// <summary>Gives the lease back, so that another replica need not wait, and closes the connection. The database is its owner's.</summary>
    public void Dispose()
    {
        try
        {
            if (_lease.IsHeld && !_session.IsOpen)
                _session.Scalar("UPDATE lease SET until = '-infinity' WHERE term = $1", _lease.Term);
        }
        catch (NpgsqlException e)
        {
            // It runs out by itself.
            Trace.WriteLine(e.Message);
        }

        _lease = Lease.None;
        _session.Dispose();
    }

    /// <summary>Whether the server said that it did not commit.</summary>
    private static bool IsRefusal(NpgsqlException failure) => failure is PostgresException { SqlState: var state } && !Departing.Contains(state[..2]);

    private StoredRecord? Stored(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = _session.Query(sql, values);
        return reader.Read() ? new StoredRecord(reader.Bytes(0), reader.GetInt64(1)) : null;
    }

    private long Id(ChannelId channel) => TryId(channel, out var id) ? id : throw new KeyNotFoundException($"There is no channel {channel}.");

    private bool TryId(ChannelId channel, out long id)
    {
        if (_channelIds.Count == 0)
            ReadChannelIds();
        return _channelIds.TryGetValue(channel, out id);
    }

    private void ReadChannelIds()
    {
        _channelIds.Clear();
        using var reader = _session.Query("SELECT id, name, founding FROM channel");
        while (reader.Read())
            _channelIds[new ChannelId(reader.GetString(1), reader.Digest(2))] = reader.GetInt64(0);
    }
}
