using Microsoft.Data.Sqlite;
using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Cards;

namespace Parley.Node.Relay;

/// <summary>What waits in a relay's mailboxes: one file. A bundle is on the disk before it is said to be taken. One caller at a time.</summary>
public sealed class RelayStore : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS bundle (seq INTEGER PRIMARY KEY AUTOINCREMENT, mailbox BLOB NOT NULL, client BLOB NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL, UNIQUE (mailbox, hash)) STRICT;
        CREATE INDEX IF NOT EXISTS bundle_client ON bundle (mailbox, client, seq, size);
        CREATE INDEX IF NOT EXISTS bundle_at ON bundle (at);
        """;

    private readonly SqliteConnection _connection;
    private readonly RelayQuotas _quotas;
    private readonly Lock _turn = new();
    private readonly Dictionary<MailboxId, byte[]> _servedLast = [];
    private long _bytes;

    /// <summary>Opens the file, or makes it.</summary>
    public RelayStore(string path, RelayQuotas quotas)
    {
        _quotas = quotas;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;");
        Run(Schema);
        _bytes = (long)Scalar("SELECT coalesce(sum(size), 0) FROM bundle")!;
    }

    /// <summary>Bytes in all mailboxes.</summary>
    public long Bytes => _bytes;

    /// <summary>Keeps a bundle durably; the fault names the quota that is full. One that is here already is taken again for nothing.</summary>
    public Fault? Put(SealedBundle bundle, byte[] client, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        lock (_turn)
        {
            var (mailbox, hash, size) = (Bytes32(bundle.Mailbox), Digest.Of(bundle.Bytes.Span).ToArray(), bundle.Bytes.Length);
            if (Scalar("SELECT 1 FROM bundle WHERE mailbox = ?1 AND hash = ?2", mailbox, hash) is not null)
                return null;
            // BND-032
            if ((long)Scalar("SELECT coalesce(sum(size), 0) FROM bundle WHERE mailbox = ?1 AND client = ?2", mailbox, client)! + size > _quotas.BytesPerClient)
                return new Fault("BND-032", 0, $"{_quotas.BytesPerClient} bytes of this client wait in this mailbox already");
            if ((long)Scalar("SELECT coalesce(sum(size), 0) FROM bundle WHERE mailbox = ?1", mailbox)! + size > _quotas.BytesPerMailbox)
                return new Fault("BND-032", 0, $"{_quotas.BytesPerMailbox} bytes wait in this mailbox already");
            if (_bytes + size > _quotas.BytesInAll)
                return new Fault("BND-032", 0, "this relay is full");
            Run("INSERT INTO bundle (mailbox, client, size, at, hash, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", mailbox, client, size, now.ToUnixTimeSeconds(), hash, bundle.Bytes.ToArray());
            _bytes += size;
            return null;
        }
    }

    /// <summary>The next bundle in a mailbox: of each client that left something there in turn, its oldest.</summary>
    public (long Sequence, byte[] Bytes)? Next(MailboxId mailbox)
    {
        lock (_turn)
        {
            // BND-034: whoever fills a mailbox with rubbish must not keep its owner from what others left there.
            var after = _servedLast.GetValueOrDefault(mailbox, []);
            var client = Scalar("SELECT client FROM bundle WHERE mailbox = ?1 AND client > ?2 ORDER BY client LIMIT 1", Bytes32(mailbox), after)
                ?? Scalar("SELECT client FROM bundle WHERE mailbox = ?1 ORDER BY client LIMIT 1", Bytes32(mailbox));
            if (client is not byte[] next)
            {
                _servedLast.Remove(mailbox);
                return null;
            }

            _servedLast[mailbox] = next;
            using var command = Command("SELECT seq, bytes FROM bundle WHERE mailbox = ?1 AND client = ?2 ORDER BY seq LIMIT 1", Bytes32(mailbox), next);
            using var reader = command.ExecuteReader();
            return reader.Read() ? (reader.GetInt64(0), (byte[])reader[1]) : null;
        }
    }

    /// <summary>Drops a bundle that its owner has.</summary>
    public void Drop(MailboxId mailbox, long sequence) => Delete("mailbox = ?1 AND seq = ?2", Bytes32(mailbox), sequence);

    // BND-035
    /// <summary>Drops what nobody fetched in time.</summary>
    public void Expire(DateTimeOffset now)
    {
        Delete("at < ?1", now.AddDays(-_quotas.Days).ToUnixTimeSeconds());
        // Of mailboxes that nobody looks into any more, too; whose turn it is may begin anew.
        lock (_turn)
            _servedLast.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Delete(string which, params object[] values)
    {
        lock (_turn)
        {
            using var transaction = _connection.BeginTransaction();
            long bytes;
            using (var size = Command($"SELECT coalesce(sum(size), 0) FROM bundle WHERE {which}", values))
            {
                size.Transaction = transaction;
                bytes = (long)size.ExecuteScalar()!;
            }

            using (var delete = Command($"DELETE FROM bundle WHERE {which}", values))
            {
                delete.Transaction = transaction;
                delete.ExecuteNonQuery();
            }

            transaction.Commit();
            // A full disk may have kept it.
            _bytes -= bytes;
        }
    }

    private static byte[] Bytes32(MailboxId mailbox)
    {
        var bytes = new byte[MailboxId.Size];
        mailbox.CopyTo(bytes);
        return bytes;
    }

    private void Run(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params object[] values)
    {
        var command = new SqliteCommand(sql, _connection);
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(FormattableString.Invariant($"?{i + 1}"), values[i]);
        return command;
    }
}
