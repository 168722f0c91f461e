using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Telemetry;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Node.Loop;

/// <summary>
/// The one loop that feeds the engine. Inputs that wait share a transaction and its fsync; only after it are answers
/// given, bundles sent and listeners told. A transaction that the disk refuses takes the engine's memory with it: both are
/// read back from the store, and whoever waited is told that nothing was stored. Any other failure is not understood, and
/// the loop ends: a node that goes on with a state that nobody understands says things over its party's signature.
/// </summary>
public sealed partial class NodeLoop : IAsyncDisposable
{
    private const string Ending = "the node is shutting down; nothing was stored";
    private const int MostAgain = 1024;
    private const int RoomPerSource = 4096;

    // The queue of this node itself: its officers, its jobs, and what became of its bundles.
    private const string Own = "";
    private readonly INodeStore _store;
    private readonly PartyId _self;
    private readonly NodeKeys _keys;
    private readonly ICryptoProvider _crypto;
    private readonly TimeProvider _clock;
    private readonly ILogger<NodeLoop> _log;
    private readonly int _batchSize;
    private readonly TimeSpan _tick;
    private readonly Bundling _bundling;
    private readonly FairQueue<Work> _queue = new(RoomPerSource);
    private readonly Dictionary<long, Question> _waiting = [];
    private readonly Dictionary<long, TaskCompletionSource<IReadOnlyList<Bundle>>> _packing = [];
    private readonly Queue<Input> _again = new();
    private readonly Queue<Work> _ahead = new();
    private Engine _engine;
    private long _ticket;
    private bool _faulty;
    private bool _stale;
    private Work? _alone;
    private long _turn;
    private TaskCompletionSource _turned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the engine on what the store holds.</summary>
    public NodeLoop(INodeStore store, PartyId self, NodeKeys keys, ICryptoProvider crypto, NodeConfiguration configuration, TimeProvider clock, ILogger<NodeLoop> log)
    {
        _store = store;
        _self = self;
        _keys = keys;
        _crypto = crypto;
        _clock = clock;
        _bundling = new Bundling(store, self, clock);
        _log = log;
        _batchSize = configuration.BatchSize;
        _tick = TimeSpan.FromMilliseconds(configuration.TickMs);
        _turn = clock.GetTimestamp();
        Lease = store.Lead();
        _engine = OpenEngine();
        View = NodeView.Of(_engine);
    }

    /// <summary>Carries bundles to peers; without one, everything waits.</summary>
    public Carrier? Carrier { get; set; }

    /// <summary>Told after each transaction: its stored effects, now durable. None: another replica has stored something.</summary>
    public event Action<IReadOnlyList<Effect.Stored>>? Committed;

    /// <summary>What other threads may see of the engine: replaced, never changed.</summary>
    public NodeView View { get; private set; }

    /// <summary>Which replica of this node writes. One that does not takes nothing in and says nothing; it shows what the other has stored.</summary>
    public Lease Lease { get; private set; }

    /// <summary>Why the last transaction failed, while it does; nothing while all is well.</summary>
    public string? StoreFault { get; private set; }

    /// <summary>Inputs that wait.</summary>
    public int Waiting => _queue.Count + _ahead.Count;

    /// <summary>When the loop last came round, as a timestamp of the clock: it does so several times a second.</summary>
    public long LastTurn => Volatile.Read(ref _turn);

    /// <summary>Waits until this replica writes, or until it no longer does.</summary>
    public async Task LeadsAsync(bool leads, CancellationToken cancel)
    {
        while (true)
        {
            var turned = Volatile.Read(ref _turned).Task;
            if (Lease.IsHeld == leads)
                return;
            await turned.WaitAsync(cancel);
        }
    }

    /// <summary>Queues an input and waits for its end.</summary>
    /// <exception cref="NotStoredException">Nothing was stored; the message says why.</exception>
    public async Task<Effect.Answered> AskAsync(Func<long, Input> input, CancellationToken cancel) => (await AskAsync(Own, [input], cancel))[0];

    /// <summary>Queues inputs and waits for the end of all; each stands or falls alone.</summary>
    /// <exception cref="NotStoredException">Not all was stored; the message says why.</exception>
    public Task<Effect.Answered[]> AskAsync(IReadOnlyCollection<Func<long, Input>> inputs, CancellationToken cancel) => AskAsync(Own, inputs, cancel);

