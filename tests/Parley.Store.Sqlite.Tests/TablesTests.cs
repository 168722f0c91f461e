using Microsoft.Data.Sqlite;
using Parley.Channels.Storage;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

/// <summary>What moving a node carries over is all that there is: a table or column that is added must be named there too.</summary>
public sealed class TablesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-tables-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tables_ThatAreMoved_AreAllOfEachFile()
    {
        new SqliteStore(In("node.db"), TimeProvider.System).Dispose();
        new SqliteWatchStore(In("watch.db")).Dispose();
        new SqliteDeskStore(In("desk.db")).Dispose();
        Assert.Equal(Named(StoreTable.OfStore), Columns("node.db"));
        Assert.Equal(Named(StoreTable.OfWatch), Columns("watch.db"));
        Assert.Equal(Named(StoreTable.OfDesk), Columns("desk.db"));
    }

    [Fact]
    public void Rows_WrittenToAnotherFile_HaveTheSameDigest()
    {
        using (var store = new SqliteStoreOnTest(In("node.db")))
        {
            var desk = new Desk(store);
            store.Begin();
            desk.Open();
            for (var i = 0; i < 300; i++)
                desk.Say($"{i}");
            store.Commit();
        }

        new SqliteStore(In("other.db"), TimeProvider.System).Dispose();
        using var from = new SqliteTables(In("node.db"));
        using (var to = new SqliteTables(In("other.db")))
        {
            foreach (var table in StoreTable.OfStore)
                to.Write(table, from.Read(table));
            to.Commit();
        }

        using var again = new SqliteTables(In("other.db"));
        foreach (var table in StoreTable.OfStore)
            Assert.Equal(Of(from.Read(table)), Of(again.Read(table)));
        Assert.Equal(300, from.Read(StoreTable.OfStore.Single(t => t.Name == "record")).Count());
        var (one, other) = (new StoreDigest(), new StoreDigest());
        one.Add(["a", null]);
        other.Add(["a", Array.Empty<byte>()]);
        Assert.NotEqual(one.ToDigest(), other.ToDigest());

        static string Of(IEnumerable<object?[]> rows)
        {
            using var digest = new StoreDigest();
            foreach (var row in rows)
                digest.Add(row);
            return $"{digest.Rows} {digest.ToDigest()}";
        }
    }

    private static string[] Named(IReadOnlyList<StoreTable> tables) => [.. tables.SelectMany(t => t.Columns.Select(c => $"{t.Name}.{c}")).Order(StringComparer.Ordinal)];

    private string[] Columns(string file)
    {
        using var connection = new SqliteConnection($"Data Source={In(file)};Pooling=False");
        connection.Open();
        // What a view shows is moved through it.
        using var command = new SqliteCommand("""
            SELECT m.name || '.' || i.name FROM sqlite_master m JOIN pragma_table_info(m.name) i
            WHERE m.type IN ('table', 'view') AND NOT EXISTS (SELECT 1 FROM sqlite_master v WHERE v.type = 'view' AND m.type = 'table' AND v.sql LIKE '%FROM ' || m.name || '%')
            """, connection);
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
            columns.Add(reader.GetString(0));
        return [.. columns.Order(StringComparer.Ordinal)];
    }

    private string In(string file) => Path.Combine(_folder.FullName, file);
}
