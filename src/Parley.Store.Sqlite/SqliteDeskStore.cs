using Microsoft.Data.Sqlite;
using Parley.Channels.Storage;

namespace Parley.Store.Sqlite;

/// <summary>The desk store in a file of its own: write-ahead log, and an fsync before a commit returns.</summary>
public sealed class SqliteDeskStore : IDeskStore
{
    private const long SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE item (kind TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
        CREATE TABLE act (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), body BLOB NOT NULL) STRICT;
        PRAGMA user_version = 1;
        """;

    private readonly Lock _sync = new();
    private readonly SqliteConnection _connection;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or was written by a newer program.</exception>
    public SqliteDeskStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run(null, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
            using var transaction = _connection.BeginTransaction();
            var version = (long)new SqliteCommand("PRAGMA user_version", _connection, transaction).ExecuteScalar()!;
            if (version > SchemaVersion)
                throw new InvalidDataException($"{path} has schema version {version} and this program knows {SchemaVersion}: run the newer program, or restore a backup.");
            if (version == 0)
                Run(transaction, Schema);
            transaction.Commit();
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new InvalidDataException($"{path} cannot be read ({e.Message}). Leave it as it is, and restore a backup beside it.", e);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public DeskItem? Find(string kind, string key) => Read("SELECT kind, key, version, body FROM item WHERE kind = ?1 AND key = ?2", Item, kind, key) is [var item] ? item : null;

    /// <inheritdoc/>
    public IReadOnlyList<DeskItem> List(string kind) => Read("SELECT kind, key, version, body FROM item WHERE kind = ?1 ORDER BY key", Item, kind);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Acts(long from, int most) => Read("SELECT body FROM act WHERE number >= ?1 ORDER BY number LIMIT ?2", r => (byte[])r[0], from, most);

    /// <inheritdoc/>
    public byte[]? Checkpoint() => Read("SELECT body FROM checkpoint", r => (byte[])r[0]) is [var checkpoint] ? checkpoint : null;

    /// <inheritdoc/>
    public bool TryCommit(IReadOnlyList<DeskWrite> writes, long firstAct, IReadOnlyList<byte[]> acts, byte[]? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentNullException.ThrowIfNull(acts);
        lock (_sync)
        {
            // Disposed without a commit, it rolls back. It takes the write lock at once: what is compared stays as it is.
            using var transaction = _connection.BeginTransaction(deferred: false);
            foreach (var write in writes)
            {
                var changed = (write.Replaces, write.Body) switch
                {
                    (_, null) => Run(transaction, "DELETE FROM item WHERE kind = ?1 AND key = ?2 AND version = ?3", write.Kind, write.Key, write.Replaces),
                    (0, var body) => Run(transaction, "INSERT INTO item VALUES (?1, ?2, 1, ?3) ON CONFLICT DO NOTHING", write.Kind, write.Key, body),
                    var (replaces, body) => Run(transaction, "UPDATE item SET version = version + 1, body = ?4 WHERE kind = ?1 AND key = ?2 AND version = ?3", write.Kind, write.Key, replaces, body),
                };
                if (changed != 1)
                    return false;
            }

            if (acts.Count > 0)
            {
                using var count = new SqliteCommand("SELECT count(*) FROM (SELECT max(number) AS last FROM act) WHERE coalesce(last + 1, 0) = ?1", _connection, transaction);
                count.Parameters.AddWithValue("?1", firstAct);
                if ((long)count.ExecuteScalar()! != 1)
                    return false;
                for (var i = 0; i < acts.Count; i++)
                    Run(transaction, "INSERT INTO act VALUES (?1, ?2)", firstAct + i, acts[i]);
                Run(transaction, "INSERT OR REPLACE INTO checkpoint VALUES (1, ?1)", checkpoint ?? throw new ArgumentNullException(nameof(checkpoint)));
            }

            transaction.Commit();
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static DeskItem Item(SqliteDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), (byte[])reader[3]);

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object> values)
    {
        lock (_sync)
        {
            using var command = Command(null, sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }
    }

    private int Run(SqliteTransaction? transaction, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, ReadOnlySpan<object> values)
    {
        var command = new SqliteCommand(sql, _connection, transaction);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(FormattableString.Invariant($"?{i + 1}"), values[i]);
        return command;
    }
}
