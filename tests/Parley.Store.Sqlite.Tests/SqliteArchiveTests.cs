using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

public sealed class SqliteArchiveTests : ArchiveBehaviour
{
    private readonly string _path;

    public SqliteArchiveTests()
        : this(Path.Combine(Directory.CreateTempSubdirectory("parley-store-").FullName, "node.db"))
    {
    }

    private SqliteArchiveTests(string path)
        : base(new SqliteStoreOnTest(path), new SqliteArchive(path)) => _path = path;

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
    }
}