    /// <summary>Queues the items of a bundle, in the queue of its sender, and waits until each has its fate.</summary>
    /// <exception cref="NotStoredException">Not all was stored; the message says why.</exception>
    public async Task<IReadOnlyList<ItemAnswer>> TakeAsync(Bundle bundle, string bearer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var fates = await AskAsync(bundle.From.Value, [.. bundle.Items.Select(item => (Func<long, Input>)(ticket => new Input.Received(ticket, bundle.From, bearer, item)))], cancel);
        return [.. fates.Select(f => f.Answer)];
    }

    /// <summary>Queues an input that nobody waits for. A node that is shutting down drops it: the store knows what is still to be done.</summary>
    public async Task PostAsync(Input input, CancellationToken cancel)
    {
        try
        {
            await _queue.WriteAsync(Own, new Work(input, 0, null), cancel);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // Shutting down.
        }
    }

    /// <summary>All that waits for a peer, in bundles, for a courier.</summary>
    /// <exception cref="NotStoredException">The node is shutting down, or cannot read its store.</exception>
    public async Task<IReadOnlyList<Bundle>> PackAsync(PartyId to, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<IReadOnlyList<Bundle>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ticket = Interlocked.Increment(ref _ticket);
        try
        {
            await _queue.WriteAsync(Own, new Work(new Input.Pack(ticket, to), ticket, null, done), cancel);
        }
        catch (ChannelClosedException)
        {
            throw new NotStoredException(Ending);
        }

        return await done.Task.WaitAsync(cancel);
    }

    /// <summary>
    /// Takes this node's own next card, which its operator brings, in a transaction of its own, and goes on with the keys that it names: nothing is
    /// signed with a key of the card before once this one is stored.
    /// </summary>
    /// <exception cref="NotStoredException">Nothing was stored; the message says why.</exception>
    public async Task<Effect.Answered> RenewAsync(SignedNote card, CancellationToken cancel) =>
        (await AskAsync(Own, [ticket => new Input.AcceptCard(ticket, card)], cancel, alone: true))[0];

    private async Task<Effect.Answered[]> AskAsync(string source, IReadOnlyCollection<Func<long, Input>> inputs, CancellationToken cancel, bool alone = false)
    {
        var question = new Question(Interlocked.Add(ref _ticket, inputs.Count) - inputs.Count + 1, inputs.Count);
        var ticket = question.FirstTicket;
        try
        {
            foreach (var input in inputs)
            {
                await _queue.WriteAsync(source, new Work(input(ticket), ticket, question, Alone: alone), cancel);
                ticket++;
            }
        }
        catch (ChannelClosedException)
        {
            throw new NotStoredException(Ending);
        }

        return await question.Answers.WaitAsync(cancel);
    }

