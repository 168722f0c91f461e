using Npgsql;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Store.Tests;

namespace Parley.Store.Postgres.Tests;

/// <summary>Two replicas on one database.</summary>
[Trait("suite", "system")]
public sealed class LeaseTests : IDisposable
{
    private readonly string _place;
    private readonly PostgresStoreOnTest _first;
    private readonly Desk _desk;
    private readonly PostgresDatabase _database;
    private readonly PostgresStore _second;

    public LeaseTests(PostgresServer server)
    {
        _place = server.NewPlace();
        _first = new PostgresStoreOnTest(_place);
        _desk = new Desk(_first);
        _first.Begin();
        _desk.Open();
        _first.Commit();
        _database = new PostgresDatabase(_place, null);
        _second = new PostgresStore(_database, "second", TimeSpan.FromSeconds(20), TimeProvider.System);
    }

    public void Dispose()
    {
        _second.Dispose();
        _database.Dispose();
        _first.Dispose();
    }

    [Fact]
    public void Second_WhileTheFirstWrites_FollowsAndWritesNothing()
    {
        Assert.Equal((false, 1L, "test"), Of(_second.Lead()));
        Assert.Contains("test holds the lease", Assert.Throws<NpgsqlException>(_second.Begin).Message, StringComparison.Ordinal);
        // It reads what the first has stored.
        Assert.Equal(Desk.Channel, Assert.Single(_second.Load(Desk.By.Id, Parley.Crypto.SodiumProvider.Instance).Channels).Key);
    }

    [Fact]
    public void Second_LooksAgain_SeesThatSomethingIsNew()
    {
        var before = _second.Lead().Commits;
        _first.Begin();
        _desk.Say("new");
        _first.Commit();
        Thread.Sleep(1100);
        Assert.Equal(before + 1, _second.Lead().Commits);
    }

    [Fact]
    public void Second_WhoseReadingFailed_WritesOnceItLeads()
    {
        // Reading fails half-way; what it had begun, to read only, must be gone before this replica writes.
        var card = PostgresServer.Sql(_place, "SELECT encode(note, 'hex') FROM card WHERE party = 'UA'");
        PostgresServer.Sql(_place, "UPDATE card SET note = '\\x00' WHERE party = 'UA'");
        Assert.Throws<InvalidDataException>(() => _second.Load(Desk.By.Id, Parley.Crypto.SodiumProvider.Instance));
        PostgresServer.Sql(_place, $"UPDATE card SET note = decode('{card}', 'hex') WHERE party = 'UA'");
        _first.Store.Dispose();
        Assert.True(_second.Lead().IsHeld);
        _second.Begin();
        _second.Apply(new Effect.StoreAlarm(new Alarm("CHN-040", null, Desk.Ua.Id, "it writes")));
        _second.Commit();
        Assert.Single(new PostgresArchive(_database).Alarms(10));
    }

    [Fact]
    public void First_WhoseLeaseWasTaken_CommitsNothingMore()
    {
        // It stops for a long time before anything of its transaction has gone out; the lease runs out, and another takes it.
        _first.Begin();
        _first.Apply(new Effect.StoreAlarm(new Alarm("CHN-040", Desk.Channel, Desk.Ua.Id, "too late")));
        Expire();
        Assert.Equal((true, 2L, "second"), Of(_second.Lead()));

        var e = Assert.Throws<PostgresException>(_first.Commit);
        Assert.Equal("PY001", e.SqlState);
        Assert.True(_first.Store.MayPass(e));
        _first.Store.Rollback();
        Assert.Equal((false, 2L, "second"), Of(_first.Store.Lead()));
        Assert.Empty(new PostgresArchive(_database).Alarms(10));
        _second.Begin();
        _second.Commit();
    }

    [Fact]
    public void Lease_WhoseHolderIsCommitting_IsNotTaken()
    {
        Expire();
        _first.Begin();
        var record = _desk.Say("in time");
        // From its first question on the transaction holds the lease.
        Assert.NotNull(_first.History.Find(record.Id));
        Assert.False(_second.Lead().IsHeld);
        _first.Commit();
        Thread.Sleep(1100);
        Assert.Equal((false, 1L, "test"), Of(_second.Lead()));
    }

    [Fact]
    public void Lease_OfAReplicaThatStopsWithinATransaction_IsNotHeldForEver()
    {
        _first.Store.Dispose();
        using var frozen = new PostgresStoreOnTest(_place + ";Options=-c idle_in_transaction_session_timeout=1s");
        var desk = new Desk(frozen, isNew: false);
        frozen.Begin();
        desk.Say("and then nothing");
        // This waits for the row until the server ends what stands still.
        Expire();
        Assert.True(SpinWait.SpinUntil(() => _second.Lead().IsHeld, TimeSpan.FromSeconds(20)));
        Assert.True(frozen.Store.MayPass(Assert.ThrowsAny<System.Data.Common.DbException>(frozen.Commit)));
    }

    [Fact]
    public void Lease_OfAReplicaThatFailed_IsTakenAnewByItself()
    {
        // What may still be under way under the old term must find it gone.
        _first.Rollback();
        Assert.Equal(2, _first.Store.Lead().Term);
        Assert.Equal("PY001", Assert.Throws<PostgresException>(() => PostgresServer.Sql(_place, "CALL hold_lease(1, 20)")).SqlState);
    }

    [Fact]
    public void Lease_OfAReplicaThatWasStopped_IsFreeAtOnce()
    {
        _first.Store.Dispose();
        Assert.Equal((true, 2L, "second"), Of(_second.Lead()));
    }

    [Fact]
    public void Lease_NotRenewed_RunsOutByTheDatabasesClock()
    {
        using var third = new PostgresStore(_database, "third", TimeSpan.FromSeconds(3), TimeProvider.System);
        _first.Store.Dispose();
        Assert.True(third.Lead().IsHeld);
        Assert.False(_second.Lead().IsHeld);
        Assert.True(SpinWait.SpinUntil(() => _second.Lead().IsHeld, TimeSpan.FromSeconds(20)));
        // It thinks that it leads, until it asks or writes.
        Thread.Sleep(1000);
        Assert.Equal((false, "second"), (third.Lead().IsHeld, third.Lead().Holder));
    }

    private static (bool, long, string) Of(Lease lease) => (lease.IsHeld, lease.Term, lease.Holder);

    private void Expire() => PostgresServer.Sql(_place, "UPDATE lease SET until = '-infinity'");
}
