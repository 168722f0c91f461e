using Microsoft.Data.Sqlite;
using Parley.Ledger.Checkpoints;

namespace Parley.Node.Witnesses;

/// <summary>What a witness must never forget: of each log the checkpoint cosigned last; and the evidence that logs brought against themselves. One file.</summary>
public sealed class WitnessStore : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS log (origin TEXT NOT NULL PRIMARY KEY, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS evidence (seq INTEGER PRIMARY KEY, origin TEXT NOT NULL, one BLOB NOT NULL, other BLOB NOT NULL, at INTEGER NOT NULL, UNIQUE (origin, other)) STRICT;
        """;

    // A log that lies has been shown to lie by the first of them.
    private const int MostEvidence = 100;
    private readonly SqliteConnection _connection;

    /// <summary>Opens the file, or makes it. FULL: a checkpoint is on the disk before it is cosigned.</summary>
    public WitnessStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
        Run(Schema);
    }

    /// <summary>The checkpoint cosigned last, or nothing.</summary>
    public SignedCheckpoint? Latest(string origin)
    {
        using var command = new SqliteCommand("SELECT note FROM log WHERE origin = ?1", _connection);
        command.Parameters.AddWithValue("?1", origin);
        return command.ExecuteScalar() is byte[] note ? SignedCheckpoint.Parse(note).OrThrow() : null;
    }

    /// <summary>Keeps a checkpoint in the place of the one before; it returns after the fsync.</summary>
    public void Keep(SignedCheckpoint checkpoint, DateTimeOffset now) => Run(
        "INSERT INTO log VALUES (?1, ?2, ?3) ON CONFLICT (origin) DO UPDATE SET note = ?2, at = ?3",
        checkpoint.Checkpoint.Origin.Value, checkpoint.ToBytes(), now.ToUnixTimeSeconds());

    /// <summary>Keeps two checkpoints that no append-only log has both.</summary>
    public void Keep(CheckpointConflict conflict, DateTimeOffset now) => Run(
        "INSERT OR IGNORE INTO evidence (origin, one, other, at) SELECT ?1, ?2, ?3, ?4 WHERE (SELECT count(*) FROM evidence WHERE origin = ?1) < ?5",
        conflict.Smaller.Checkpoint.Origin.Value, conflict.Smaller.Signed.ToBytes(), conflict.Larger.Signed.ToBytes(), now.ToUnixTimeSeconds(), MostEvidence);

    /// <summary>The logs with the checkpoint cosigned last, and when.</summary>
    public IReadOnlyList<(SignedCheckpoint Latest, DateTimeOffset At)> Logs() =>
        Read("SELECT note, at FROM log ORDER BY origin", reader => (SignedCheckpoint.Parse((byte[])reader[0]).OrThrow(), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(1))));

    /// <summary>The evidence, oldest first.</summary>
    public IReadOnlyList<(SignedCheckpoint One, SignedCheckpoint Other, DateTimeOffset At)> Evidence() =>
        Read("SELECT one, other, at FROM evidence ORDER BY seq", reader => (SignedCheckpoint.Parse((byte[])reader[0]).OrThrow(), SignedCheckpoint.Parse((byte[])reader[1]).OrThrow(), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(2))));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Run(string sql, params object[] values)
    {
        using var command = new SqliteCommand(sql, _connection);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(FormattableString.Invariant($"?{i + 1}"), values[i]);
        command.ExecuteNonQuery();
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using var command = new SqliteCommand(sql, _connection);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }
}
