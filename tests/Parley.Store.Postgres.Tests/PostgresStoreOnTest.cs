using Parley.Channels;
using Parley.Crypto;
using Parley.Records;
using Parley.Store.Tests;

namespace Parley.Store.Postgres.Tests;

public sealed class PostgresStoreOnTest : IStoreOnTest
{
    private readonly string _place;

    public PostgresStoreOnTest(string place)
    {
        _place = place;
        Database = Made(place);
        Store = new PostgresStore(Database, "test", TimeSpan.FromSeconds(20), TimeProvider.System);
        Assert.True(Store.Lead().IsHeld);
    }

    public PostgresDatabase Database { get; }

    public PostgresStore Store { get; }

    /// <summary>A database brought up to date.</summary>
    public static PostgresDatabase Made(string place)
    {
        var database = new PostgresDatabase(place, null);
        database.Migrate();
        return database;
    }

    public IHistory History => Store;

    public void Begin() => Store.Begin();

    public void Apply(Effect.Stored effect) => Store.Apply(effect);

    public void Commit() => Store.Commit();

    public void Rollback()
    {
        Store.Rollback();
        Assert.True(Store.Lead().IsHeld);
    }

    public EngineState Load(PartyId self) => Store.Load(self, SodiumProvider.Instance);

    public (IReadOnlyList<(string Rule, long Times)> Alarms, IReadOnlyList<Digest> Evidence) Kept()
    {
        var archive = new PostgresArchive(Database);
        return ([.. archive.Alarms(5000).Select(a => (a.Rule, a.Times))], [.. archive.Evidence().Select(e => e.OtherId)]);
    }

    public IStoreOnTest Reopen()
    {
        Dispose();
        return new PostgresStoreOnTest(_place);
    }

    public void Dispose()
    {
        Store.Dispose();
        Database.Dispose();
    }
}
