using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>
/// What waits to go out, one queue per peer, most urgent first and then in order. One bundle is on its way to a peer
/// at a time. A record stays until its receipt is here: handed over and not receipted, it goes again after a while, and
/// so does what was refused. Times are the engine's own, which never runs back.
/// </summary>
internal sealed class Outbox
{
    /// <summary>The most records that wait for a peer because it asked for them.</summary>
    public const int MaxReplies = 1024;

    private const int BundleItems = 64;
    private readonly SortedDictionary<PartyId, OutboxQueue> _queues = [];
    private long _sequence;

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
            if (queue.OnItsWay is null && now >= queue.NextAttempt && queue.Waiting.Count > 0)
            {
                // CHN-042
                var entries = queue.Waiting.Take(BundleItems).ToArray();
                OutgoingItem[] items = [.. entries.Select(e => dress(peer, e))];
                queue.OnItsWay = (newId(), entries, items);
                yield return new Effect.Send(queue.OnItsWay.Value.Id, peer, items);
            }
        }
    }

    /// <summary>The peer answered a bundle: what it stored is done, or waits for a receipt; what it refused waits its turn.</summary>
    /// <returns>The items that the peer has now, and those that it refused.</returns>
    public IReadOnlyList<(OutgoingItem Item, ItemAnswer Answer)> Answered(PartyId peer, BundleId bundle, IReadOnlyList<ItemAnswer> answers, DateTimeOffset now)
    {
        if (!_queues.TryGetValue(peer, out var queue) || queue.OnItsWay is not { } sent || sent.Id != bundle)
            return [];
        queue.OnItsWay = null;
        var result = new List<(OutgoingItem, ItemAnswer)>();
        for (var i = 0; i < sent.Entries.Length && i < answers.Count; i++)
        {
            result.Add((sent.Items[i], answers[i]));
            queue.Answered(sent.Entries[i], sent.Items[i], answers[i].Fate, now);
        }

        // An answer to nothing is as good as none: it must not make the two turn in a circle.
        if (result.Count == 0)
        {
            queue.Failed(now);
            return [];
        }

        queue.Failures = 0;
        queue.NextAttempt = now;
        return result;
    }

    /// <summary>A bundle could not be handed over.</summary>
    public void Failed(PartyId peer, BundleId bundle, DateTimeOffset now)
    {
        if (!_queues.TryGetValue(peer, out var queue) || queue.OnItsWay?.Id != bundle)
            return;
        queue.OnItsWay = null;
        queue.Failed(now);
    }

    /// <summary>Nothing of what <paramref name="which"/> names waits for the peer any more.</summary>
    public void Forget(PartyId peer, Func<Digest, bool> which)
    {
        if (_queues.TryGetValue(peer, out var queue))
            queue.RemoveRecords(which);
    }

    private OutboxQueue QueueOf(PartyId peer)
    {
        if (!_queues.TryGetValue(peer, out var queue))
            _queues[peer] = queue = new OutboxQueue();
        return queue;
    }
}
