using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

public sealed class SqliteDeskStoreTests : DeskStoreBehaviour
{
    private readonly DirectoryInfo _folder;

    public SqliteDeskStoreTests()
        : this(Directory.CreateTempSubdirectory("parley-desk-"))
    {
    }

    private SqliteDeskStoreTests(DirectoryInfo folder)
        : base(() => new SqliteDeskStore(Path.Combine(folder.FullName, "desk.db"))) => _folder = folder;

    [Fact]
    public void Open_NewerSchema_SaysSo()
    {
        var file = Path.Combine(_folder.FullName, "other.db");
        using (new SqliteDeskStore(file))
        {
        }

        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=false"))
        {
            connection.Open();
            new Microsoft.Data.Sqlite.SqliteCommand("PRAGMA user_version = 99", connection).ExecuteNonQuery();
        }

        Assert.Contains("99", Assert.Throws<InvalidDataException>(() => new SqliteDeskStore(file)).Message);
    }

    [Fact]
    public void Open_Damaged_SaysSo()
    {
        var file = Path.Combine(_folder.FullName, "other.db");
        File.WriteAllBytes(file, [.. Enumerable.Repeat((byte)0x5a, 8192)]);
        Assert.Contains("restore a backup", Assert.Throws<InvalidDataException>(() => new SqliteDeskStore(file)).Message);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }
}
