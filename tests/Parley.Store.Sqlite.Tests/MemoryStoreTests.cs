using Parley.Channels;
using Parley.Crypto;
using Parley.Records;
using Parley.Simulator;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

public sealed class MemoryStoreTests() : StoreBehaviour(new MemoryStoreOnTest(new MemoryStore()));

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
