using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>
/// What waits to go out, one queue per peer, most urgent first and then in order, flashes apart from all else. A record stays until its
/// receipt is here: handed over and not receipted, it goes again after a while, and so does what was refused. Times are the engine's own, which never runs back.
/// </summary>
internal sealed class Outbox
{
    /// <summary>The most records that wait for a peer because it asked for them.</summary>
    public const int MaxReplies = 1024;

    private readonly SortedDictionary<PartyId, OutboxQueue> _queues = [];
    private long _sequence;

    /// <summary>What waits, for all peers together.</summary>
    public int Count => _queues.Values.Sum(q => q.Count);

    /// <summary>Queues a record for a peer, once: it is done as <paramref name="until"/> says.</summary>
    /// <returns>Whether there was room; only replies are limited.</returns>
    public bool Add(PartyId to, Digest record, Precedence precedence, Until until, ChannelId? channel = null) =>
        QueueOf(to).Add(record, new OutboxEntry(precedence, ++_sequence, new OutgoingItem(record, null), until) { Channel = channel });

    /// <summary>Queues an item for a peer. An item of the same <paramref name="slot"/> that has not gone yet is replaced by it.</summary>
    public void Add(PartyId to, BundleItem item, Digest slot, Precedence precedence, Until until) =>
        QueueOf(to).Replace(slot, new OutboxEntry(precedence, ++_sequence, new OutgoingItem(null, item), until));

    /// <summary>The peer's receipt for the record is here.</summary>
    public void Receipted(PartyId by, Digest record)
    {
        if (_queues.TryGetValue(by, out var queue))
            queue.Remove(record);
    }

    /// <summary>Bundles that are due now.</summary>
    /// <param name="now">The engine's time.</param>
    /// <param name="newId">An id that no other bundle has had, not even of an engine before a restart whose answer is still to come.</param>
    /// <param name="dress">What goes out in place of a waiting item.</param>
    public IEnumerable<Effect.Send> Due(DateTimeOffset now, Func<BundleId> newId, Func<PartyId, OutboxEntry, OutgoingItem> dress)
    {
        foreach (var (peer, queue) in _queues)
        {
            queue.Renew(now);
            // CHN-042: a flash never waits for a bundle of lesser precedence that is still on its way.
            foreach (var lane in queue.Lanes)
            {
                if (!lane.IsDue(now))
                    continue;
                var (entries, whole) = lane.Take();
                var sent = new SentBundle(newId(), entries, [.. entries.Select(e => dress(peer, e))]);
                lane.Sent(sent, now);
                yield return new Effect.Send(sent.Id, peer, entries[0].Precedence, sent.Items) { Whole = whole };
            }
        }
    }

    /// <summary>The peer answered a bundle, straight back or by a later one: what it stored is done, or waits for a receipt; what it refused waits its turn.</summary>
    /// <returns>The items that the peer has now, and those that it refused.</returns>
    public IReadOnlyList<(OutgoingItem Item, ItemAnswer Answer)> Answered(PartyId peer, BundleId bundle, IReadOnlyList<ItemAnswer> answers, DateTimeOffset now)
    {
        if (!_queues.TryGetValue(peer, out var queue))
            return [];
        var lane = queue.LaneOf(bundle);
        var sent = lane is null ? queue.TakeHandedOver(bundle) : lane.Ended(bundle, answers.Count, now);
        if (sent is null)
            return [];
        var result = new List<(OutgoingItem, ItemAnswer)>();
        for (var i = 0; i < sent.Entries.Length && i < answers.Count; i++)
        {
            result.Add((sent.Items[i], answers[i]));
            queue.Answered(sent.Entries[i], sent.Items[i], answers[i].Fate, now);
        }

        if (lane is null)
            return result;
        queue.PutBack(sent.Entries.Skip(result.Count));
        // An answer to nothing is as good as none: it must not make the two turn in a circle.
        if (result.Count == 0)
        {
            lane.Failed(now);
            return [];
        }

        lane.Succeeded(now);
        return result;
    }

    // CHN-046
    /// <summary>A bearer that brings nothing straight back has taken the first items of a bundle: they wait for an answer, a receipt or their time to go again.</summary>
    public void HandedOver(PartyId peer, BundleId bundle, int items, DateTimeOffset now)
    {
        if (!_queues.TryGetValue(peer, out var queue) || queue.LaneOf(bundle) is not { } lane)
            return;
        var sent = lane.Ended(bundle, 0, now);
        items = Math.Clamp(items, 0, sent.Entries.Length);
        foreach (var entry in sent.Entries.Take(items))
            queue.HandedOver(entry, now);
        queue.PutBack(sent.Entries.Skip(items));
        queue.Keep(sent);
        lane.Succeeded(now);
    }

    /// <summary>A bundle could not be handed over.</summary>
    public void Failed(PartyId peer, BundleId bundle, DateTimeOffset now)
    {
        if (!_queues.TryGetValue(peer, out var queue) || queue.LaneOf(bundle) is not { } lane)
            return;
        queue.PutBack(lane.Ended(bundle, 0, now).Entries);
        lane.Failed(now);
    }

    // CHN-048
    /// <summary>All that waits for a peer, whether it is due or not, in bundles for a courier.</summary>
    public IReadOnlyList<Effect.Send> Pack(PartyId peer, Func<BundleId> newId, Func<PartyId, OutboxEntry, OutgoingItem> dress)
    {
        var bundles = new List<Effect.Send>();
        if (!_queues.TryGetValue(peer, out var queue))
            return bundles;
        foreach (var entries in queue.All().Chunk(Bundle.MaxItems).Take(OutboxQueue.MaxHandedOver))
        {
            var sent = new SentBundle(newId(), entries, [.. entries.Select(e => dress(peer, e))]);
            queue.Keep(sent);
            queue.PackedAway(entries);
            bundles.Add(new Effect.Send(sent.Id, peer, entries[0].Precedence, sent.Items));
        }

        return bundles;
    }

    // CHN-047
    /// <summary>A bearer that brings answers straight back reaches the peer again: what was only handed over goes now.</summary>
    public void Reached(PartyId peer, DateTimeOffset now)
    {
        if (_queues.TryGetValue(peer, out var queue))
            queue.Reached(now);
    }

    /// <summary>Nothing of what <paramref name="which"/> names waits for the peer any more.</summary>
    public void Forget(PartyId peer, Func<Digest, bool> which)
    {
        if (_queues.TryGetValue(peer, out var queue))
            queue.RemoveRecords(which);
    }

    /// <summary>How much waits for each peer.</summary>
    public IEnumerable<(PartyId Peer, QueueLength Length)> Lengths => _queues.Select(q => (q.Key, q.Value.Length));

    private OutboxQueue QueueOf(PartyId peer)
    {
        if (!_queues.TryGetValue(peer, out var queue))
            _queues[peer] = queue = new OutboxQueue();
        return queue;
    }
}
