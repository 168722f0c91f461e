using Parley.Channels.Storage;
using Parley.Node.Keys;
using Parley.Store.Postgres;
using Parley.Store.Sqlite;

namespace Parley.Node;

/// <summary>The database of a node, as its <c>node.yaml</c> names it: the SQLite file in its directory, or PostgreSQL.</summary>
public sealed class NodeDatabase : IDisposable
{
    private readonly NodeDirectory _directory;
    private readonly StoreConfiguration? _configuration;
    private readonly PostgresDatabase? _postgres;

    /// <summary>Names it; nothing is opened yet.</summary>
    /// <exception cref="InvalidDataException">The configuration, or the file with the password, does not fit.</exception>
    public NodeDatabase(NodeDirectory directory, NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(configuration);
        (_directory, _configuration) = (directory, configuration.Store);
        if (_configuration is null)
        {
            Archive = new SqliteArchive(directory.Database);
            return;
        }

        _postgres = Connect(directory, _configuration);
        Archive = new PostgresArchive(_postgres);
    }

    /// <summary>Reads what is committed.</summary>
    public IArchive Archive { get; }

    /// <summary>What the node in a directory has committed, for as long as this program runs; or nothing where there is no node.</summary>
    public static IArchive? FindArchive(NodeDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var configuration = File.Exists(Path.Combine(directory.Path, NodeConfiguration.FileName)) ? NodeConfiguration.Read(directory.Path) : new NodeConfiguration();
        return configuration.Store is not null || File.Exists(directory.Database) ? new NodeDatabase(directory, configuration).Archive : null;
    }

    /// <summary>PostgreSQL as a configuration names it.</summary>
    internal static PostgresDatabase Connect(NodeDirectory directory, StoreConfiguration configuration)
    {
        try
        {
            return new PostgresDatabase(configuration.Postgres, configuration.PasswordFile is { } file
                ? PrivateFile.Read(Path.Combine(directory.Path, file), text => System.Text.Encoding.UTF8.GetString(text).TrimEnd('\r', '\n'))
                : null);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{Path.Combine(directory.Path, NodeConfiguration.FileName)}: store: {e.Message}", e);
        }
    }

    /// <summary>Opens the writer; creates what is missing, and brings what is older up to date. In PostgreSQL it may not be the one that writes.</summary>
    /// <exception cref="InvalidDataException">The database was written by a newer program, or is damaged; the message says what to do.</exception>
    /// <exception cref="System.Data.Common.DbException">It cannot be reached.</exception>
    public INodeStore OpenStore(TimeProvider clock)
    {
        if (_postgres is null)
            return new SqliteStore(_directory.Database, clock);
        _postgres.Migrate();
        return new PostgresStore(_postgres, $"{Environment.MachineName} ({Environment.ProcessId})", TimeSpan.FromSeconds(_configuration!.LeaseSeconds), clock);
    }

    /// <summary>Opens the writer of a node that does not run.</summary>
    /// <exception cref="InvalidDataException">As with <see cref="OpenStore"/>; or a replica runs.</exception>
    public INodeStore OpenStopped(TimeProvider clock)
    {
        var store = OpenStore(clock);
        if (store.Lead() is { IsHeld: false, Holder: var holder })
        {
            store.Dispose();
            throw new InvalidDataException($"A replica of this node writes to {_postgres!.Name}: {holder}. Stop every replica first.");
        }

        return store;
    }

    /// <summary>Opens what the watch keeps.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public IWatchStore OpenWatch() => _postgres is null ? new SqliteWatchStore(_directory.Watch) : new PostgresWatchStore(_postgres);

    /// <summary>Opens what is kept of the officers, for several programs at once.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or was written by a newer program.</exception>
    public IDeskStore OpenDesk()
    {
        if (_postgres is not null)
            return new PostgresDeskStore(_postgres);
        // Made before SQLite makes it, which would let everybody read it.
        if (!File.Exists(_directory.Desk))
            PrivateFile.Create(_directory.Desk, []);
        return new SqliteDeskStore(_directory.Desk);
    }

    /// <inheritdoc/>
    public void Dispose() => _postgres?.Dispose();
}
