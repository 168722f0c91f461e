using Microsoft.Data.Sqlite;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Store.Sqlite;

/// <summary>What the watch must not forget, in a file of its own.</summary>
public sealed class SqliteWatchStore : IWatchStore
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS attempt (
            record BLOB NOT NULL, step TEXT NOT NULL, means INTEGER NOT NULL, address TEXT NOT NULL, tries INTEGER NOT NULL, at INTEGER NOT NULL, fault TEXT, PRIMARY KEY (record, step)) STRICT;
        """;

    private readonly SqliteConnection _connection;

    /// <summary>Opens the file, or makes it. FULL: what is written is on the disk.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public SqliteWatchStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run(null, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
            Run(null, Schema);
        }
        catch (SqliteException e)
        {
            _connection.Dispose();
            throw new InvalidDataException($"{path} cannot be read ({e.Message}). If it is damaged, move it away: the alarms about what stands unread then go out again.", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Attempt> Attempts()
    {
        using var command = new SqliteCommand("SELECT record, step, means, address, tries, at, fault FROM attempt", _connection);
        using var reader = command.ExecuteReader();
        var attempts = new List<Attempt>();
        while (reader.Read())
        {
            attempts.Add(new Attempt(new Digest((byte[])reader[0]), reader.GetString(1), new Reach((Means)reader.GetInt32(2), reader.GetString(3)), reader.GetInt32(4),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)), reader.IsDBNull(6) ? null : reader.GetString(6)));
        }

        return attempts;
    }

    /// <inheritdoc/>
    public void Keep(IEnumerable<Attempt> attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        using var transaction = _connection.BeginTransaction();
        foreach (var attempt in attempts)
        {
            Run(transaction, "INSERT OR REPLACE INTO attempt VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", attempt.Record.ToArray(), attempt.Step, (int)attempt.Reach.Means, attempt.Reach.Address,
                attempt.Tries, attempt.At.ToUnixTimeMilliseconds(), attempt.Fault ?? (object)DBNull.Value);
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Forget(Digest record) => Run(null, "DELETE FROM attempt WHERE record = ?1", record.ToArray());

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Run(SqliteTransaction? transaction, string sql, params object[] values)
    {
        using var command = new SqliteCommand(sql, _connection, transaction);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(FormattableString.Invariant($"?{i + 1}"), values[i]);
        command.ExecuteNonQuery();
    }
}