    /// <summary>Runs until cancelled. However it ends, whoever waits is answered.</summary>
    /// <exception cref="InvalidDataException">The store is damaged, or something happened that must not: the node has to stop.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                await WaitAsync(cancel);
                if (cancel.IsCancellationRequested)
                    break;
                _faulty = false;
                if (Leads())
                    Batch(cancel);
                else
                    Follow();
                Volatile.Write(ref _turn, _clock.GetTimestamp());
                // A full or failing disk is not tried again at full speed.
                if (_faulty)
                    await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception e)
        {
            // An exception's message may quote what it failed on, and logs hold no content: its kind and place are enough.
            LogStopped(e.GetType().Name, e.StackTrace ?? "");
            throw Stopped(e);
        }
        finally
        {
            Close();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        _engine.Dispose();
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    private static InvalidDataException Stopped(Exception e) => e switch
    {
        InvalidDataException damaged => damaged,
        DbException => new InvalidDataException($"The store is damaged ({e.Message}). Keep the file as it is, and restore a backup beside it.", e),
        _ => new InvalidDataException(
            $"The node has stopped, because it cannot go on safely ({e.GetType().Name}; the log says where). Nothing that was acknowledged is lost. If it happens again after a restart, the store is damaged: restore a backup, and keep the file.", e),
    };

    /// <summary>Takes nothing more; what was taken and not stored is told so.</summary>
    private void Close()
    {
        _queue.Close();
        _alone?.Question?.Fail(new NotStoredException(Ending));
        while (TryNext(out var work))
        {
            work.Question?.Fail(new NotStoredException(Ending));
            work.Packed?.TrySetException(new NotStoredException(Ending));
        }

        foreach (var question in _waiting.Values)
            question.Fail(new NotStoredException(Ending));
        _waiting.Clear();
        NothingPacked(Ending);
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        if (_again.Count > 0 || _ahead.Count > 0 || _alone is not null)
            return;
        using var tick = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        tick.CancelAfter(_tick);
        try
        {
            await _queue.WaitToReadAsync(tick.Token);
        }
        catch (OperationCanceledException)
        {
            // Time has passed: the engine looks at its queues.
        }
    }

    /// <summary>Asks the store who writes. What was not committed is forgotten first; under another term everything is read anew.</summary>
    private bool Leads()
    {
        try
        {
            if (_stale)
                _store.Rollback();
            Turn(_store.Lead());
        }
        catch (Exception e) when (MayPass(e))
        {
            Recover(e);
        }

        return Lease.IsHeld;
    }

    private void Turn(Lease now)
    {
        var before = Lease;
        _stale |= now.Term != before.Term || (!now.IsHeld && now.Commits != before.Commits);
        Lease = now;
        if (now.IsHeld != before.IsHeld)
        {
            LogTurned(now.IsHeld ? "this replica writes" : $"{now.Holder} writes, and this replica follows", now.Term);
            Interlocked.Exchange(ref _turned, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    /// <summary>On standby: turns away what waits, and shows what the other replica has stored.</summary>
    private void Follow()
    {
        if (_faulty)
            return;
        Refuse($"this replica follows {Lease.Holder}, which writes; nothing was stored. Submit it there, or again here once this one has taken over");
        if (!_stale)
            return;
        try
        {
            Reopen();
            StoreFault = null;
            View = NodeView.Of(_engine);
            // Whoever is told looks into the store, which may have gone at this very moment.
            Committed?.Invoke([]);
        }
        catch (Exception e) when (MayPass(e))
        {
            Recover(e);
        }
    }

    /// <summary>1. handle what waits, then settle; 2. commit; 3. answer, tell, send. On failure: forget, read back, say so.</summary>
    private void Batch(CancellationToken cancel)
    {
        var began = _clock.GetTimestamp();
        using var span = Measures.Spans.StartActivity("transaction");
        var stored = new List<Effect.Stored>();
        var after = new List<Effect>();
        var open = false;
        var handled = 0;
        try
        {
            if (_stale)
            {
                Reopen();
                View = NodeView.Of(_engine);
            }

            // 1.
            var card = _alone;
            _alone = null;
            if (card is null)
                HandleWaiting();
            else
                Take(card, Step);

            // 2.
            if (open)
                Commit();
            if (card is not null)
                Reopen();
            StoreFault = null;
        }
        catch (Exception e) when (MayPass(e))
        {
            Recover(e);
            return;
        }

        // 3.
        if (stored.Count > 0)
        {
            View = NodeView.Of(_engine);
            Measures.Committed(stored, _clock.GetElapsedTime(began));
            span?.SetTag("effects", stored.Count);
            Committed?.Invoke(stored);
        }

        foreach (var answered in after.OfType<Effect.Answered>())
        {
            if (_waiting.Remove(answered.Ticket, out var question))
                question.Answer(answered);
        }

        try
        {
            foreach (var send in after.OfType<Effect.Send>())
                Send(send, cancel);
            foreach (var packed in after.OfType<Effect.Packed>())
            {
                if (_packing.Remove(packed.Ticket, out var done))
                    done.TrySetResult([.. packed.Bundles.SelectMany(_bundling.All)]);
            }
        }
        catch (Exception e) when (MayPass(e))
        {
            // What was to be sent could not be read. The engine that is read back knows again what is still to be sent.
            Recover(e);
        }

        void HandleWaiting()
        {
            Continue();
            LookAhead(() => true);
            for (var i = 0; i < _batchSize && TryNext(out var work); i++)
            {
                // A card of this node's own has the next transaction to itself; whatever is behind it is for the engine with the new keys.
                if (work.Alone)
                {
                    _alone = work;
                    break;
                }

                Take(work, Handle);
            }

            Handle(new Input.Settle());
        }

        void Take(Work work, Action<Input> handle)
        {
            if (work.Question is not null)
                _waiting[work.Ticket] = work.Question;
            if (work.Packed is not null)
                _packing[work.Ticket] = work.Packed;
            handle(work.Input);
        }

        void Handle(Input input)
        {
            Step(input);
            Continue();
        }

        // What waits behind a record that came last may be long: what exceeds a batch goes into the next one.
        void Continue()
        {
            while (handled < MostAgain && _again.TryDequeue(out var next))
            {
                handled++;
                Step(next);
            }
        }

        void Step(Input input)
        {
            foreach (var effect in _engine.Handle(input, _clock.GetUtcNow(), RandomNumberGenerator.GetBytes(Engine.EntropySize)))
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
                        _again.Enqueue(again.Input);
                        break;
                    default:
                        after.Add(effect);
                        break;
                }
            }
        }
    }

    /// <summary>Commits. While the disk is at it, what waits already is opened and verified for the next batch.</summary>
    private void Commit()
    {
        if (_queue.Count == 0)
        {
            _store.Commit();
            return;
        }

        var commit = Task.Run(_store.Commit);
        try
        {
            LookAhead(() => !commit.IsCompleted);
        }
        finally
        {
            commit.GetAwaiter().GetResult();
        }
    }

    /// <summary>Opens what waits, as much as goes into a batch, and leaves its signatures to whichever core has nothing else to do.</summary>
    private void LookAhead(Func<bool> goesOn)
    {
        while (goesOn() && _ahead.Count < _batchSize && _queue.TryRead(out var work))
        {
            _ahead.Enqueue(work);
            if (_engine.Foresee(work.Input) is { } signatures)
                ThreadPool.UnsafeQueueUserWorkItem(Beside, signatures, preferLocal: false);
        }

        static void Beside(Action signatures)
        {
            try
            {
                signatures();
            }
            catch (Exception)
            {
                // The same comes again at the input's turn, where it ends the loop and is logged; here it would end the process.
            }
        }
    }

    private bool TryNext([MaybeNullWhen(false)] out Work work) => _ahead.TryDequeue(out work) || _queue.TryRead(out work);

    /// <summary>Whether a disk that is full or fails may be behind it, which passes; a damaged file does not.</summary>
    private bool MayPass(Exception e) => e is IOException || (e is DbException failure && _store.MayPass(failure));

    private void Recover(Exception e)
    {
        // The bytes of what failed are not in the message, and must not be: logs hold no content.
        LogStoreFailed(e.Message);
        (_faulty, _stale) = (true, true);
        StoreFault = e.Message;
        if (Lease != Lease.Sole)
            Turn(Lease with { IsHeld = false });
        var nothing = e is DbException { IsTransient: true }
            ? $"the node cannot reach its database ({e.Message}); nothing was stored. Submit again later, or at another replica"
            : $"the node could not write to its database ({e.Message}); nothing was stored. Free some space if its disk is full, and submit again";
        var why = e is CommitInDoubtException
            ? $"the node's database did not answer a commit ({e.Message}); it is not known whether this was stored. The same submission is taken once, however often it comes; look before it is said in other words"
            : nothing;
        foreach (var question in _waiting.Values)
            question.Fail(new NotStoredException(why + ".") { IsInDoubt = e is CommitInDoubtException });
        _waiting.Clear();
        // Those behind it would wait for as long as the database fails. An answer to the engine's bundles is nothing to the next engine.
        Refuse(nothing);
    }

    /// <summary>Whatever waits is told why it came to nothing.</summary>
    private void Refuse(string why)
    {
        NothingPacked(why + ".");
        _alone?.Question?.Fail(new NotStoredException(why + "."));
        _alone = null;
        while (TryNext(out var work))
        {
            work.Question?.Fail(new NotStoredException(why + "."));
            work.Packed?.TrySetException(new NotStoredException(why + "."));
        }
    }

    private void NothingPacked(string why)
    {
        foreach (var done in _packing.Values)
            done.TrySetException(new NotStoredException(why));
        _packing.Clear();
    }

    /// <summary>Reads the engine back; from a database that still fails, later.</summary>
    private void Reopen()
    {
        _again.Clear();
        var engine = OpenEngine();
        _engine.Dispose();
        _engine = engine;
        _stale = false;
    }

    private Engine OpenEngine()
    {
        var state = _store.Load(_self, _crypto);
        _keys.Settle(state.Cards[_self].Current);
        return new Engine(_self, _keys.Signer, _crypto, _store, state, _keys.Cosigner);
    }

    private void Send(Effect.Send send, CancellationToken cancel)
    {
        var bundle = _bundling.First(send, send.Whole ? SealedBundle.MaxBytes : Carrier?.RoomFor(send.To) ?? SealedBundle.MinBytes);
        _ = Carrier is { } carrier
            ? Task.Run(() => carrier.CarryAsync(bundle, send.Precedence, input => PostAsync(input, cancel), cancel), cancel)
            : PostAsync(new Input.SendFailed(send.Bundle, send.To), cancel);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The store failed: {Reason}. Nothing of the batch was stored; the engine was read back from the disk.")]
    private partial void LogStoreFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Of this node's replicas {Who} (term {Term}).")]
    private partial void LogTurned(string who, long term);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The node stops: {Kind}. {Place}")]
    private partial void LogStopped(string kind, string place);

    private sealed record Work(Input Input, long Ticket, Question? Question, TaskCompletionSource<IReadOnlyList<Bundle>>? Packed = null, bool Alone = false);
}
