using System.Globalization;
using Parley.Channels;
using Parley.Channels.Attachments;
using Parley.Channels.LineTests;
using Parley.Channels.Storage;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Records.Attachments;
using Parley.Records.Fields;
using Parley.Simulator;

namespace Parley.Store.Tests;

/// <summary>What the archive answers beside the writer.</summary>
public abstract class ArchiveBehaviour : IDisposable
{
    private readonly IStoreOnTest _store;
    private readonly IArchive _archive;
    private readonly Desk _desk;

    protected ArchiveBehaviour(IStoreOnTest store, IArchive archive)
    {
        (_store, _archive) = (store, archive);
        _desk = new Desk(store);
        Commit(_desk.Open);
    }

    public virtual void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Rungs_ThatCameBeforeTheirRecord_AreOnItsLadderOnceItIsHere()
    {
        var record = Desk.Ua.Number(Desk.FromUa(), 1, null);
        Commit(() => _store.Apply(new Effect.Climb(Desk.Channel, record.Id, Desk.By.Id, Rung.Read, null, Desk.Now)));
        Assert.Equal(Rung.Read, Assert.Single(_archive.Ladder(record.Id)).Rung);
        Commit(() => _desk.Take(record));
        Assert.Equal(1, _archive.Ladder(record.Id).Count(r => r.Member == Desk.By.Id && r.Rung == Rung.Read));
        Assert.True(_store.History.HasClaim(Desk.By.Id, record.Id));
    }

