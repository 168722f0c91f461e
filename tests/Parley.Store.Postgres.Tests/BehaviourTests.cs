using Parley.Channels.Storage;
using Parley.Store.Tests;

namespace Parley.Store.Postgres.Tests;

[Trait("suite", "system")]
public sealed class PostgresStoreTests(PostgresServer server) : StoreBehaviour(new PostgresStoreOnTest(server.NewPlace()));

[Trait("suite", "system")]
public sealed class PostgresArchiveTests : ArchiveBehaviour
{
    public PostgresArchiveTests(PostgresServer server)
        : this(new PostgresStoreOnTest(server.NewPlace()))
    {
    }

    private PostgresArchiveTests(PostgresStoreOnTest store)
        : base(store, new PostgresArchive(store.Database))
    {
    }
}

[Trait("suite", "system")]
public sealed class PostgresWatchStoreTests : WatchStoreBehaviour
{
    private readonly PostgresDatabase _database;

    public PostgresWatchStoreTests(PostgresServer server) => _database = PostgresStoreOnTest.Made(server.NewPlace());

    public override void Dispose()
    {
        base.Dispose();
        _database.Dispose();
    }

    protected override IWatchStore Open() => new PostgresWatchStore(_database);
}

[Trait("suite", "system")]
public sealed class PostgresDeskStoreTests : DeskStoreBehaviour
{
    private readonly PostgresDatabase _database;

    public PostgresDeskStoreTests(PostgresServer server)
        : this(PostgresStoreOnTest.Made(server.NewPlace()))
    {
    }

    private PostgresDeskStoreTests(PostgresDatabase database)
        : base(() => new PostgresDeskStore(database)) => _database = database;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _database.Dispose();
    }
}
