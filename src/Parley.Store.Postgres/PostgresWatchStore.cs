using Npgsql;
using Parley.Channels.Storage;
using Parley.Records;

namespace Parley.Store.Postgres;

/// <summary>What the watch must not forget, in the node's database: another replica goes on from there.</summary>
public sealed class PostgresWatchStore(PostgresDatabase database) : IWatchStore
{
    /// <inheritdoc/>
    public IReadOnlyList<Attempt> Attempts()
    {
        using var connection = database.OpenReader();
        using var command = new NpgsqlCommand("SELECT record, step, means, address, tries, at, fault FROM attempt", connection);
        using var reader = command.ExecuteReader();
        var attempts = new List<Attempt>();
        while (reader.Read())
            attempts.Add(new Attempt(reader.Digest(0), reader.GetString(1), new Reach((Means)reader.GetInt64(2), reader.GetString(3)), (int)reader.GetInt64(4), reader.UnixMilliseconds(5), reader.TextOrNull(6)));
        return attempts;
    }

    /// <inheritdoc/>
    public void Keep(IEnumerable<Attempt> attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        using var connection = database.OpenReader();
        using var batch = new NpgsqlBatch(connection);
        foreach (var attempt in attempts)
        {
            batch.BatchCommands.Add(Session.Command(
                "INSERT INTO attempt VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (record, step) DO UPDATE SET means = excluded.means, address = excluded.address, tries = excluded.tries, at = excluded.at, fault = excluded.fault",
                attempt.Record.ToArray(), attempt.Step, (int)attempt.Reach.Means, attempt.Reach.Address, attempt.Tries, attempt.At.ToUnixTimeMilliseconds(), attempt.Fault));
        }

        if (batch.BatchCommands.Count > 0)
            batch.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Forget(Digest record)
    {
        using var connection = database.OpenReader();
        using var command = new NpgsqlCommand("DELETE FROM attempt WHERE record = $1", connection);
        command.Parameters.Bind([record.ToArray()]);
        command.ExecuteNonQuery();
    }

    /// <summary>The database is its owner's.</summary>
    public void Dispose()
    {
    }
}
