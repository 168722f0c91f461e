using Microsoft.Data.Sqlite;

namespace Parley.Store.Sqlite;

/// <summary>A prepared statement with numbered parameters ?1, ?2 ….</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = new SqliteCommand(sql, connection);
    }

    public int Run(SqliteTransaction? transaction, params ReadOnlySpan<object?> values) => Bind(transaction, values).ExecuteNonQuery();

    public SqliteDataReader Query(SqliteTransaction? transaction, params ReadOnlySpan<object?> values) => Bind(transaction, values).ExecuteReader();

    public object? Scalar(SqliteTransaction? transaction, params ReadOnlySpan<object?> values) => Bind(transaction, values).ExecuteScalar();

    public void Dispose() => _command.Dispose();

    private SqliteCommand Bind(SqliteTransaction? transaction, ReadOnlySpan<object?> values)
    {
        _command.Transaction = transaction;
        while (_command.Parameters.Count < values.Length)
            _command.Parameters.Add(new SqliteParameter(FormattableString.Invariant($"?{_command.Parameters.Count + 1}"), null));
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return _command;
    }
}
