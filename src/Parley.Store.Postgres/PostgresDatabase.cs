using System.Net;
using System.Reflection;
using Npgsql;

namespace Parley.Store.Postgres;

/// <summary>A node's database in PostgreSQL: how it is reached, and its schema brought up to date.</summary>
public sealed class PostgresDatabase : IDisposable
{
    private const long SchemaVersion = 3;

    // Any number that no other program on the database uses: "Parl".
    private const long MigrationLock = 0x5061726C;

    // 42P01: there is no such table.
    private const string NoTable = "42P01";
    private readonly NpgsqlDataSource _readers;
    private readonly string _writer;

    /// <summary>Reads how the database is reached; nothing is opened yet.</summary>
    /// <param name="connection">Keywords and values as Npgsql knows them, without a password.</param>
    /// <param name="password">The password, or nothing where the server asks for none.</param>
    /// <exception cref="InvalidDataException">Something in it does not fit; the message says what.</exception>
    public PostgresDatabase(string connection, string? password)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"the connection to PostgreSQL does not read ({e.Message}); write it as: Host=db.by.example;Database=parley;Username=parley;SSL Mode=VerifyFull", e);
        }

        if (settings.Password is not null || settings.Passfile is not null)
            throw new InvalidDataException("the connection to PostgreSQL must not hold a password, for others may read the configuration: name a file of your own under 'password-file'.");
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database) || string.IsNullOrEmpty(settings.Username))
            throw new InvalidDataException("the connection to PostgreSQL must name Host, Database and Username.");
        // The database holds the secrets of groups: whoever listens on the way, or stands in it, would have them.
        if (settings.SslMode is not (SslMode.VerifyFull or SslMode.VerifyCA) && settings.Host.Split(',').FirstOrDefault(h => !IsHere(h.Trim())) is { } remote)
            throw new InvalidDataException($"the connection to PostgreSQL on {remote} would not be checked: add SSL Mode=VerifyFull, and Root Certificate where the server's authority is your own.");

        settings.Password = password;
        settings.ApplicationName ??= "parley";
        // Statements are prepared by themselves once they come again. What a role's settings say does not count: a commit returns when it is
        // on the disk, and on that of the standbys that the server waits for; and what the server says of a commit that may not be is heard.
        settings.MaxAutoPrepare = 200;
        settings.AutoPrepareMinUsages = 2;
        settings.Options = $"{settings.Options} -c synchronous_commit=on -c client_min_messages=warning".Trim();
        // A server that does not answer is left at once, and what it does with a commit that waits for its standby is not believed.
        settings.CancellationTimeout = -1;
        settings.Timeout = settings.ContainsKey("Timeout") && settings.Timeout != 15 ? settings.Timeout : 5;
        settings.CommandTimeout = settings.CommandTimeout != 30 ? settings.CommandTimeout : 10;
        // A socket in the file system has none.
        settings.TcpKeepAlive = !settings.Host.Contains('/', StringComparison.Ordinal);
        if (settings.TcpKeepAlive)
            (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (5, 1);
        if (settings.Host.Contains(',', StringComparison.Ordinal))
            settings.TargetSessionAttributes ??= "primary";
        Name = $"{settings.Database} on {settings.Host}";
        _readers = NpgsqlDataSource.Create(settings);
        // A replica that stops within a transaction, frozen or cut off, holds the lease no longer than this; what it then does fails.
        settings.Options = $"-c idle_in_transaction_session_timeout=10s {settings.Options}";
        settings.Pooling = false;
        _writer = settings.ConnectionString;
    }

    /// <summary>The database and its host, for messages.</summary>
    public string Name { get; }

    /// <summary>Brings the schema up to date, once; programs that start together wait for each other.</summary>
    /// <exception cref="InvalidDataException">It was written by a newer program, or a commit there is not durable; the message says what to do.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached.</exception>
    public void Migrate()
    {
        using var connection = OpenWriter();
        Check(connection);
        for (var version = Version(connection, null); version < SchemaVersion; version++)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, FormattableString.Invariant($"SELECT pg_advisory_xact_lock({MigrationLock})"), transaction);
            // Another program may have been there first.
            version = Version(connection, transaction);
            if (version >= SchemaVersion)
                break;
            using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(FormattableString.Invariant($"{version + 1:000}.sql"))!;
            using var reader = new StreamReader(resource);
            Execute(connection, reader.ReadToEnd(), transaction);
            Execute(connection, FormattableString.Invariant($"CREATE TABLE IF NOT EXISTS parley_schema (version bigint NOT NULL); DELETE FROM parley_schema; INSERT INTO parley_schema VALUES ({version + 1});"), transaction);
            transaction.Commit();
        }
    }

    internal NpgsqlConnection OpenReader() => _readers.OpenConnection();

    /// <summary>A connection of its own, which nobody gets after it.</summary>
    internal NpgsqlConnection OpenWriter()
    {
        var connection = new NpgsqlConnection(_writer);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();

    /// <summary>Whether a server is on this machine: a directory with its socket, or a loopback address.</summary>
    private static bool IsHere(string host)
    {
        if (host.StartsWith('/') || host.StartsWith('@') || host == "localhost")
            return true;
        var address = host.StartsWith('[') ? host[1..].Split(']')[0] : host.Count(c => c == ':') == 1 ? host.Split(':')[0] : host;
        return address == "localhost" || (IPAddress.TryParse(address, out var ip) && IPAddress.IsLoopback(ip));
    }

    /// <summary>Nothing may be acknowledged that a power cut takes back.</summary>
    private void Check(NpgsqlConnection connection)
    {
        foreach (var setting in new[] { "fsync", "full_page_writes", "synchronous_commit" })
        {
            using var command = new NpgsqlCommand($"SHOW {setting}", connection);
            if (command.ExecuteScalar() is string value and not "on")
                throw new InvalidDataException($"{Name} has {setting} = {value}: what is stored there may be lost with the power. Set it to on in postgresql.conf.");
        }

        using var encoding = new NpgsqlCommand("SHOW server_encoding", connection);
        if (encoding.ExecuteScalar() is string name and not "UTF8")
            throw new InvalidDataException($"{Name} stores text as {name}: make the database with ENCODING 'UTF8' TEMPLATE template0.");
    }

    private long Version(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        using var exists = new NpgsqlCommand("SELECT to_regclass('parley_schema') IS NOT NULL", connection, transaction);
        if (exists.ExecuteScalar() is not true)
            return 0;
        using var command = new NpgsqlCommand("SELECT version FROM parley_schema", connection, transaction);
        var version = command.ExecuteScalar() as long? ?? 0;
        return version <= SchemaVersion
            ? version
            : throw new InvalidDataException($"{Name} has schema version {version} and this program knows {SchemaVersion}: run the newer program, or restore a backup.");
    }

    private static void Execute(NpgsqlConnection connection, string sql, NpgsqlTransaction transaction)
    {
        using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}
