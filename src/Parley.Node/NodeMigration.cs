using Parley.Channels.Storage;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Store.Postgres;
using Parley.Store.Sqlite;

namespace Parley.Node;

/// <summary>One table that was moved: its rows and their digest, read back from where it is now.</summary>
public sealed record MovedTable(string Name, long Rows, Digest Digest);

/// <summary>
/// Moves a stopped node from the file in its directory to the PostgreSQL that its <c>node.yaml</c> names, or back: every value of every table,
/// then read back and compared. Only when all of it is there and the same does the node live in the other database, and the one that it
/// left cannot be started any more.
/// </summary>
public static class NodeMigration
{
    private static readonly (IReadOnlyList<StoreTable> Tables, string Prefix, Func<NodeDirectory, string> File)[] Places =
    [
        (StoreTable.OfStore, "", d => d.Database),
        (StoreTable.OfWatch, "", d => d.Watch),
        (StoreTable.OfDesk, "desk_", d => d.Desk),
    ];

    /// <summary>Moves the node into PostgreSQL. Its files stay, under names that no node opens.</summary>
    /// <exception cref="InvalidDataException">The node runs, the database is not empty, or something was not the same there; nothing was changed.</exception>
    public static IReadOnlyList<MovedTable> ToPostgres(NodeDirectory directory, TimeProvider clock, Action<string, long> progress)
    {
        using var postgres = Open(directory);
        using var once = NodeHost.Lock(directory);
        if (!File.Exists(directory.Database))
            throw new InvalidDataException($"{directory.Database} is not there: nothing is to be moved.");
        Prepare(directory, clock);
        postgres.Migrate();
        using var target = new PostgresTables(postgres);
        if (!target.IsEmpty)
            throw new InvalidDataException($"{postgres.Name} holds a node already. Move into an empty database.");
        var moved = Move(directory, progress, (file, table, prefix, digest) => target.Write(table, Counted(file.Read(table), digest, table, progress), prefix), (_, table, prefix) => target.Read(table, prefix));
        target.Commit();
        foreach (var (_, _, file) in Places)
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" }.Where(s => File.Exists(file(directory) + s)))
                File.Move(file(directory) + suffix, $"{file(directory)}.moved{suffix}", overwrite: true);
        }

        return moved;
    }

    /// <summary>Moves the node out of PostgreSQL into files in its directory. The database stays, and no replica writes there again.</summary>
    /// <exception cref="InvalidDataException">A replica runs, the files are there already, or something was not the same there; nothing was changed.</exception>
    public static IReadOnlyList<MovedTable> ToSqlite(NodeDirectory directory, TimeProvider clock, Action<string, long> progress)
    {
        using var postgres = Open(directory);
        using var once = NodeHost.Lock(directory);
        if (Places.Select(p => p.File(directory)).FirstOrDefault(File.Exists) is { } there)
            throw new InvalidDataException($"{there} is there already, and nothing is overwritten. Move it away first.");
        postgres.Migrate();
        using var source = new PostgresTables(postgres);
        if (source.IsEmpty)
            throw new InvalidDataException($"{postgres.Name} holds no node: nothing is to be moved.");
        try
        {
            Prepare(directory, clock);
            var moved = Move(directory, progress, (file, table, prefix, digest) => file.Write(table, Counted(source.Read(table, prefix), digest, table, progress)), (file, table, _) => file.Read(table));
            source.Close();
            return moved;
        }
        catch
        {
            foreach (var (_, _, file) in Places)
                File.Delete(file(directory));
            throw;
        }
    }

    /// <summary>1. every table, with the digest of what was read; 2. durable; 3. read back, with the digest of what is there.</summary>
    private static List<MovedTable> Move(NodeDirectory directory, Action<string, long> progress, Action<SqliteTables, StoreTable, string, StoreDigest> copy, Func<SqliteTables, StoreTable, string, IEnumerable<object?[]>> readBack)
    {
        var moved = new List<MovedTable>();
        foreach (var (tables, prefix, file) in Places)
        {
            // 1.
            var before = new List<Digest>();
            using (var files = new SqliteTables(file(directory)))
            {
                foreach (var table in tables)
                {
                    using var digest = new StoreDigest();
                    copy(files, table, prefix, digest);
                    before.Add(digest.ToDigest());
                }

                // 2.
                files.Commit();
            }

            // 3.
            using var again = new SqliteTables(file(directory));
            foreach (var (table, expected) in tables.Zip(before))
            {
                using var digest = new StoreDigest();
                foreach (var row in readBack(again, table, prefix))
                    digest.Add(row);
                if (digest.ToDigest() != expected)
                    throw new InvalidDataException($"The table {prefix}{table.Name} is not the same there: nothing was moved. Is the disk sound?");
                moved.Add(new MovedTable(prefix + table.Name, digest.Rows, expected));
                progress(prefix + table.Name, digest.Rows);
            }
        }

        return moved;
    }

    private static IEnumerable<object?[]> Counted(IEnumerable<object?[]> rows, StoreDigest digest, StoreTable table, Action<string, long> progress)
    {
        foreach (var row in rows)
        {
            digest.Add(row);
            if (digest.Rows % 10_000 == 0)
                progress(table.Name, digest.Rows);
            yield return row;
        }
    }

    /// <summary>Files that are there and up to date; new ones where they are missing.</summary>
    private static void Prepare(NodeDirectory directory, TimeProvider clock)
    {
        foreach (var file in Places.Select(p => p.File(directory)).Where(f => !File.Exists(f)))
            PrivateFile.Create(file, []);
        new SqliteStore(directory.Database, clock).Dispose();
        new SqliteWatchStore(directory.Watch).Dispose();
        new SqliteDeskStore(directory.Desk).Dispose();
    }

    private static PostgresDatabase Open(NodeDirectory directory)
    {
        var configuration = NodeConfiguration.Read(directory.Path);
        return configuration.Store is { } store
            ? NodeDatabase.Connect(directory, store)
            : throw new InvalidDataException($"{Path.Combine(directory.Path, NodeConfiguration.FileName)} names no 'store': write there how PostgreSQL is reached. To move back, leave it there until the move is done.");
    }
}
