using Parley.Channels.Storage;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

public sealed class SqliteWatchStoreTests : WatchStoreBehaviour
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-watch-");

    public override void Dispose()
    {
        base.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void File_Damaged_RefusedWithItsName()
    {
        var path = Path.Combine(_folder.FullName, "damaged.db");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => new SqliteWatchStore(path)).Message, StringComparison.Ordinal);
    }

    protected override IWatchStore Open() => new SqliteWatchStore(Path.Combine(_folder.FullName, "watch.db"));
}
