using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>
/// What waits to go out, one queue per peer, most urgent first and then in order. One bundle is on its way to a peer
/// at a time. A record stays until its receipt is here: handed over and not receipted, it goes again after a while, and
/// so does what was refused.
/// </summary>
internal sealed class Outbox
{
    private const int BundleItems = 64;
    private readonly SortedDictionary<PartyId, Queue> _queues = [];
    private long _sequence;
    private long _sendId;

    /// <summary>Queues a record for a peer; a <paramref name="service"/> record is done once the peer has stored it.</summary>
    public void Add(PartyId to, Digest record, Precedence precedence, bool service) =>
        QueueOf(to).Add(new Entry(precedence, ++_sequence, new OutgoingItem(record, null), service));

    /// <summary>Queues an item for a peer that is done once the peer has answered.</summary>
    public void Add(PartyId to, BundleItem item, Precedence precedence) =>
        QueueOf(to).Add(new Entry(precedence, ++_sequence, new OutgoingItem(null, item), true));

    /// <summary>The peer's receipt for the record is here.</summary>
    public void Receipted(PartyId by, Digest record) => QueueOf(by).Remove(record);

    /// <summary>Bundles that are due now.</summary>
    public IEnumerable<Effect.Send> Due(DateTimeOffset now)
    {
        foreach (var (peer, queue) in _queues)
        {
            queue.Renew(now);
            if (queue.OnItsWay is null && now >= queue.NextAttempt && queue.Waiting.Count > 0)
            {
                var entries = queue.Waiting.Take(BundleItems).ToArray();
                queue.OnItsWay = (++_sendId, entries);
                yield return new Effect.Send(_sendId, peer, [.. entries.Select(e => e.Item)]);
            }
        }
    }

    /// <summary>The peer answered a bundle: what it stored is done, or waits for a receipt; what it refused waits its turn.</summary>
    /// <returns>The items that the peer has now, and those that it refused.</returns>
    public IReadOnlyList<(OutgoingItem Item, ItemAnswer Answer)> Answered(PartyId peer, long sendId, IReadOnlyList<ItemAnswer> answers, DateTimeOffset now)
    {
        var queue = QueueOf(peer);
        if (queue.OnItsWay is not { } sent || sent.Id != sendId)
            return [];
        queue.OnItsWay = null;
        var result = new List<(OutgoingItem, ItemAnswer)>();
        for (var i = 0; i < sent.Entries.Length && i < answers.Count; i++)
        {
            var entry = sent.Entries[i];
            result.Add((entry.Item, answers[i]));
            if (!queue.Waiting.Remove(entry))
                continue;
            if (answers[i].Fate == ItemFate.Refused)
                queue.Refused(entry, now);
            else
                queue.HandedOver(entry, now);
        }

        queue.Failures = 0;
        queue.NextAttempt = now;
        return result;
    }

    /// <summary>A bundle could not be handed over.</summary>
    public void Failed(PartyId peer, long sendId, DateTimeOffset now)
    {
        var queue = QueueOf(peer);
        if (queue.OnItsWay?.Id != sendId)
            return;
        queue.OnItsWay = null;
        queue.Failures++;
        queue.NextAttempt = now + queue.BackOff();
    }

    private Queue QueueOf(PartyId peer)
    {
        if (!_queues.TryGetValue(peer, out var queue))
            _queues[peer] = queue = new Queue();
        return queue;
    }

    private sealed record Entry(Precedence Precedence, long Sequence, OutgoingItem Item, bool Service) : IComparable<Entry>
    {
        public int Refusals { get; set; }

        public int CompareTo(Entry? other) => other is null ? 1 : (Precedence, Sequence).CompareTo((other.Precedence, other.Sequence));
    }

    private sealed class Queue
    {
        private readonly Dictionary<Digest, Entry> _records = [];
        private readonly PriorityQueue<Entry, DateTimeOffset> _later = new();

        public SortedSet<Entry> Waiting { get; } = [];

        public (long Id, Entry[] Entries)? OnItsWay { get; set; }

        public DateTimeOffset NextAttempt { get; set; } = DateTimeOffset.MinValue;

        public int Failures { get; set; }

        public void Add(Entry entry)
        {
            if (entry.Item.Record is { } record && !_records.TryAdd(record, entry))
                return;
            Waiting.Add(entry);
        }

        public void Remove(Digest record)
        {
            if (_records.Remove(record, out var entry))
                Waiting.Remove(entry);
        }

        public void HandedOver(Entry entry, DateTimeOffset now)
        {
            if (entry.Item.Record is not { } record)
                return;
            if (entry.Service)
                _records.Remove(record);
            else if (_records.ContainsKey(record))
                _later.Enqueue(entry, now + SendAgainAfter(entry.Precedence));
        }

        // A refused item waits by itself: it must not hold up what is said after it.
        public void Refused(Entry entry, DateTimeOffset now) =>
            _later.Enqueue(entry, now + TimeSpan.FromMilliseconds(Math.Min(60_000, 250L << Math.Min(entry.Refusals++, 12))));

        public void Renew(DateTimeOffset now)
        {
            while (_later.TryPeek(out var entry, out var due) && due <= now)
            {
                _later.Dequeue();
                if (entry.Item.Record is not { } record || (_records.TryGetValue(record, out var still) && ReferenceEquals(still, entry)))
                    Waiting.Add(entry);
            }
        }

        // Doubling from 200 ms. A flash in the queue caps the wait at 5 s, anything else at 30 s.
        public TimeSpan BackOff()
        {
            var cap = Waiting.Count > 0 && Waiting.Min!.Precedence == Precedence.Flash ? 5_000 : 30_000;
            return TimeSpan.FromMilliseconds(Math.Min(cap, 100L << Math.Min(Failures, 12)));
        }

        private static TimeSpan SendAgainAfter(Precedence precedence) => precedence switch
        {
            Precedence.Flash => TimeSpan.FromSeconds(10),
            Precedence.Immediate => TimeSpan.FromSeconds(30),
            Precedence.Priority => TimeSpan.FromMinutes(2),
            _ => TimeSpan.FromMinutes(10),
        };
    }
}
