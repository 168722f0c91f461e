using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Parley.Node.Loop;

/// <summary>
/// What waits for the loop, one queue for each source, served in turn: whoever floods fills its own and waits there, and
/// nobody else waits for it. Many write, one reads.
/// </summary>
internal sealed class FairQueue<T>(int roomPerSource)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Source> _sources = [];
    private readonly Queue<Source> _turns = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _closed;

    /// <summary>Items that wait, of all sources.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _turns.Sum(s => s.Items.Count);
        }
    }

    /// <summary>Adds an item, once there is room in the queue of its source.</summary>
    /// <exception cref="ChannelClosedException">Nothing is taken any more.</exception>
    public async ValueTask WriteAsync(string source, T item, CancellationToken cancel)
    {
        Source queue;
        lock (_lock)
        {
            ThrowIfClosed();
            if (!_sources.TryGetValue(source, out queue!))
                _sources[source] = queue = new Source(roomPerSource);
        }

        await queue.Room.WaitAsync(cancel);
        lock (_lock)
        {
            ThrowIfClosed();
            queue.Items.Enqueue(item);
            if (queue.Items.Count == 1)
                _turns.Enqueue(queue);
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>The next item: of each source that has one, in turn.</summary>
    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        lock (_lock)
        {
            if (!_turns.TryDequeue(out var queue))
            {
                item = default;
                return false;
            }

            item = queue.Items.Dequeue();
            if (queue.Items.Count > 0)
                _turns.Enqueue(queue);
            if (!_closed)
                queue.Room.Release();
            return true;
        }
    }

    /// <summary>Waits until something may be there.</summary>
    public async Task WaitToReadAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_turns.Count > 0)
                return;
        }

        await _signal.Reader.ReadAsync(cancel);
    }

    /// <summary>Takes nothing more; what is there can still be read.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
            // Those who wait for room find it closed.
            foreach (var queue in _sources.Values)
                queue.Room.Release(int.MaxValue / 2);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw new ChannelClosedException();
    }

    private sealed class Source(int room)
    {
        public Queue<T> Items { get; } = new();

        public SemaphoreSlim Room { get; } = new(room);
    }
}
