using Npgsql;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Store.Tests;

namespace Parley.Store.Postgres.Tests;

/// <summary>The database itself: how it is reached, old, new, damaged.</summary>
[Trait("suite", "system")]
public sealed class DatabaseTests(PostgresServer server)
{
    [Theory]
    [InlineData("Host=/run/postgresql;Database=parley;Username=parley;Password=secret", "must not hold a password")]
    [InlineData("Host=/run/postgresql;Database=parley;Username=parley;Passfile=/x", "must not hold a password")]
    [InlineData("Host=/run/postgresql;Username=parley", "must name Host, Database and Username")]
    [InlineData("Host=db.by.example;Database=parley;Username=parley", "on db.by.example would not be checked")]
    [InlineData("Host=db.by.example;Database=parley;Username=parley;SSL Mode=Require", "on db.by.example would not be checked")]
    [InlineData("Host=127.0.0.1,db2.by.example:5433;Database=parley;Username=parley", "on db2.by.example:5433 would not be checked")]
    [InlineData("Nonsense=1", "does not read")]
    public void Connection_ThatDoesNotFit_RefusedBeforeAnythingIsOpened(string connection, string why)
    {
        var e = Assert.Throws<InvalidDataException>(() => new PostgresDatabase(connection, null));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.by.example;Database=parley;Username=parley;SSL Mode=VerifyFull")]
    [InlineData("Host=127.0.0.1:5433,[::1]:5434,localhost;Database=parley;Username=parley")]
    public void Connection_ThatFits_IsTakenAndNamedWithoutItsPassword(string connection)
    {
        using var database = new PostgresDatabase(connection, "secret");
        Assert.StartsWith("parley on ", database.Name, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", database.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_Newer_RefusedAndTheDatabaseLeftAlone()
    {
        var place = server.NewPlace();
        new PostgresStoreOnTest(place).Dispose();
        PostgresServer.Sql(place, "UPDATE parley_schema SET version = 99");
        using var database = new PostgresDatabase(place, null);
        var e = Assert.Throws<InvalidDataException>(database.Migrate);
        Assert.Contains("schema version 99", e.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", e.Message, StringComparison.Ordinal);
        Assert.Equal(99L, PostgresServer.Sql(place, "SELECT version FROM parley_schema"));
    }

    [Fact]
    public void Schema_BroughtUpToDateByManyAtOnce_IsMadeOnce()
    {
        var place = server.NewPlace();
        Parallel.For(0, 4, _ =>
        {
            using var database = new PostgresDatabase(place, null);
            database.Migrate();
        });
        Assert.Equal(1L, PostgresServer.Sql(place, "SELECT count(*) FROM lease"));
    }

    [Fact]
    public void Schema_OfVersion1_IsBroughtUpToDateWithTheFormsOfWhatItHeldAndTheFilesThatAreOutstanding()
    {
        var place = server.NewPlace();
        Record said, heard;
        using (var store = new PostgresStoreOnTest(place))
        {
            var desk = new Desk(store);
            store.Begin();
            desk.Open();
            said = desk.Say("Mogło być inaczej: є, ў.");
            heard = Desk.Ua.Number(Desk.FromUa("see file", new Attachment(Digest.Of("file"u8), 1000, "text/plain", "a.txt", new byte[Attachment.KeySize])), 1, null);
            desk.Take(heard);
            store.Commit();
        }

        PostgresServer.Sql(place, "DROP TABLE form, outstanding, attached; DROP INDEX attachment_root; UPDATE parley_schema SET version = 1");
        using var database = new PostgresDatabase(place, null);
        database.Migrate();
        var archive = new PostgresArchive(database);
        Assert.Equal([said.Id, heard.Id], archive.OfForms([FormId.Parse("message/1")], 0, 1000).Select(r => r.Record.Id));
        Assert.Equal(heard.Id, Assert.Single(archive.Outstanding()).Id.Record);
        Assert.Equal(1000, archive.BytesAttached(Desk.Ua.Id));
    }

    [Theory]
    [InlineData("UPDATE channel SET policy = '\\x00'")]
    [InlineData("UPDATE card SET note = '\\x00' WHERE party = 'UA'")]
    [InlineData("UPDATE card SET party = 'not a party' WHERE party = 'UA'")]
    [InlineData("DELETE FROM leaf WHERE idx = 3")]
    [InlineData("DELETE FROM card")]
    [InlineData("UPDATE record SET bytes = '\\x00' WHERE direction = 'received'")]
    [InlineData("ALTER TABLE outbox RENAME TO inbox")]
    public void Row_Damaged_RefusedAtTheStart(string damage)
    {
        var place = server.NewPlace();
        using (var store = new PostgresStoreOnTest(place))
        {
            var desk = new Desk(store);
            store.Begin();
            desk.Open();
            for (var i = 0; i < 5; i++)
                desk.Say($"number {i}");
            desk.Take(Desk.Ua.Number(Desk.FromUa(), 1, null));
            store.Commit();
        }

        PostgresServer.Sql(place, damage);
        using var reopened = new PostgresStoreOnTest(place);
        Assert.Throws<InvalidDataException>(() => reopened.Load(Desk.By.Id));
    }

    [Fact]
    public void Text_ThatPostgresCannotStore_IsStoredAsFarAsItCan()
    {
        using var store = new PostgresStoreOnTest(server.NewPlace());
        var desk = new Desk(store);
        store.Begin();
        desk.Open();
        store.Apply(new Effect.StoreAlarm(new Alarm("CHN-040", Desk.Channel, Desk.Ua.Id, "a\0b\ud800c")));
        store.Apply(new Effect.StoreAlarm(new Alarm("CHN-040", Desk.Channel, Desk.Ua.Id, "a\0b\ud800c")));
        store.Apply(new Effect.StoreAlarm(new Alarm("CHN-040", Desk.Channel, Desk.Ua.Id, new string('x', 100_000))));
        store.Commit();
        var alarms = new PostgresArchive(store.Database).Alarms(10);
        Assert.Equal(2, alarms.Count);
        Assert.Equal(2, Assert.Single(alarms, a => a.Text == "a\uFFFDb\uFFFDc").Times);
    }

    [Fact]
    public void Failures_OnlyThoseThatWaitingMends_MayPass()
    {
        using var store = new PostgresStoreOnTest(server.NewPlace());
        Assert.True(store.Store.MayPass(new NpgsqlException("the connection was lost")));
        foreach (var (state, passes) in new[] { ("53100", true), ("57P01", true), ("25006", true), ("40001", true), ("PY001", true), ("23505", false), ("42P01", false), ("XX001", false), ("22021", false) })
            Assert.Equal(passes, store.Store.MayPass(new PostgresException("", "ERROR", "ERROR", state)));
    }

    [Fact]
    public void Tables_ThatAreMoved_AreAllButWhoWrites()
    {
        var place = server.NewPlace();
        using var database = PostgresStoreOnTest.Made(place);
        var here = (string)PostgresServer.Sql(place, "SELECT string_agg(table_name || '.' || column_name, ' ') FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT IN ('lease', 'parley_schema')")!;
        var moved = StoreTable.OfStore.Concat(StoreTable.OfWatch).Select(t => ("", t)).Concat(StoreTable.OfDesk.Select(t => ("desk_", t))).SelectMany(t => t.Item2.Columns.Select(c => $"{t.Item1}{t.Item2.Name}.{c}"));
        Assert.Equal(moved.Order(StringComparer.Ordinal), here.Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Transaction_ThatAsksNothing_IsOneRoundTrip()
    {
        using var store = new PostgresStoreOnTest(server.NewPlace());
        store.Begin();
        store.Apply(new Effect.StoreCard(Desk.By.Id, Desk.By.Card));
        store.Apply(new Effect.StoreCard(Desk.Ua.Id, Desk.Ua.Card));
        // Nothing has gone out: no transaction is open on the server until the one batch that is it.
        Assert.False(store.Store.HasBegun);
        store.Commit();
        Assert.Equal(2, store.Load(Desk.By.Id).Cards.Count);
    }
}
