using Parley.Channels;
using Parley.Channels.Clocks;
using Parley.Channels.Groups;
using Parley.Channels.Exchanges;
using Parley.Channels.LineTests;
using Parley.Channels.Policies;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Mls.Groups;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Store.Tests;

/// <summary>One suite for every store.</summary>
public abstract class StoreBehaviour : IDisposable
{
    private IStoreOnTest _store;
    private readonly DirectoryInfo? _folder;
    private Desk _desk;

    protected StoreBehaviour(IStoreOnTest store, DirectoryInfo? folder = null)
    {
        _store = store;
        _folder = folder;
        _desk = new Desk(store);
        Commit(_desk.Open);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder?.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Record_Stored_IsFoundByNumberContentAndId()
    {
        var record = Commit(() => _desk.Say("hello"));
        var history = _store.History;
        Assert.Equal(record.Id, history.FindNumber(Desk.Channel, Desk.By.Id, 1, 1));
        Assert.Equal(record.Bytes.ToArray(), history.Find(record.Id)!.Bytes.ToArray());
        Assert.Equal(record.Id, history.FindContent(Desk.Channel, Desk.By.Id, record.Content.Id)!.Record.Id);
        Assert.Equal(0, history.Find(record.Id)!.LedgerIndex);
        Assert.Null(history.FindContent(Desk.Channel, Desk.Ua.Id, record.Content.Id));
        Assert.Null(history.FindNumber(Desk.Channel, Desk.By.Id, 2, 1));
        Assert.Null(history.FindNumber(Desk.Channel with { Name = "other" }, Desk.By.Id, 1, 1));
        Assert.Null(history.Find(Digest.Of("nothing"u8)));
        Assert.Null(history.FindOwnReceipt(record.Id));
    }

    [Fact]
    public void Content_SameIdOfTwoAuthors_BothStand()
    {
        var said = Commit(() => _desk.Say("hello"));
        var other = Desk.Ua.Say(Desk.Channel, [Desk.By.Desk], "mine", Desk.Now, c => c with { Id = said.Content.Id });
        Assert.Equal(ItemFate.Stored, Commit(() => _desk.Take(Desk.Ua.Number(other, 1, null))).Fate);
    }

    [Fact]
    public void Claim_OfARecord_IsFoundByItsMakerThoughTheRecordIsNotHere()
    {
        var (record, read, shown, answered) = (Digest.Of("record"u8), Desk.By.Id, Desk.Ua.Id, Digest.Of("another"u8));
        Commit(() => _store.Apply(new Effect.Climb(Desk.Channel, record, read, Rung.Read, null, Desk.Now)));
        Commit(() => _store.Apply(new Effect.Climb(Desk.Channel, record, shown, Rung.Delivered, null, Desk.Now)));
        Assert.True(_store.History.HasClaim(read, record));
        Assert.False(_store.History.HasClaim(shown, record));
        Commit(() => _store.Apply(new Effect.Climb(Desk.Channel, record, shown, Rung.Shown, null, Desk.Now)));
        Assert.True(_store.History.HasClaim(shown, record));
        Commit(() => _desk.Take(Desk.Ua.Number(Desk.Ua.Say(Desk.Channel, [Desk.By.Desk], "", Desk.Now, null, [new Field("answers", $"{answered}")]), 1, null)));
        Assert.True(_store.History.HasClaim(Desk.Ua.Id, answered));
        Assert.False(_store.History.HasClaim(Desk.By.Id, answered));
    }

    [Fact]
    public void Claim_OfARecordThatWasNotCommitted_IsFoundAsOfOneThatIsNotHere()
    {
        _store.Begin();
        var record = _desk.Say("hello");
        _store.Rollback();
        Commit(() => _store.Apply(new Effect.Climb(Desk.Channel, record.Id, Desk.Ua.Id, Rung.Read, null, Desk.Now)));
        Assert.True(_store.History.HasClaim(Desk.Ua.Id, record.Id));
    }

    [Fact]
    public void Content_SaidAgainInALaterIncarnation_BothStandAndTheLaterIsFound()
    {
        // CHN-007
        var said = Desk.FromUa();
        var first = Desk.Ua.Number(said, 1, null);
        Commit(() => _desk.Take(first));
        var again = Commit(() => _desk.TakeAgain(said));
        Assert.NotNull(_store.History.Find(first.Id));
        Assert.Equal(again.Id, _store.History.FindContent(Desk.Channel, Desk.Ua.Id, said.Content.Id)!.Record.Id);
        Restart();
        Assert.Equal(again.Id, _store.History.FindContent(Desk.Channel, Desk.Ua.Id, said.Content.Id)!.Record.Id);
    }

    [Fact]
    public void Effects_NotCommitted_AreVisibleAndThenForgotten()
    {
        _store.Begin();
        var record = _desk.Say("hello");
        Assert.NotNull(_store.History.Find(record.Id));
        _store.Rollback();
        Assert.Null(_store.History.Find(record.Id));
        Assert.Empty(_store.Load(Desk.By.Id).Undelivered);
        Restart();
        Assert.Equal(1, Commit(() => _desk.Say("hello")).Numbering.Number);
    }

    [Fact]
    public void Channel_MadeInATransactionThatFailed_IsNotThere()
    {
        var policy = Desk.Policy with { Name = "second.line" };
        _store.Begin();
        _desk.Handle(new Input.SignPolicy(1, policy));
        _store.Rollback();
        Assert.Empty(_store.Load(Desk.By.Id).Proposed);
        Restart();
        Commit(() => _desk.Handle(new Input.SignPolicy(1, policy)));
        Assert.Equal("second.line", Assert.Single(_store.Load(Desk.By.Id).Proposed).Key.Name);
    }

    [Fact]
    public void State_AfterARestart_IsTheOneBefore()
    {
        Commit(() => _desk.Say("one"));
        var theirs = Series(300);
        foreach (var record in theirs)
            Commit(() => _desk.Take(record));
        Commit(() => _desk.Handle(new Input.Settle()));
        Commit(() => _desk.Say("two"));
        var before = _desk.Engine.Channels[Desk.Channel];
        Restart();
        var after = _desk.Engine.Channels[Desk.Channel];
        Assert.Equal(before.Heads.OrderBy(h => h.Key), after.Heads.OrderBy(h => h.Key));
        Assert.Equal((before.Ledger.Size, before.Ledger.Root), (after.Ledger.Size, after.Ledger.Root));
        Assert.Equal(before.Policy.Hash, after.Policy.Hash);
        Assert.Equal(before.Policies.Notes[0].ToBytes(), after.Policies.Notes[0].ToBytes());
        Assert.Equal(before.LedgerOrigin, after.LedgerOrigin);
        Assert.Empty(after.Unreceipted);
        Assert.All(theirs, r => Assert.NotNull(_store.History.FindOwnReceipt(r.Id)));
    }

    [Fact]
    public void Unreceipted_AfterARestart_IsAllThatNoReceiptCovers()
    {
        foreach (var record in Series(3))
            Commit(() => _desk.Take(record));
        Restart();
        Assert.Equal([0, 1, 2], _desk.Engine.Channels[Desk.Channel].Unreceipted.Select(u => u.LedgerIndex));
        Commit(() => _desk.Handle(new Input.Settle()));
        Assert.Empty(_store.Load(Desk.By.Id).Channels[Desk.Channel].Unreceipted);
    }

    [Fact]
    public void Undelivered_IsInOrderAndShrinksWithTheLadder()
    {
        var said = Enumerable.Range(0, 3).Select(i => Commit(() => _desk.Say($"{i}"))).ToArray();
        Commit(() => _desk.Take(Series(1)[0]));
        Commit(() => _desk.Handle(new Input.Settle()));
        Assert.Equal(said.Select(r => r.Id), Undelivered().Take(3).Select(u => u.Record));
        var receipt = Undelivered()[3];
        Assert.Equal((true, Desk.Ua.Id), (receipt.Service, receipt.Member));

        Climb(said[0].Id, Rung.Sent);
        Climb(receipt.Record, Rung.Sent);
        Assert.Equal(said.Select(r => r.Id), Undelivered().Select(u => u.Record));
        Climb(said[1].Id, Rung.Delivered);
        Climb(said[1].Id, Rung.Delivered);
        Climb(said[2].Id, Rung.Read);
        Assert.Equal([said[0].Id], Undelivered().Select(u => u.Record));
    }

    [Fact]
    public void LineTests_AreFoundBySizeAndTakenUpAfterARestart()
    {
        var first = Commit(() => Test());
        var second = Commit(() => Test());
        Restart();
        Assert.Equal(second.Head, _desk.Engine.Channels[Desk.Channel].Tests[Desk.By.Id].Test);
        Assert.Equal(Desk.Now, _desk.Engine.Channels[Desk.Channel].TestedAt);
        Assert.Equal(first.Id, _store.History.FindCheckpoint(Desk.Channel, Desk.By.Id, 1, new(0))!.Test.Id);
        Assert.Equal(second.Id, _store.History.FindCheckpoint(Desk.Channel, Desk.By.Id, 1, new(1))!.Test.Id);
        Assert.Null(_store.History.FindCheckpoint(Desk.Channel, Desk.By.Id, 1, new(2)));
        Assert.Null(_store.History.FindCheckpoint(Desk.Channel, Desk.By.Id, 2, new(1)));
        Assert.Null(_store.History.FindCheckpoint(Desk.Channel, Desk.Ua.Id, 1, new(1)));

        // A third goes on from the second: its proof is read from what the store holds.
        Assert.Equal(second.Head, LineTest.Parse(Commit(() => Test())).OrThrow().Since);

        Record Test() => _desk.Handle(new Input.TestLine(1, Desk.Channel)).OfType<Effect.Answered>().Single().Record!;
    }

    [Fact]
    public void LineTest_OfAnother_IsUnansweredUntilItsCosignatureIsStored()
    {
        var origin = LedgerOrigin.Of(Desk.Ua.Id, 1, Desk.Channel);
        var checkpoint = SignedCheckpoint.Sign(new Checkpoint(origin.Line, TreeSize.Zero, TreeHash.Empty), Desk.Ua.Node.As(origin.KeyName));
        var fields = new LineTest(null, new AddCheckpointRequest(TreeSize.Zero, [], checkpoint), [], []).ToFields();
        var test = Desk.Ua.Number(Desk.Ua.Say(Desk.Channel, [Desk.By.Desk], "", Desk.Now, c => c with { Form = FormId.LineTest }, fields, officers: 0), 1, null);
        Assert.Equal(ItemFate.Stored, Commit(() => _desk.Take(test)).Fate);
        Restart();
        Assert.Equal(test.Id, _desk.Engine.Channels[Desk.Channel].Unanswered[Desk.Ua.Id]);
        Commit(() => _desk.Handle(new Input.Settle()));
        Assert.Empty(_store.Load(Desk.By.Id).Channels[Desk.Channel].Unanswered);
    }

    [Fact]
    public void Group_IsTakenUpWithItsLatestKeysAndGoesWhenForgotten()
    {
        Assert.Equal(StoredGroupState.None.Group, State().Group);
        Commit(() => Store(new Effect.StoreGroup(Desk.Channel, new StoredGroup(1, new GroupSnapshot((byte[])[1], (byte[])[2]), Desk.Now))));
        Commit(() => Store(new Effect.StoreGroupKeys(Desk.Channel, (byte[])[3])));
        var group = State().Group!;
        Assert.Equal((1, Desk.Now), (group.Incarnation, group.RefreshedAt));
        Assert.Equal([1], group.Snapshot.Epoch.ToArray());
        Assert.Equal([3], group.Snapshot.Messages.ToArray());
        Commit(() => Store(new Effect.StoreGroup(Desk.Channel, new StoredGroup(2, new GroupSnapshot((byte[])[4], (byte[])[5]), Desk.Now.AddDays(1)))));
        Assert.Equal((2, Desk.Now.AddDays(1)), (State().Group!.Incarnation, State().Group!.RefreshedAt));
        Commit(() => Store(new Effect.ForgetGroup(Desk.Channel)));
        Assert.Null(State().Group);
    }

    [Fact]
    public void KeyPackage_WaitsUntilItIsSpent()
    {
        Assert.Null(State().KeyPackage);
        Commit(() => Store(new Effect.StoreKeyPackage(Desk.Channel, (byte[])[1])));
        Commit(() => Store(new Effect.StoreKeyPackage(Desk.Channel, (byte[])[2])));
        Commit(() => Store(new Effect.ForgetGroup(Desk.Channel)));
        Assert.Equal((byte[])[2], State().KeyPackage);
        Commit(() => Store(new Effect.StoreKeyPackage(Desk.Channel, null)));
        Assert.Null(State().KeyPackage);
    }

    [Fact]
    public void Commits_AreInOrderWithWhomTheyAddAndGoOnceConfirmed()
    {
        foreach (var epoch in new ulong[] { 9, 10, 2 })
            Commit(() => Store(new Effect.StoreCommit(Desk.Channel, new GroupCommit(epoch, [(byte)epoch], epoch == 2 ? [7] : null, epoch == 2 ? [Desk.Ua.Id, Desk.By.Id] : []))));
        Assert.Equal([2UL, 9, 10], State().Commits.Select(c => c.Epoch));
        Assert.Equal([Desk.Ua.Id, Desk.By.Id], State().Commits[0].Joined);
        Assert.Equal((byte[])[7], State().Commits[0].Welcome);
        Assert.Null(State().Commits[1].Welcome);
        Assert.Empty(State().Commits[1].Joined);
        Assert.Equal([9], State().Commits[1].Commit);
        Commit(() => Store(new Effect.StoreConfirmed(Desk.Channel, Desk.Ua.Id, 9)));
        Commit(() => Store(new Effect.StoreConfirmed(Desk.Channel, Desk.Ua.Id, 10)));
        Commit(() => Store(new Effect.DropCommits(Desk.Channel, 10)));
        Assert.Equal([10UL], State().Commits.Select(c => c.Epoch));
        Assert.Equal(10UL, Assert.Single(State().Confirmed).Value);
        Commit(() => Store(new Effect.StoreConfirmed(Desk.Channel, Desk.Ua.Id, null)));
        Assert.Empty(State().Confirmed);
        Commit(() => Store(new Effect.ForgetGroup(Desk.Channel)));
        Assert.Empty(State().Commits);
    }

    [Fact]
    public void Changes_WaitUntilOneIsInForceAndOutlastARestart()
    {
        var (second, other) = (Desk.Policy with { Version = 2, Previous = Desk.Policy.Hash, LineTestSeconds = 90 }, Desk.Policy with { Version = 2, Previous = Desk.Policy.Hash, LineTestSeconds = 91 });
        foreach (var policy in new[] { second, other })
            Commit(() => Store(new Effect.StoreChange(Desk.Channel, policy.Hash, Chain(policy), false)));
        Restart();
        Assert.Equal(new[] { second.Hash, other.Hash }.Order(), _desk.Engine.Changes.Keys.Order());
        Assert.Equal(Desk.Policy.Hash, _desk.Engine.Channels[Desk.Channel].Policy.Hash);
        Commit(() => Store(new Effect.StoreChange(Desk.Channel, second.Hash, Chain(second), true)));
        Restart();
        Assert.Empty(_desk.Engine.Changes);
        Assert.Equal(second.Hash, _desk.Engine.Channels[Desk.Channel].Policy.Hash);
        Assert.Equal(2, _desk.Engine.Channels[Desk.Channel].Policies.Notes[1].Signatures.Count);

        PolicyChain Chain(ChannelPolicy policy) => _desk.Engine.Channels[Desk.Channel].Policies.With(SignedNote.Create(policy.ToBytes(), Desk.By.Node.Sign(policy.ToBytes()), Desk.Ua.Node.Sign(policy.ToBytes())), policy);
    }

    [Fact]
    public void Depart_TakesWhatWaitedForTheMember()
    {
        Commit(() => _desk.Say("waits"));
        Assert.NotEmpty(Undelivered());
        Commit(() => Store(new Effect.Depart(Desk.Channel, Desk.Ua.Id)));
        Assert.Empty(Undelivered());
    }

    [Fact]
    public void Sealed_IsKeptWhileSomebodyWaitsForTheRecord()
    {
        var record = Commit(() => _desk.Say("sealed"));
        Assert.Null(_store.History.FindSealed(record.Id));
        Commit(() => Store(new Effect.StoreSealed(Desk.Channel, new SealedRecord(record.Id, 1, (byte[])[1]))));
        Commit(() => Store(new Effect.StoreSealed(Desk.Channel, new SealedRecord(record.Id, 2, (byte[])[2]))));
        Restart();
        var found = _store.History.FindSealed(record.Id)!;
        Assert.Equal((record.Id, 2UL), (found.Record, found.Epoch));
        Assert.Equal([2], found.Bytes.ToArray());
        Climb(record.Id, Rung.Sent);
        Assert.NotNull(_store.History.FindSealed(record.Id));
        Climb(record.Id, Rung.Delivered);
        Assert.Null(_store.History.FindSealed(record.Id));
    }

    [Fact]
    public void Held_IsFoundNamedAtTheStartAndDropped()
    {
        var series = Series(4);
        Commit(() => _desk.Take(series[1]));
        Commit(() => _desk.Take(series[3]));
        Restart();
        var held = _store.History.FindHeld(Desk.Channel, Desk.Ua.Id, 1, 4)!;
        Assert.Equal((series[3].Id, Desk.Ua.Id, "test"), (held.Id, held.From, held.Bearer));
        Assert.Equal(series[3].Bytes.ToArray(), held.Bytes.ToArray());
        Assert.Equal(new HeldPlace(Desk.Channel, Desk.Ua.Id, 1, 4), Assert.Single(_store.Load(Desk.By.Id).Held));
        Commit(() => _desk.Take(series[0]));
        Commit(() => _desk.Take(series[2]));
        Assert.Empty(_store.Load(Desk.By.Id).Held);
        Assert.Equal(series[3].Id, _store.History.FindNumber(Desk.Channel, Desk.Ua.Id, 1, 4));
    }

    [Fact]
    public void Cards_AllVersions_AreReadBack()
    {
        var next = Desk.Ua.CardText() with { Version = 2, Previous = Desk.Ua.CardText().Hash, Name = "next" };
        Commit(() => _desk.Handle(new Input.AcceptCard(1, Desk.Ua.SignCard(next))));
        Restart();
        Assert.Equal(["UA", "next"], _desk.Engine.Cards[Desk.Ua.Id].All.Select(c => c.Name));
    }

    [Fact]
    public void Evidence_OfAThousandLies_IsBounded()
    {
        var known = Series(1)[0];
        Commit(() => _desk.Take(known));
        Commit(() =>
        {
            for (var i = 0; i < 1010; i++)
            {
                var lie = Desk.Ua.Number(Desk.FromUa($"{i}"), 1, null);
                Store(new Effect.StoreEvidence(Evidence.Of(Desk.Channel, Desk.Ua.Id, EvidenceKind.NumberTwice, known, lie)));
                Store(new Effect.StoreEvidence(Evidence.Of(Desk.Channel, Desk.Ua.Id, EvidenceKind.NumberTwice, known, lie)));
            }

            return 0;
        });
        Assert.Equal(1000, _store.Kept().Evidence.Distinct().Count());
        Assert.Equal(1000, _store.Kept().Evidence.Count);
    }

    [Fact]
    public void Alarms_Repeated_AreCountedAndAFloodOfOneRuleLeavesTheOthers()
    {
        Commit(() =>
        {
            for (var i = 0; i < 1100; i++)
                Store(new Effect.StoreAlarm(new Alarm("CHN-040", Desk.Channel, Desk.Ua.Id, $"refused {i}")));
            Store(new Effect.StoreAlarm(new Alarm("CHN-040", Desk.Channel, Desk.Ua.Id, "refused 7")));
            Store(new Effect.StoreAlarm(new Alarm("CHN-009", Desk.Channel, Desk.Ua.Id, "two pasts")));
            Store(new Effect.StoreAlarm(new Alarm("CHN-009", null, Desk.Ua.Id, "two pasts")));
            return 0;
        });
        var alarms = _store.Kept().Alarms;
        Assert.Equal(1000, alarms.Count(a => a.Rule == "CHN-040"));
        Assert.Single(alarms, a => a is { Rule: "CHN-040", Times: 2 });
        Assert.Equal(2, alarms.Count(a => a.Rule == "CHN-009"));
    }

    [Fact]
    public void Clock_SetMovedAndStopped_IsTheOneBeforeAfterARestart()
    {
        var record = Commit(() => _desk.Say("a question"));
        var clock = new Clock(record.Id, Desk.By.Id, 1, Precedence.Flash, Desk.Ua.Id, ClockKind.Answer, Desk.Now, ["demand.1", "demand.2"], null, 0, null);
        var word = clock with { Kind = ClockKind.Word, Open = [], Subject = "incident/1" };
        foreach (var set in new[] { clock, word, clock with { Open = ["demand.2"], Asked = 2, AskAt = Desk.Now.AddHours(1) } })
            Commit(() => Store(new Effect.StoreClock(Desk.Channel, set)));
        Restart();
        var clocks = _desk.Engine.Channels[Desk.Channel].Clocks;
        Assert.Equal(["demand.2"], clocks.Find(record.Id, Desk.Ua.Id, ClockKind.Answer)!.Open);
        Assert.Equal(clock with { Open = word.Open, Asked = 2, AskAt = Desk.Now.AddHours(1) }, clocks.Find(record.Id, Desk.Ua.Id, ClockKind.Answer)! with { Open = word.Open });
        Assert.Equal(word, clocks.Find(record.Id, Desk.Ua.Id, ClockKind.Word)! with { Open = word.Open });
        Commit(() => Store(new Effect.StopClock(Desk.Channel, record.Id, Desk.Ua.Id, ClockKind.Answer)));
        Restart();
        Assert.Null(_desk.Engine.Channels[Desk.Channel].Clocks.Find(record.Id, Desk.Ua.Id, ClockKind.Answer));
        Assert.NotNull(_desk.Engine.Channels[Desk.Channel].Clocks.Find(record.Id, Desk.Ua.Id, ClockKind.Word));
    }

    [Fact]
    public void Exchange_HeadersSealedAndEnd_AreTheOnesBeforeAfterARestart()
    {
        var record = Commit(() => _desk.Say("stands for a header"));
        var saying = Desk.By.Say(Desk.Channel, [Desk.Ua.Desk], "a list", Desk.Now, c => c with { Form = FormId.Parse("sealed.list/1"), Subject = "lists/2023" });
        var part = new ExchangePart(ExchangeKey.Of(saying.Content), Desk.By.Id, record.Id, 1, saying.Content.Id, Digest.Of(saying.Content.ToBytes()), Desk.Now.AddHours(1), Desk.Now, null);
        Commit(() => Store(new Effect.StorePart(Desk.Channel, part)));
        Commit(() => Store(new Effect.StoreAnnounced(Desk.Channel, new SealedSubmission(saying.Content, saying.Officers, saying.Fields))));
        // Not settled: the engine would ask what became of an exchange whose header says nothing.
        var exchanges = _store.Load(Desk.By.Id).Channels[Desk.Channel].Exchanges;
        Assert.Equal(part, Assert.Single(exchanges.Parts));
        Assert.Equal(saying.Content.ToBytes(), Assert.Single(exchanges.Sealed).Content.ToBytes());
        Assert.Equal(saying.Fields.ToBytes(), exchanges.Sealed.Single().Fields.ToBytes());
        Assert.Equal(saying.Officers.Select(o => o.ToLine()), exchanges.Sealed.Single().Officers.Select(o => o.ToLine()));
        Commit(() => Store(new Effect.StorePart(Desk.Channel, part with { Revealed = record.Id })));
        Assert.Equal(record.Id, Assert.Single(_store.Load(Desk.By.Id).Channels[Desk.Channel].Exchanges.Parts).Revealed);
        Commit(() => Store(new Effect.DropAnnounced(Desk.Channel, saying.Content.Id)));
        Commit(() => Store(new Effect.EndExchange(Desk.Channel, [record.Id])));
        exchanges = _store.Load(Desk.By.Id).Channels[Desk.Channel].Exchanges;
        Assert.Empty(exchanges.Parts);
        Assert.Empty(exchanges.Sealed);
    }

    private static Record[] Series(int length)
    {
        var series = new List<Record>();
        for (var i = 1; i <= length; i++)
            series.Add(Desk.Ua.Number(Desk.FromUa($"{i}"), i, series.LastOrDefault()?.Id));
        return [.. series];
    }

    private StoredGroupState State()
    {
        Restart();
        return _store.Load(Desk.By.Id).Channels[Desk.Channel].StoredGroup;
    }

    private IReadOnlyList<Undelivered> Undelivered() => _store.Load(Desk.By.Id).Undelivered;

    private void Climb(Digest record, Rung rung) => Commit(() =>
    {
        Store(new Effect.Climb(Desk.Channel, record, Desk.Ua.Id, rung, null, Desk.Now));
        return 0;
    });

    private void Store(Effect.Stored effect) => _store.Apply(effect);

    private void Restart()
    {
        _store = _store.Reopen();
        _desk = new Desk(_store, isNew: false);
    }

    private void Commit(Action what) => Commit(() =>
    {
        what();
        return 0;
    });

    private T Commit<T>(Func<T> what)
    {
        _store.Begin();
        var result = what();
        _store.Commit();
        return result;
    }
}
