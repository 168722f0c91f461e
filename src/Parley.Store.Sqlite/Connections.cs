using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Parley.Store.Sqlite;

/// <summary>Opens the file and brings its schema up to date.</summary>
internal static class Connections
{
    private const int SchemaVersion = 13;

    // The version that brought the index of references, which no SQL can fill.
    private const int WithReferences = 3;

    // SQLITE_CORRUPT and SQLITE_NOTADB.
    internal const int Corrupt = 11, NotADatabase = 26;

    /// <summary>The one connection that writes. Creates the file and its schema where they are missing.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer program, or is damaged.</exception>
    public static SqliteConnection OpenWriter(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // FULL with a write-ahead log: a commit returns after the log is on the disk, with one fsync.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 8192;");
            Migrate(connection, path);
            return connection;
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            connection.Dispose();
            throw new InvalidDataException($"{path} is damaged or is no store of this program ({e.Message}). Leave it as it is, and restore a backup beside it.", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes the log back into the file, and empties it: the file alone is then the store, whoever copies it, and the next start has no log to read. SQLite
    /// does so by itself for the last connection that closes, and readers that are kept in a pool do not close.
    /// </summary>
    public static void Settle(SqliteConnection connection)
    {
        try
        {
            // Whoever reads it still, as a backup does, is not waited for.
            Execute(connection, "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);");
        }
        catch (SqliteException)
        {
            // A full disk: the log stays, and says the same.
        }
    }

    /// <summary>A connection that reads what is committed.</summary>
    public static SqliteConnection OpenReader(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadOnly);
        // Mapped: a view of its own each time has no cache to come back to, and copying pages in was the dearest part of a read. Each of the readers
        // that fifty consoles have at once maps as much, and the kernel counts it for each.
        Execute(connection, "PRAGMA busy_timeout = 5000; PRAGMA mmap_size = 67108864;");
        return connection;
    }

    /// <summary>Whether a file that is only read is one of this program: what another version says in it is not known here.</summary>
    /// <exception cref="InvalidDataException">It was written by a newer program, or by an older one and not brought up to date.</exception>
    public static void RequireKnown(SqliteConnection connection, string path)
    {
        if (Version(connection, path) is var version and < SchemaVersion)
            throw new InvalidDataException($"{path} has schema version {version}, of an earlier program, and is only read here: 'parley serve' brings it to {SchemaVersion}.");
    }

    /// <summary>Whether the file itself is bad, and not the disk under it.</summary>
    internal static bool IsDamage(SqliteException e) => e.SqliteErrorCode is Corrupt or NotADatabase;

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode }.ToString());
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path)
    {
        var version = Version(connection, path);
        for (; version < SchemaVersion; version++)
        {
            using var transaction = connection.BeginTransaction();
            using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(FormattableString.Invariant($"{version + 1:000}.sql"))!;
            using var reader = new StreamReader(resource);
            Execute(connection, reader.ReadToEnd() + FormattableString.Invariant($"PRAGMA user_version = {version + 1};"), transaction);
            if (version + 1 == WithReferences)
                References.Fill(connection, transaction);
            transaction.Commit();
        }
    }

    private static long Version(SqliteConnection connection, string path)
    {
        using var command = new SqliteCommand("PRAGMA user_version", connection);
        return command.ExecuteScalar() is long version and <= SchemaVersion
            ? version
            : throw new InvalidDataException($"{path} has schema version {command.ExecuteScalar()} and this program knows {SchemaVersion}: run the newer program, or restore a backup.");
    }

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = new SqliteCommand(sql, connection, transaction);
        command.ExecuteNonQuery();
    }
}
