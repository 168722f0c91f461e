using Npgsql;
using Parley.Channels.Storage;

namespace Parley.Store.Postgres;

/// <summary>The desk store in the node's database: an officer goes on at another replica where this one stopped.</summary>
public sealed class PostgresDeskStore(PostgresDatabase database) : IDeskStore
{
    /// <inheritdoc/>
    public DeskItem? Find(string kind, string key) => Read("SELECT kind, key, version, body FROM desk_item WHERE kind = $1 AND key = $2", Item, kind, key) is [var item] ? item : null;

    /// <inheritdoc/>
    public IReadOnlyList<DeskItem> List(string kind) => Read("SELECT kind, key, version, body FROM desk_item WHERE kind = $1 ORDER BY key", Item, kind);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Acts(long from, int most) => Read("SELECT body FROM desk_act WHERE number >= $1 ORDER BY number LIMIT $2", r => r.Bytes(0), from, most);

    /// <inheritdoc/>
    public byte[]? Checkpoint() => Read("SELECT body FROM desk_checkpoint", r => r.Bytes(0)) is [var checkpoint] ? checkpoint : null;

    /// <inheritdoc/>
    public bool TryCommit(IReadOnlyList<DeskWrite> writes, long firstAct, IReadOnlyList<byte[]> acts, byte[]? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentNullException.ThrowIfNull(acts);
        using var connection = database.OpenReader();
        // Disposed without a commit, it rolls back. One writer at a time: what is compared stays as it is.
        using var transaction = connection.BeginTransaction();
        Run(connection, "LOCK TABLE desk_item, desk_act, desk_checkpoint IN EXCLUSIVE MODE");
        foreach (var write in writes)
        {
            var changed = (write.Replaces, write.Body) switch
            {
                (_, null) => Run(connection, "DELETE FROM desk_item WHERE kind = $1 AND key = $2 AND version = $3", write.Kind, write.Key, write.Replaces),
                (0, var body) => Run(connection, "INSERT INTO desk_item VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING", write.Kind, write.Key, body),
                var (replaces, body) => Run(connection, "UPDATE desk_item SET version = version + 1, body = $4 WHERE kind = $1 AND key = $2 AND version = $3", write.Kind, write.Key, replaces, body),
            };
            if (changed != 1)
                return false;
        }

        if (acts.Count > 0)
        {
            using (var next = Command(connection, "SELECT coalesce(max(number) + 1, 0) FROM desk_act"))
            {
                if ((long)next.ExecuteScalar()! != firstAct)
                    return false;
            }

            using var batch = new NpgsqlBatch(connection, transaction);
            for (var i = 0; i < acts.Count; i++)
                batch.BatchCommands.Add(Session.Command("INSERT INTO desk_act VALUES ($1, $2)", firstAct + i, acts[i]));
            batch.BatchCommands.Add(Session.Command("INSERT INTO desk_checkpoint VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET body = excluded.body", checkpoint ?? throw new ArgumentNullException(nameof(checkpoint))));
            batch.ExecuteNonQuery();
        }

        transaction.Commit();
        return true;
    }

    /// <summary>The database is its owner's.</summary>
    public void Dispose()
    {
    }

    private static DeskItem Item(NpgsqlDataReader reader) => new(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.Bytes(3));

    private List<T> Read<T>(string sql, Func<NpgsqlDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var connection = database.OpenReader();
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static int Run(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Bind(values);
        return command;
    }
}
