using Parley.Channels.Storage;
using Parley.Node.Keys;
using Parley.Store.Sqlite;

namespace Parley.Node;

/// <summary>The database of a node: the SQLite file in its directory.</summary>
public sealed class NodeDatabase(NodeDirectory directory)
{
    /// <summary>The database of the node in a directory, or nothing where there is no node.</summary>
    public static NodeDatabase? Find(NodeDirectory directory) => File.Exists(directory.Database) ? new NodeDatabase(directory) : null;

    /// <summary>Reads what is committed.</summary>
    public IArchive Archive { get; } = new SqliteArchive(directory.Database);

    /// <summary>Opens the one writer; creates what is missing.</summary>
    /// <exception cref="InvalidDataException">The database was written by a newer program, or is damaged; the message says what to do.</exception>
    public INodeStore OpenStore(TimeProvider clock) => new SqliteStore(directory.Database, clock);

    /// <summary>Opens what the watch keeps.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public IWatchStore OpenWatch() => new SqliteWatchStore(directory.Watch);

    /// <summary>Opens what is kept of the officers, for several programs at once.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or was written by a newer program.</exception>
    public IDeskStore OpenDesk()
    {
        // Made before SQLite makes it, which would let everybody read it.
        if (!File.Exists(directory.Desk))
            PrivateFile.Create(directory.Desk, []);
        return new SqliteDeskStore(directory.Desk);
    }
}
