using Parley.Channels;
using Parley.Simulator;
using Parley.Crypto;
using Parley.Records;

namespace Parley.Store.Sqlite.Tests;

/// <summary>What every store does; the suite knows no more of it.</summary>
public interface IStoreOnTest : IDisposable
{
    IHistory History { get; }

    void Begin();

    void Apply(Effect.Stored effect);

    void Commit();

    void Rollback();

    EngineState Load(PartyId self);

    /// <summary>What the watch and a court would see: rule and how often, by alarm; the other record's id, by evidence.</summary>
    (IReadOnlyList<(string Rule, long Times)> Alarms, IReadOnlyList<Digest> Evidence) Kept();

    /// <summary>As after a restart of the process.</summary>
    IStoreOnTest Reopen();
}

public sealed class MemoryStoreOnTest(MemoryStore store) : IStoreOnTest
{
    public IHistory History => store;

    public void Begin()
    {
    }

    public void Apply(Effect.Stored effect) => store.Apply(effect);

    public void Commit() => store.Commit();

    public void Rollback() => store.Rollback();

    public EngineState Load(PartyId self) => store.Load(self, SodiumProvider.Instance);

    public (IReadOnlyList<(string Rule, long Times)> Alarms, IReadOnlyList<Digest> Evidence) Kept() =>
        ([.. store.Rows.Alarms.Select(a => (a.Key.Rule, a.Value))], [.. store.Rows.Evidence.Keys.Select(e => e.Other)]);

    public IStoreOnTest Reopen()
    {
        store.Rollback();
        return this;
    }

    public void Dispose()
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
        return ([.. archive.Alarms(5000).Select(a => (a.Rule, a.Times))], [.. archive.Evidence().Select(e => e.Other.Id)]);
    }

    public IStoreOnTest Reopen()
    {
        Dispose();
        return new SqliteStoreOnTest(path);
    }

    public void Dispose() => _store.Dispose();
}
