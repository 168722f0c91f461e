using System.Data;
using Npgsql;
using NpgsqlTypes;
using Parley.Channels.Storage;

namespace Parley.Store.Postgres;

/// <summary>The tables of a database as they stand, to be moved to another one or from there: one transaction, in which no replica writes.</summary>
public sealed class PostgresTables : IDisposable
{
    // The term that no replica ever has.
    private const string Moved = "a node that has moved to another database";
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    /// <summary>Opens a database whose schema is up to date.</summary>
    /// <exception cref="InvalidDataException">A replica writes to it.</exception>
    public PostgresTables(PostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _connection = database.OpenWriter();
        try
        {
            _transaction = _connection.BeginTransaction(IsolationLevel.RepeatableRead);
            // While the other database works, this one waits.
            Run("SET LOCAL idle_in_transaction_session_timeout = 0");
            // Held to the end: whoever wants to write waits, and then finds another term.
            using var lease = Command("SELECT holder FROM lease WHERE until > clock_timestamp() AND holder <> $1 FOR UPDATE");
            lease.Parameters.Bind([Moved]);
            if (lease.ExecuteScalar() is string holder)
                throw new InvalidDataException($"A replica of this node writes to {database.Name}: {holder}. Stop every replica first.");
            Run("UPDATE lease SET term = term + 1");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether nothing was ever stored here.</summary>
    public bool IsEmpty => Command("SELECT NOT EXISTS (SELECT FROM card) AND NOT EXISTS (SELECT FROM desk_item)").ExecuteScalar() is true;

    /// <summary>The rows of a table in the order of its key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="prefix">What stands before its name here.</param>
    public IEnumerable<object?[]> Read(StoreTable table, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(table);
        using var command = Command($"SELECT {string.Join(", ", table.Columns)} FROM {prefix}{table.Name} ORDER BY {string.Join(", ", table.Key)}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return [.. Enumerable.Range(0, table.Columns.Count).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))];
    }

    /// <summary>Adds rows to an empty table.</summary>
    public void Write(StoreTable table, IEnumerable<object?[]> rows, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(rows);
        using var copy = _connection.BeginBinaryImport($"COPY {prefix}{table.Name} ({string.Join(", ", table.Columns)}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            copy.StartRow();
            foreach (var value in row)
            {
                switch (value)
                {
                    case null:
                        copy.WriteNull();
                        break;
                    case long number:
                        copy.Write(number, NpgsqlDbType.Bigint);
                        break;
                    case string text:
                        copy.Write(text, NpgsqlDbType.Text);
                        break;
                    default:
                        copy.Write((byte[])value, NpgsqlDbType.Bytea);
                        break;
                }
            }
        }

        copy.Complete();
    }

    /// <summary>Makes what was written durable, and lets replicas write.</summary>
    public void Commit()
    {
        Run("UPDATE lease SET until = '-infinity', holder = ''");
        _transaction.Commit();
    }

    /// <summary>No replica ever writes here again: the node has moved elsewhere, and would say things twice.</summary>
    public void Close()
    {
        Run($"UPDATE lease SET until = 'infinity', holder = '{Moved}'");
        _transaction.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transaction?.Dispose();
        _connection.Dispose();
    }

    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { CommandTimeout = 0 };

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }
}
