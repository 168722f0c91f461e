using System.Data;
using Npgsql;

namespace Parley.Store.Postgres;

/// <summary>
/// The one connection that writes. What is to be written waits and travels with the next question or with the commit, so that a
/// transaction that asks nothing is one round trip. After a failure the connection is given up, and the next use opens another.
/// </summary>
internal sealed class Session(PostgresDatabase database) : IDisposable
{
    // 01000: a warning. Of a commit it says that the wait for a standby was ended: the commit stands on one disk only.
    private const string Warning = "01000";
    private readonly List<NpgsqlBatchCommand> _pending = [];
    private NpgsqlConnection? _connection;
    private Transaction _transaction;
    private string? _warned;

    private enum Transaction
    {
        None,

        // Nothing of it has gone out yet.
        Wanted,
        Open,
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool IsOpen => _transaction != Transaction.None;

    /// <summary>Whether the server knows of it.</summary>
    public bool HasBegun => _transaction == Transaction.Open;

    /// <summary>Opens a transaction that begins with a statement.</summary>
    public void Begin(string sql, params ReadOnlySpan<object?> values)
    {
        (_transaction, _warned) = (Transaction.Wanted, null);
        _pending.Clear();
        _pending.Add(Command(sql, values));
    }

    /// <summary>Writes within the transaction.</summary>
    public void Write(string sql, params ReadOnlySpan<object?> values) => _pending.Add(Command(sql, values));

    /// <summary>Asks, after all that waits was written.</summary>
    public NpgsqlDataReader Query(string sql, params ReadOnlySpan<object?> values) => Query([Command(sql, values)]);

    /// <summary>Asks several things at once; the answers come in their order.</summary>
    public NpgsqlDataReader Query(IEnumerable<NpgsqlBatchCommand> questions)
    {
        using var batch = Batch(opens: _transaction == Transaction.Wanted);
        foreach (var question in questions)
            batch.BatchCommands.Add(question);
        var reader = batch.ExecuteReader();
        if (_transaction == Transaction.Wanted)
            _transaction = Transaction.Open;
        return reader;
    }

    /// <summary>The first column of the first row, or nothing.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Query(sql, values);
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetValue(0) : null;
    }

    /// <summary>Makes the transaction durable.</summary>
    /// <exception cref="NpgsqlException">It is not, or it is not known whether it is.</exception>
    public void Commit()
    {
        // Without a BEGIN a batch is a transaction of its own.
        using (var batch = Batch(opens: false))
        {
            if (_transaction == Transaction.Open)
                batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            batch.ExecuteNonQuery();
        }

        _transaction = Transaction.None;
        ThrowIfWarned();
    }

    /// <summary>Forgets the transaction; and the connection, unless it is whole and says that it has ended it.</summary>
    public void Rollback()
    {
        var was = _transaction;
        _transaction = Transaction.None;
        _pending.Clear();
        try
        {
            if (_connection is { State: ConnectionState.Open })
            {
                if (was == Transaction.Open)
                    Execute("ROLLBACK");
                return;
            }
        }
        catch (NpgsqlException)
        {
            // It is not whole.
        }

        Close();
    }

    /// <summary>Reads at one moment, if no transaction is open.</summary>
    public T AtOneMoment<T>(Func<T> read)
    {
        if (IsOpen)
            return read();
        try
        {
            Execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            // From here on a lost connection is a failure and not replaced: another one would read at another moment.
            _transaction = Transaction.Open;
            var result = read();
            Execute("COMMIT");
            _transaction = Transaction.None;
            return result;
        }
        catch
        {
            // What was begun must not stand open under what comes next.
            _transaction = Transaction.None;
            Close();
            throw;
        }
    }

    /// <summary>Fails if the server has said that the commit may not be durable everywhere.</summary>
    public void ThrowIfWarned()
    {
        if (Interlocked.Exchange(ref _warned, null) is { } warning)
            throw new NpgsqlException($"a commit is not known to be durable ({warning})");
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    internal static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Bind(values);
        return command;
    }

    private NpgsqlBatch Batch(bool opens)
    {
        var batch = new NpgsqlBatch(Connection());
        if (opens)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
        foreach (var command in _pending)
            batch.BatchCommands.Add(command);
        _pending.Clear();
        return batch;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private NpgsqlConnection Connection()
    {
        if (_connection is { State: ConnectionState.Open })
            return _connection;
        if (_transaction == Transaction.Open)
            throw new NpgsqlException("the connection to the database was lost");
        Close();
        _connection = database.OpenWriter();
        _connection.Notice += (_, e) => _warned = e.Notice.SqlState == Warning ? e.Notice.MessageText : _warned;
        return _connection;
    }

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, Connection());
        command.ExecuteNonQuery();
    }
}
