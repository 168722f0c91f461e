using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Parley.Store.Sqlite;

/// <summary>
/// A prepared statement with numbered parameters ?1, ?2 …. What is run many times a record goes to SQLite's own calls: naming each parameter anew,
/// as ADO.NET does, costs more than the statement.
/// </summary>
internal sealed class Statement(SqliteConnection connection, string sql) : IDisposable
{
    private sqlite3_stmt? _handle;
    private SqliteCommand? _command;

    /// <summary>Runs a statement that changes something.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Step(values);
        try
        {
            return raw.sqlite3_changes(connection.Handle!);
        }
        finally
        {
            raw.sqlite3_reset(_handle!);
        }
    }

    /// <summary>The columns of the first row, or nothing.</summary>
    public object?[]? First(params ReadOnlySpan<object?> values)
    {
        var isRow = Step(values);
        try
        {
            if (!isRow)
                return null;
            var row = new object?[raw.sqlite3_column_count(_handle!)];
            for (var i = 0; i < row.Length; i++)
                row[i] = Column(i);
            return row;
        }
        finally
        {
            raw.sqlite3_reset(_handle!);
        }
    }

    /// <summary>All rows, within the connection's transaction if it is in one.</summary>
    public SqliteDataReader Query(SqliteTransaction? transaction, params ReadOnlySpan<object?> values)
    {
        _command ??= new SqliteCommand(sql, connection);
        _command.Transaction = transaction;
        while (_command.Parameters.Count < values.Length)
            _command.Parameters.Add(new SqliteParameter(FormattableString.Invariant($"?{_command.Parameters.Count + 1}"), null));
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return _command.ExecuteReader();
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _command?.Dispose();
    }

    private bool Step(ReadOnlySpan<object?> values)
    {
        if (_handle is null)
        {
            Check(raw.sqlite3_prepare_v2(connection.Handle!, sql, out var handle));
            _handle = handle;
        }

        for (var i = 0; i < values.Length; i++)
            Check(Bind(i + 1, values[i]));
        var result = raw.sqlite3_step(_handle);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            raw.sqlite3_reset(_handle);
            Check(result);
        }

        return result == raw.SQLITE_ROW;
    }

    private int Bind(int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_handle!, index),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_handle!, index, 0),
        byte[] bytes => raw.sqlite3_bind_blob(_handle!, index, bytes),
        ReadOnlyMemory<byte> { Length: > 0 } bytes => raw.sqlite3_bind_blob(_handle!, index, bytes.Span),
        string text => raw.sqlite3_bind_text(_handle!, index, text),
        long number => raw.sqlite3_bind_int64(_handle!, index, number),
        int number => raw.sqlite3_bind_int64(_handle!, index, number),
        double number => raw.sqlite3_bind_double(_handle!, index, number),
        _ => throw new ArgumentException($"A {value.GetType().Name} is no value of SQLite.", nameof(value)),
    };

    private object? Column(int index) => raw.sqlite3_column_type(_handle!, index) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(_handle!, index),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(_handle!, index),
        raw.SQLITE_TEXT => raw.sqlite3_column_text(_handle!, index).utf8_to_string(),
        raw.SQLITE_BLOB => raw.sqlite3_column_blob(_handle!, index).ToArray(),
        _ => null,
    };

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, connection.Handle);
    }
}