    [Fact]
    public void Attachments_AreOutstandingUntilSettled_AndCountForTheirAuthorForEver()
    {
        var files = Enumerable.Range(1, 3).Select(i => new Attachment(Digest.Of([(byte)i]), i * 1000, "text/plain", $"{i}.txt", Enumerable.Repeat((byte)i, Attachment.KeySize).ToArray())).ToArray();
        var first = Desk.Ua.Number(Desk.FromUa("two", files[..2]), 1, null);
        var second = Desk.Ua.Number(Desk.FromUa("one", files[2..]), 2, first.Id);
        Commit(() => _desk.Take(first));
        Commit(() => _desk.Take(second));
        var all = _archive.Attachments();
        Assert.Equal([(new AttachmentId(first.Id, 1), files[0].Root), (new AttachmentId(first.Id, 2), files[1].Root), (new AttachmentId(second.Id, 1), files[2].Root)], all.Select(a => (a.Id, a.File.Root)));
        Assert.Equal(all.Select(a => a.Id), _archive.Outstanding().Select(a => a.Id));
        Assert.All(all, a => Assert.True(a.IsOutstanding));

        // A member's word that it has the file is not this node's.
        Commit(() => _store.Apply(new Effect.Climb(Desk.Channel, first.Id, Desk.Ua.Id, Rung.Complete, second.Id, Desk.Now)));
        Assert.Equal(3, _archive.Outstanding().Count);
        Commit(() => _store.Apply(new Effect.Settle(first.Id)));
        Assert.Equal(new AttachmentId(second.Id, 1), Assert.Single(_archive.Outstanding()).Id);
        Assert.All(_archive.Attachments(first.Id), a => Assert.False(a.IsOutstanding));

        Assert.Equal((6000, 0), (_archive.BytesAttached(Desk.Ua.Id), _archive.BytesAttached(Desk.By.Id)));
        Assert.True(_archive.IsAttached(Desk.Channel, files[0]));
        Assert.False(_archive.IsAttached(Desk.Channel, files[0] with { Size = 1 }));
        Assert.False(_archive.IsAttached(new ChannelId("test.line", Digest.Of("another"u8)), files[0]));

        // Page by page, each once.
        var seen = new List<AttachmentId>();
        while (_archive.Attachments(seen.Count == 0 ? null : seen[^1], 2) is { Count: > 0 } page)
            seen.AddRange(page.Select(a => a.Id));
        Assert.Equal(3, seen.Count);
        Assert.Equal(all.Select(a => a.Id).OrderBy(a => $"{a}", StringComparer.Ordinal), seen);
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
    public void Unread_SaidAgainByARestoredNode_IsThereOnce()
    {
        // CHN-007
        var said = Desk.FromUa();
        Commit(() => _desk.Take(Desk.Ua.Number(said, 1, null)));
        Assert.Single(_archive.Unread(10));
        var again = Commit(() => _desk.TakeAgain(said));
        var unread = Assert.Single(_archive.Unread(10));
        Assert.Equal(again.Id, unread.Record.Id);
        Assert.Contains("says again", unread.Flag, StringComparison.Ordinal);
        Assert.Equal(again.Id, Assert.Single(_archive.Unread(Precedence.Routine, 10)).Id);
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

    [Fact]
    public void About_WhatNamesARecord_InOrderAndOfItsChannelOnly()
    {
        var mine = Commit(() => _desk.Say("a question"));
        var first = Desk.Ua.Number(Answer("one"), 1, null);
        var second = Desk.Ua.Number(Answer("two"), 2, first.Id);
        var other = Desk.Ua.Number(Desk.FromUa("nothing of it"), 3, second.Id);
        foreach (var record in new[] { first, second, other })
            Commit(() => _desk.Take(record));
        Assert.Equal([first.Id, second.Id], _archive.About(mine.Id).Select(r => r.Id));
        Assert.Empty(_archive.About(other.Id));

        Saying Answer(string text) => Desk.Ua.Say(Desk.Channel, [Desk.By.Desk], "", Desk.Now, null, [new Field("answers", $"{mine.Id}"), new Field("text", text)]);
    }

    [Fact]
    public void OfForms_RecordsOfTheseFormsBetweenTwoPlaces_InTheirOrderAndNoOther()
    {
        Assert.Equal(0, _archive.Latest());
        Record? last = null;
        var said = new List<Record>();
        foreach (var form in new[] { "message/1", "statement/1", "message/1", "demarche/1", "statement/1" })
        {
            last = Desk.Ua.Number(Desk.Ua.Say(Desk.Channel, [Desk.By.Desk], form, Desk.Now, c => c with { Form = FormId.Parse(form) }), said.Count + 1, last?.Id);
            Commit(() => _desk.Take(last));
            said.Add(last);
        }

        var all = _archive.Records(null, 0, 100, withService: true);
        Assert.Equal(said.Select(r => r.Id), all.Select(r => r.Record.Id));
        Assert.Equal(all[^1].Sequence, _archive.Latest());
        Assert.Equal([said[1].Id, said[3].Id, said[4].Id], Found(0, _archive.Latest(), "statement/1", "demarche/1"));
        Assert.Equal([said[3].Id], Found(all[1].Sequence, all[3].Sequence, "statement/1", "demarche/1"));
        Assert.Empty(Found(0, _archive.Latest(), "assessment/1"));
        Assert.Empty(Found(0, _archive.Latest()));

        IEnumerable<Digest> Found(long after, long through, params string[] forms) => _archive.OfForms([.. forms.Select(FormId.Parse)], after, through).Select(r => r.Record.Id);
    }

    [Fact]
    public void Checkpoints_OfEachPartyAndIncarnation_TheLatestAndNoOther()
    {
        Assert.Empty(_archive.Checkpoints(Desk.Channel));
        Digest Test(TestParty party, long incarnation, long size)
        {
            var record = Commit(() => _desk.Say(string.Create(CultureInfo.InvariantCulture, $"stands for a test of {party.Id}, {incarnation}, {size}")));
            var origin = LedgerOrigin.Of(party.Id, incarnation, Desk.Channel);
            var signed = SignedCheckpoint.Sign(new Checkpoint(origin.Line, new TreeSize(size), LedgerState.Empty.Root), party.Node.As(origin.KeyName));
            Commit(() => _store.Apply(new Effect.StoreCheckpoint(Desk.Channel, new TestedCheckpoint(new Head(party.Id, incarnation, size, record.Id), signed))));
            return record.Id;
        }

        Test(Desk.By, 1, 3);
        var by = Test(Desk.By, 1, 20);
        Test(Desk.Ua, 1, 100);
        var before = Test(Desk.Ua, 1, 101);
        Test(Desk.Ua, 2, 4);
        var now = Test(Desk.Ua, 2, 7);
        Test(Desk.By, 1, 10);
        var found = _archive.Checkpoints(Desk.Channel);
        Assert.Equal([(by, 1L, 20L), (now, 2L, 7L), (before, 1L, 101L)], found.Select(c => (c.Tested.Test.Id, c.Tested.Test.Incarnation, c.Tested.Signed.Checkpoint.Size.Value)));
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
