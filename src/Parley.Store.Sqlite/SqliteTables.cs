using Microsoft.Data.Sqlite;
using Parley.Channels.Storage;

namespace Parley.Store.Sqlite;

/// <summary>The tables of one file as they stand, to be moved to another database or from there.</summary>
public sealed class SqliteTables : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _transaction;

    /// <summary>Opens a file whose schema is up to date, for one transaction.</summary>
    public SqliteTables(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        _connection.Open();
        using (var durable = new SqliteCommand("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;", _connection))
            durable.ExecuteNonQuery();
        _transaction = _connection.BeginTransaction(deferred: false);
    }

    /// <summary>The rows of a table in the order of its key.</summary>
    public IEnumerable<object?[]> Read(StoreTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var command = new SqliteCommand($"SELECT {string.Join(", ", table.Columns)} FROM {table.Name} ORDER BY {string.Join(", ", table.Key)}", _connection, _transaction);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return [.. Enumerable.Range(0, table.Columns.Count).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))];
    }

    /// <summary>Adds rows to an empty table.</summary>
    public void Write(StoreTable table, IEnumerable<object?[]> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        using var insert = new Statement(_connection, $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns)}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"))})");
        foreach (var row in rows)
            insert.Run(row);
    }

    /// <summary>Makes what was written durable.</summary>
    public void Commit() => _transaction.Commit();

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }
}
