using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Groups;
using Parley.Channels.LineTests;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Merkle;
using Parley.Ledger.Tiles;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node.Tests;

/// <summary>What waits while a commit is under way. The store is a real one, whose commits the test can hold up and break.</summary>
public sealed class BusyLoopTests : IAsyncLifetime
{
    private static readonly ICryptoProvider Crypto = SodiumProvider.Instance;
    private readonly DirectoryInfo _scratch = System.IO.Directory.CreateTempSubdirectory("parley-test-");
    private readonly CancellationTokenSource _end = new();
    private readonly List<SignedNote> _cards = [];
    private HeldStore _store = null!;
    private NodeLoop _loop = null!;
    private NodeKeys _keys = null!;
    private Task _running = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var party in (string[])["X-SS", "X-TT", "X-UU"])
            _cards.Add(Setup(party).Create(Directory(party), Crypto, TimeProvider.System));
        var own = Directory("X-NN");
        Setup("X-NN").Create(own, Crypto, TimeProvider.System);
        _keys = new NodeKeys(own, Crypto);
        _store = new HeldStore(new SqliteStore(own.Database, TimeProvider.System));
        _loop = new NodeLoop(_store, PartyId.Parse("X-NN"), _keys, Crypto, new NodeConfiguration { Party = "X-NN" }, TimeProvider.System, NullLogger<NodeLoop>.Instance);
        _running = _loop.RunAsync(_end.Token);
        await AcceptAsync(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        await _loop.DisposeAsync();
        _keys.Dispose();
        _end.Dispose();
        _scratch.Delete(recursive: true);
    }

    [Fact]
    public async Task WhatWaitsDuringACommit_IsStoredInItsTurn()
    {
        var behind = Behind(() => Thread.Sleep(50));
        Assert.Equal(ItemFate.Stored, (await AcceptAsync(1)).Answer.Fate);
        Assert.Equal(ItemFate.Stored, (await await behind).Answer.Fate);
        Assert.Equal(0, _loop.Waiting);
    }

    [Fact]
    public async Task WhatWaitsDuringACommitThatFails_IsToldSo_AndNothingOfItIsStored()
    {
        var behind = Behind(() =>
        {
            Thread.Sleep(50);
            throw new IOException("the disk is full");
        });
        await Assert.ThrowsAsync<NotStoredException>(() => AcceptAsync(1));
        await Assert.ThrowsAsync<NotStoredException>(async () => await await behind);
        Assert.Equal(0, _loop.Waiting);
        Assert.Equal(2, _loop.View.Cards.Count);
        Assert.Equal(ItemFate.Stored, (await AcceptAsync(1)).Answer.Fate);
        Assert.Equal(ItemFate.Stored, (await AcceptAsync(2)).Answer.Fate);
    }

    /// <summary>The third card comes while what is applied next has not been committed yet, and meets this commit.</summary>
    private Task<Task<Effect.Answered>> Behind(Action commit)
    {
        var asked = new TaskCompletionSource<Task<Effect.Answered>>();
        _store.Applied = () => asked.SetResult(AcceptAsync(2));
        _store.Committing = commit;
        return asked.Task;
    }

    private Task<Effect.Answered> AcceptAsync(int card) => _loop.AskAsync(ticket => new Input.AcceptCard(ticket, _cards[card]), TestContext.Current.CancellationToken);

    private NodeDirectory Directory(string party) => new(Path.Combine(_scratch.FullName, party));

    private static NodeSetup Setup(string party) => new(PartyId.Parse(party), party, ["duty"], ["duty-1"], new Uri("https://192.0.2.9"), "127.0.0.1:1", "127.0.0.1:2", null);

    private sealed class HeldStore(INodeStore store) : INodeStore
    {
        public Action? Applied { get; set; }

        public Action? Committing { get; set; }

        public Lease Lead() => store.Lead();

        public void Begin() => store.Begin();

        public void Apply(Effect.Stored effect)
        {
            store.Apply(effect);
            var applied = Applied;
            Applied = null;
            applied?.Invoke();
        }

        public void Commit()
        {
            var committing = Committing;
            Committing = null;
            committing?.Invoke();
            store.Commit();
        }

        public void Rollback() => store.Rollback();

        public EngineState Load(PartyId self, ICryptoProvider crypto) => store.Load(self, crypto);

        public byte[]? FindBytes(Digest record) => store.FindBytes(record);

        public bool MayPass(DbException failure) => store.MayPass(failure);

        public Digest? FindNumber(ChannelId channel, PartyId author, long incarnation, long number) => store.FindNumber(channel, author, incarnation, number);

        public StoredRecord? FindContent(ChannelId channel, PartyId author, ContentId content) => store.FindContent(channel, author, content);

        public StoredRecord? Find(Digest record) => store.Find(record);

        public HeldRecord? FindHeld(ChannelId channel, PartyId author, long incarnation, long number) => store.FindHeld(channel, author, incarnation, number);

        public Digest? FindOwnReceipt(Digest record) => store.FindOwnReceipt(record);

        public bool HasClaim(PartyId party, Digest record) => store.HasClaim(party, record);

        public TestedCheckpoint? FindCheckpoint(ChannelId channel, PartyId party, long incarnation, TreeSize size) => store.FindCheckpoint(channel, party, incarnation, size);

        public SealedRecord? FindSealed(Digest record) => store.FindSealed(record);

        public ITileReader Tiles(ChannelId channel, long incarnation) => store.Tiles(channel, incarnation);

        public void Dispose() => store.Dispose();
    }
}
