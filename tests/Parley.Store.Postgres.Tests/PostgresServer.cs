using System.Diagnostics;
using Npgsql;

[assembly: AssemblyFixture(typeof(Parley.Store.Postgres.Tests.PostgresServer))]

namespace Parley.Store.Postgres.Tests;

/// <summary>A server of Debian's package, for the tests of this program: an ordinary user's, in a directory of its own, reached by a socket there and by nobody else.</summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lock Starting = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-pg-");
    private Lifeline? _server;
    private int _schemas;

    /// <summary>Where the programs of the newest version are, or nothing.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).OrderBy(d => d, StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>A place for one test: a schema that nobody else uses. Starts the server where it does not run.</summary>
    public string NewPlace()
    {
        Assert.SkipUnless(Programs is not null, "skipped: PostgreSQL is not here (apt-get install postgresql)");
        lock (Starting)
        {
            if (_server is null)
            {
                Lifeline.Give(_folder.FullName);
                Lifeline.Run(Path.Combine(Programs, "initdb"), "-D", Data, "-U", "parley", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
                Start();
                // A role without rights over the server, as a node has one.
                Admin("CREATE ROLE node LOGIN");
                Admin("CREATE DATABASE parley");
            }
        }

        var schema = FormattableString.Invariant($"place{Interlocked.Increment(ref _schemas)}");
        Sql($"Host={_folder.FullName};Database=parley;Username=parley", $"CREATE SCHEMA {schema} AUTHORIZATION node");
        return Connection(schema);
    }

    /// <summary>Ends the server as a power cut would.</summary>
    public void Kill()
    {
        _server!.Dispose();
        _server = null;
    }

    public void Start()
    {
        _server = Lifeline.Start(Path.Combine(_folder.FullName, "log"), "QUIT", Path.Combine(Programs!, "postgres"), "-D", Data, "-k", _folder.FullName, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=32MB");
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Admin("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (patience.Elapsed < TimeSpan.FromSeconds(30))
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>Says something to the database beside the store.</summary>
    public static object? Sql(string connection, string sql)
    {
        using var direct = new NpgsqlConnection(connection + ";Pooling=false");
        direct.Open();
        using var command = new NpgsqlCommand(sql, direct);
        return command.ExecuteScalar();
    }

    /// <summary>As the server's owner.</summary>
    public void Admin(string sql) => Sql($"Host={_folder.FullName};Database=postgres;Username=parley", sql);

    public void Dispose()
    {
        _server?.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Connection(string schema) => $"Host={_folder.FullName};Database=parley;Username=node;Search Path={schema}";
}
