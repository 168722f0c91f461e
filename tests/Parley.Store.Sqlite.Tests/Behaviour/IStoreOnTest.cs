using Parley.Channels;
using Parley.Records;

namespace Parley.Store.Tests;

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
