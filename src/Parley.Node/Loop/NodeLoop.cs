using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Store.Sqlite;

namespace Parley.Node.Loop;

/// <summary>
/// The one loop that feeds the engine. Inputs that wait share a transaction and its fsync; only after it are answers
/// given, bundles sent and listeners told. A transaction that fails takes the engine's memory with it: both are read
/// back from the store, and whoever waited is told that nothing was stored.
/// </summary>
public sealed partial class NodeLoop : IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly PartyId _self;
    private readonly NoteSigner _node;
    private readonly ICryptoProvider _crypto;
    private readonly TimeProvider _clock;
    private readonly ILogger<NodeLoop> _log;
    private readonly int _batchSize;
    private readonly TimeSpan _tick;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Dictionary<long, TaskCompletionSource<Effect.Answered>> _waiting = [];
    private Engine _engine;
    private long _ticket;
    private bool _faulty;

    /// <summary>Opens the engine on what the store holds.</summary>
    public NodeLoop(SqliteStore store, PartyId self, NoteSigner node, ICryptoProvider crypto, NodeConfiguration configuration, TimeProvider clock, ILogger<NodeLoop> log)
    {
        _store = store;
        _self = self;
        _node = node;
        _crypto = crypto;
        _clock = clock;
        _log = log;
        _batchSize = configuration.BatchSize;
        _tick = TimeSpan.FromMilliseconds(configuration.TickMs);
        _engine = OpenEngine();
        View = NodeView.Of(_engine);
    }

    /// <summary>Hands a bundle over to a peer: set by the bearer. It must not throw.</summary>
    public Func<PartyId, Bundle, CancellationToken, Task<IReadOnlyList<ItemAnswer>?>> Carry { get; set; } = (_, _, _) => Task.FromResult<IReadOnlyList<ItemAnswer>?>(null);

    /// <summary>Told after each transaction: its stored effects, now durable.</summary>
    public event Action<IReadOnlyList<Effect.Stored>>? Committed;

    /// <summary>What other threads may see of the engine: replaced, never changed.</summary>
    public NodeView View { get; private set; }

    /// <summary>Why the last transaction failed, while it does; nothing while all is well.</summary>
    public string? StoreFault { get; private set; }

    /// <summary>Queues an input and waits for its end.</summary>
    /// <exception cref="NotStoredException">Nothing was stored; the message says why.</exception>
    public async Task<Effect.Answered> AskAsync(Func<long, Input> input, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<Effect.Answered>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ticket = Interlocked.Increment(ref _ticket);
        await _queue.Writer.WriteAsync(new Work(input(ticket), ticket, done), cancel);
        return await done.Task.WaitAsync(cancel);
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await WaitAsync(cancel);
            if (cancel.IsCancellationRequested)
                break;
            Batch(cancel);
            // A full or failing disk is not tried again at full speed.
            if (_faulty)
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var work))
            work.Done?.TrySetException(new NotStoredException("the node is shutting down; nothing was stored"));
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        if (_queue.Reader.TryPeek(out _))
            return;
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        tick.CancelAfter(_tick);
        try
        {
            await _queue.Reader.WaitToReadAsync(tick.Token);
        }
        catch (OperationCanceledException)
        {
            // Time has passed: the engine looks at its queues.
        }
    }

    /// <summary>1. handle what waits, then settle; 2. commit; 3. answer, tell, send. On failure: forget, read back, say so.</summary>
    private void Batch(CancellationToken cancel)
    {
        var stored = new List<Effect.Stored>();
        var after = new List<Effect>();
        var open = false;
        try
        {
            // 1.
            for (var i = 0; i < _batchSize && _queue.Reader.TryRead(out var work); i++)
            {
                if (work.Done is not null)
                    _waiting[work.Ticket] = work.Done;
                Handle(work.Input);
            }

            Handle(new Input.Settle());

            // 2.
            if (open)
                _store.Commit();
            _faulty = false;
            StoreFault = null;
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or IOException)
        {
            Recover(e);
            return;
        }

        // 3.
        if (stored.Count > 0)
        {
            View = NodeView.Of(_engine);
            Committed?.Invoke(stored);
        }

        foreach (var effect in after)
        {
            if (effect is Effect.Answered answered && _waiting.Remove(answered.Ticket, out var done))
                done.SetResult(answered);
            else if (effect is Effect.Send send)
                Send(send, cancel);
        }

        void Handle(Input input)
        {
            var inputs = new Queue<Input>([input]);
            while (inputs.TryDequeue(out var next))
            {
                foreach (var effect in _engine.Handle(next, _clock.GetUtcNow(), RandomNumberGenerator.GetBytes(Engine.EntropySize)))
                {
                    switch (effect)
                    {
                        case Effect.Stored store:
                            if (!open)
                                _store.Begin();
                            open = true;
                            _store.Apply(store);
                            stored.Add(store);
                            break;
                        case Effect.Again again:
                            inputs.Enqueue(again.Input);
                            break;
                        default:
                            after.Add(effect);
                            break;
                    }
                }
            }
        }
    }

    private void Recover(Exception e)
    {
        // The bytes of what failed are not in the message, and must not be: logs hold no content.
        LogStoreFailed(e.Message);
        _faulty = true;
        StoreFault = e.Message;
        _store.Rollback();
        _engine = OpenEngine();
        foreach (var done in _waiting.Values)
            done.TrySetException(new NotStoredException($"the node could not write to its disk ({e.Message}); nothing was stored. Free some space and submit again."));
        _waiting.Clear();
    }

    private Engine OpenEngine() => new(_self, _node, _crypto, _store, _store.Load(_self, _crypto));

    private void Send(Effect.Send send, CancellationToken cancel)
    {
        // Records are taken from the store here, on the loop's own connection. What does not fit goes with the next bundle.
        var items = new List<BundleItem>();
        var size = 1024;
        foreach (var item in send.Items)
        {
            var bytes = item.Item ?? new BundleItem(ItemKind.Record, _store.FindBytes(item.Record!.Value));
            size += bytes.Bytes.Length + 32;
            if (size > Bundle.MaxBytes)
                break;
            items.Add(bytes);
        }

        _ = CarryAsync(send, new Bundle(_self, send.To, items), cancel);
    }

    private async Task CarryAsync(Effect.Send send, Bundle bundle, CancellationToken cancel)
    {
        var answers = await Task.Run(() => Carry(send.To, bundle, cancel), cancel).ConfigureAwait(false);
        Input input = answers is null ? new Input.SendFailed(send.SendId, send.To) : new Input.SendAnswered(send.SendId, send.To, answers);
        if (!cancel.IsCancellationRequested)
            await _queue.Writer.WriteAsync(new Work(input, 0, null), cancel);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The store failed: {Reason}. Nothing of the batch was stored; the engine was read back from the disk.")]
    private partial void LogStoreFailed(string reason);

    private sealed record Work(Input Input, long Ticket, TaskCompletionSource<Effect.Answered>? Done);
}
