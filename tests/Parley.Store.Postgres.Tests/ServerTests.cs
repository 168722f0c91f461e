using Npgsql;
using Parley.Channels.Storage;
using Parley.Store.Tests;

namespace Parley.Store.Postgres.Tests;

/// <summary>A server that ends, waits, is newer, or keeps less than it says; each test has one of its own.</summary>
[Trait("suite", "system")]
public sealed class ServerTests : IDisposable
{
    private readonly PostgresServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Server_KilledWithinATransaction_LosesThatOneAlone()
    {
        var place = _server.NewPlace();
        using var store = new PostgresStoreOnTest(place);
        var desk = new Desk(store);
        store.Begin();
        desk.Open();
        var kept = desk.Say("kept");
        store.Commit();
        store.Begin();
        var lost = desk.Say("lost");
        Assert.NotNull(store.History.Find(lost.Id));
        _server.Kill();
        var e = Assert.ThrowsAny<System.Data.Common.DbException>(store.Commit);
        Assert.True(store.Store.MayPass(e), e.Message);
        // A server that is away is no damage.
        store.Store.Rollback();
        Assert.True(store.Store.MayPass(Assert.ThrowsAny<NpgsqlException>(() => store.Store.Lead())));

        _server.Start();
        // As a node's loop does, it asks until it holds the lease; the store asks the server no more often than twenty times in a lease's time.
        var term = store.Store.Lead();
        for (var i = 0; i < 200 && !term.IsHeld; i++)
        {
            Thread.Sleep(100);
            term = store.Store.Lead();
        }

        Assert.True(term.IsHeld);
        Assert.Equal(2, term.Term);
        var state = store.Load(Desk.By.Id);
        Assert.Equal(kept.Id, state.Channels[Desk.Channel].Heads[Desk.By.Id].Id);
        Assert.Null(store.History.Find(lost.Id));
    }

    [Fact]
    public void Commit_ThatNoStandbyConfirms_IsInDoubtUntilItDoes()
    {
        var place = _server.NewPlace();
        using (var before = new PostgresStoreOnTest(place))
        {
            before.Begin();
            new Desk(before).Open();
            before.Commit();
        }

        using var store = new PostgresStoreOnTest(place + ";Command Timeout=2");
        var desk = new Desk(store, isNew: false);
        WaitForStandby("nobody");
        store.Begin();
        var record = desk.Say("on one disk only");
        Assert.Throws<CommitInDoubtException>(store.Commit);
        store.Store.Rollback();
        // To lead takes a commit too, and what stands on one disk only is not built upon.
        Assert.False(Leads());
        Assert.Throws<NpgsqlException>(store.Begin);

        WaitForStandby("");
        Assert.True(SpinWait.SpinUntil(Leads, TimeSpan.FromSeconds(30)));
        Assert.True(store.Store.Lead().Term > 2);
        Assert.Equal(record.Id, store.Load(Desk.By.Id).Channels[Desk.Channel].Heads[Desk.By.Id].Id);

        bool Leads()
        {
            try
            {
                return store.Store.Lead().IsHeld;
            }
            catch (NpgsqlException)
            {
                store.Store.Rollback();
                return false;
            }
        }
    }

    [Fact]
    public async Task Commit_WhoseWaitForAStandbyWasEnded_IsNotBelieved()
    {
        var place = _server.NewPlace();
        using var store = new PostgresStoreOnTest(place);
        var desk = new Desk(store);
        store.Begin();
        desk.Open();
        store.Commit();
        WaitForStandby("nobody");
        store.Begin();
        desk.Say("on one disk only");
        var committing = Task.Run(store.Commit, TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.False(committing.IsCompleted);
        // Somebody with rights, or a client that asks to cancel: the server reports success, and the commit stands on its own disk only.
        Assert.Equal(true, PostgresServer.Sql(place, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"));
        Assert.Contains("canceling wait for synchronous replication", (await Assert.ThrowsAsync<CommitInDoubtException>(() => committing)).Message, StringComparison.Ordinal);
        WaitForStandby("");
    }

    [Theory]
    [InlineData("fsync", "off")]
    [InlineData("full_page_writes", "off")]
    public void Server_ThatMayLoseWhatItSays_Refused(string setting, string value)
    {
        using var database = new PostgresDatabase(_server.NewPlace(), null);
        _server.Admin($"ALTER SYSTEM SET {setting} = {value}");
        _server.Admin("SELECT pg_reload_conf()");
        Thread.Sleep(500);
        Assert.Contains($"{setting} = off", Assert.Throws<InvalidDataException>(database.Migrate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Role_WhoseCommitsDoNotWait_IsMadeToWait()
    {
        var place = _server.NewPlace();
        _server.Admin("ALTER ROLE node SET synchronous_commit = off");
        using var database = new PostgresDatabase(place, null);
        database.Migrate();
        using var connection = database.OpenWriter();
        using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);
        Assert.Equal("on", command.ExecuteScalar());
    }

    private void WaitForStandby(string name)
    {
        // Its own commit would wait too.
        _server.Admin($"ALTER SYSTEM SET synchronous_standby_names = '{name}'");
        _server.Admin("SELECT pg_reload_conf()");
        Thread.Sleep(500);
    }
}
