using Parley.Channels;
using Parley.Crypto;
using Parley.Records;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

public sealed class SqliteStoreTests : StoreBehaviour
{
    public SqliteStoreTests()
        : this(Directory.CreateTempSubdirectory("parley-store-"))
    {
    }

    private SqliteStoreTests(DirectoryInfo folder)
        : base(new SqliteStoreOnTest(Path.Combine(folder.FullName, "node.db")), folder)
    {
    }
}

public sealed class SqliteStoreOnTest(string path) : IStoreOnTest
{
    private readonly SqliteStore _store = new(path, TimeProvider.System);

    public IHistory History => _store;

    public void Begin() => _store.Begin();

    public void Apply(Effect.Stored effect) => _store.Apply(effect);

    public void Commit() => _store.Commit();

    public void Rollback() => _store.Rollback();

    public EngineState Load(PartyId self) => _store.Load(self, SodiumProvider.Instance);

    public (IReadOnlyList<(string Rule, long Times)> Alarms, IReadOnlyList<Digest> Evidence) Kept()
    {
        var archive = new SqliteArchive(path);
        return ([.. archive.Alarms(5000).Select(a => (a.Rule, a.Times))], [.. archive.Evidence().Select(e => e.OtherId)]);
    }

    public IStoreOnTest Reopen()
    {
        Dispose();
        return new SqliteStoreOnTest(path);
    }

    public void Dispose() => _store.Dispose();
}
