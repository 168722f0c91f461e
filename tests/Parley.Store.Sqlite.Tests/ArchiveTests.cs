using Parley.Channels;
using Parley.Records;

namespace Parley.Store.Sqlite.Tests;

/// <summary>What the archive answers beside the writer.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-store-");
    private readonly SqliteStoreOnTest _store;
    private readonly SqliteArchive _archive;
    private readonly Desk _desk;

    public ArchiveTests()
    {
        var path = Path.Combine(_folder.FullName, "node.db");
        _store = new SqliteStoreOnTest(path);
        _archive = new SqliteArchive(path);
        _desk = new Desk(_store);
        Commit(_desk.Open);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Unread_OwnReceipt_EndsIt_AndAnotherPartysDoesNot()
    {
        var record = Desk.Ua.Number(Desk.FromUa(), 1, null);
        Commit(() => _desk.Take(record));
        Assert.Equal(record.Id, Assert.Single(_archive.Unread(10)).Record.Id);
        Assert.Empty(_archive.Seen(Desk.Channel, [Desk.Ua.Id]));

        // UA claims to have read its own record; nobody here has.
        Commit(() => _store.Apply(Read(record, Desk.Ua.Id, record.Id)));
        Assert.Single(_archive.Unread(10));
        Assert.Empty(_archive.Seen(Desk.Channel, [Desk.Ua.Id]));

        Digest own = default;
        Commit(() => own = _desk.Say("stands for a receipt").Id);
        Commit(() => _store.Apply(Read(record, Desk.By.Id, own)));
        Assert.Empty(_archive.Unread(10));
        Assert.Equal(record.Id, Assert.Single(_archive.Seen(Desk.Channel, [Desk.Ua.Id])).Id);
    }

    [Fact]
    public void Heads_LatestOfEachAuthor_InTheOrderOfTheirIds()
    {
        var first = Desk.Ua.Number(Desk.FromUa("one"), 1, null);
        var second = Desk.Ua.Number(Desk.FromUa("two"), 2, first.Id);
        Commit(() => _desk.Take(first));
        Commit(() => _desk.Take(second));
        Digest own = default;
        Commit(() => own = _desk.Say("mine").Id);
        var heads = _archive.Heads(Desk.Channel, [Desk.Ua.Id, Desk.By.Id]);
        Assert.Equal([own, second.Id], heads.Select(h => h.Id));
        Assert.Equal([second.Id], _archive.Heads(Desk.Channel, [Desk.Ua.Id]).Select(h => h.Id));
    }

    [Fact]
    public void MayCross_BeyondWhatTheOfficerHadSeen_AndNoOther()
    {
        var first = Desk.Ua.Number(Desk.FromUa("one"), 1, null);
        var second = Desk.Ua.Number(Desk.FromUa("two"), 2, first.Id);
        Commit(() => _desk.Take(first));
        Commit(() => _desk.Take(second));
        var mine = Commit(() => _desk.Say("mine"));
        Assert.Equal([first.Id, second.Id], _archive.MayCross(mine, [Desk.Ua.Id]).Select(r => r.Id));
        Assert.Empty(_archive.MayCross(mine, []));
    }

    private static Effect.Climb Read(Record record, PartyId member, Digest claim) => new(Desk.Channel, record.Id, member, Rung.Read, claim, Desk.Now);

    private void Commit(Action action) => Commit(() =>
    {
        action();
        return 0;
    });

    private T Commit<T>(Func<T> action)
    {
        _store.Begin();
        var result = action();
        _store.Commit();
        return result;
    }
}
