using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>What waits for one peer.</summary>
internal sealed class OutboxQueue
{
    // Bundles that were handed over and whose answer may still come. A peer that is away for a year must not fill the memory.
    public const int MaxHandedOver = 256;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private readonly Dictionary<Digest, OutboxEntry> _entries = [];
    private readonly SortedSet<(DateTimeOffset Due, long Sequence, OutboxEntry Entry)> _later = [];
    private readonly OrderedDictionary<BundleId, SentBundle> _handedOver = [];
    // Answers to what the peer handed over, oldest first.
    private readonly OrderedDictionary<Digest, OutboxEntry> _answers = [];
    private int _replies;

    /// <summary>What waits, and of it records that the peer asked for, and answers.</summary>
    public QueueLength Length => new(_entries.Count, _replies, _answers.Count);

    /// <summary>The lane of flashes, and that of all else.</summary>
    public IReadOnlyList<OutboxLane> Lanes { get; } = [new(flash: true), new(flash: false)];

    public int Count => _entries.Count;

    public bool Add(Digest key, OutboxEntry entry)
    {
        if (_entries.TryGetValue(key, out var known))
        {
            // The peer asks for what it was handed and has not receipted, or has refused: it goes now.
            if (entry.Until == Until.Answered)
                Wait(known);
            return true;
        }

        if (entry.Until == Until.Answered && entry.Item.Record is not null)
        {
            // CHN-041: a flood of requests must not queue the whole archive.
            if (_replies == Outbox.MaxReplies)
                return false;
            _replies++;
        }

        Put(key, entry);
        return true;
    }

    public void Replace(Digest key, OutboxEntry entry)
    {
        Remove(key);
        Put(key, entry);
    }

    public void Remove(Digest key)
    {
        if (!_entries.Remove(key, out var entry))
            return;
        LaneOf(entry).Waiting.Remove(entry);
        NotLater(entry);
        if (entry is { Until: Until.Answered, Item.Record: not null })
            _replies--;
        _answers.Remove(key);
    }

    public void RemoveRecords(Func<Digest, bool> which)
    {
        foreach (var key in _entries.Where(e => e.Value.Item.Record is { } record && which(record)).Select(e => e.Key).ToArray())
            Remove(key);
    }

    /// <summary>The lane that a bundle is on its way in, or nothing.</summary>
    public OutboxLane? LaneOf(BundleId bundle) => Lanes.FirstOrDefault(l => l.Carries(bundle));

    public void Answered(OutboxEntry entry, OutgoingItem item, ItemFate fate, DateTimeOffset now)
    {
        // Receipted, or replaced, while it was on its way.
        if (!IsHere(entry))
            return;
        entry.HandOvers = 0;
        LaneOf(entry).Waiting.Remove(entry);
        if (entry.Until == Until.Answered || (entry.Until == Until.Stored && fate != ItemFate.Refused))
            Remove(entry.Key);
        else if (fate == ItemFate.Refused && item.Item?.Kind == ItemKind.Sealed)
        {
            // GRP-024: it is nobody's fault, and goes again at once, as it is.
            entry.CannotBeOpened = true;
            Wait(entry);
        }
        else if (fate == ItemFate.Refused)
            Later(entry, now + TimeSpan.FromMilliseconds(Math.Min(60_000, 250L << Math.Min(entry.Refusals++, 12))));
        else
            Later(entry, now + SendAgainAfter(fate == ItemFate.Held ? Precedence.Routine : entry.Precedence)); // It is there, and waits for what comes before it.
    }

    // CHN-046
    public void HandedOver(OutboxEntry entry, DateTimeOffset now)
    {
        if (!IsHere(entry))
            return;
        if (entry.Until == Until.Answered)
        {
            // It can ask again.
            Remove(entry.Key);
            return;
        }

        var wait = SendAgainAfter(entry.Precedence) * (1L << Math.Min(entry.HandOvers++, 16));
        Later(entry, now + (wait < LongestWait ? wait : LongestWait));
    }

    /// <summary>Remembers a bundle whose answer may come as an item of a later one.</summary>
    public void Keep(SentBundle sent)
    {
        if (_handedOver.Count == MaxHandedOver)
            _handedOver.RemoveAt(0);
        _handedOver[sent.Id] = sent;
    }

    public SentBundle? TakeHandedOver(BundleId bundle) => _handedOver.Remove(bundle, out var sent) ? sent : null;

    /// <summary>All that waits, on its way or not, most urgent first.</summary>
    public OutboxEntry[] All() => [.. _entries.Values.Order()];

    // CHN-048: they can ask again. Anything else goes on waiting: the courier may not arrive.
    public void PackedAway(IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries.Where(e => e.Until == Until.Answered))
            Remove(entry.Key);
    }

    /// <summary>What went out and was not taken waits again.</summary>
    public void PutBack(IEnumerable<OutboxEntry> entries)
    {
        foreach (var entry in entries.Where(IsHere))
            Wait(entry);
    }

    // CHN-047
    public void Reached(DateTimeOffset now)
    {
        foreach (var lane in Lanes)
            lane.Succeeded(now);
        foreach (var entry in _entries.Values.Where(e => e.HandOvers > 0))
        {
            entry.HandOvers = 0;
            // A long wait must not stand in the way of the short one that follows.
            NotLater(entry);
            Wait(entry);
        }
    }

    public void Renew(DateTimeOffset now)
    {
        while (_later.Count > 0 && _later.Min is var (due, _, entry) && due <= now)
        {
            NotLater(entry);
            Wait(entry);
        }
    }

    private void Put(Digest key, OutboxEntry entry)
    {
        entry.Key = key;
        _entries[key] = entry;
        if (entry.Item.Item?.Kind == ItemKind.Answer)
        {
            // CHN-046: the peer remembers no more of its bundles, and one that cannot be reached must not fill the memory with what it hands over.
            if (_answers.Count == MaxHandedOver)
                Remove(_answers.GetAt(0).Key);
            _answers[key] = entry;
        }

        Wait(entry);
    }

    private void Wait(OutboxEntry entry)
    {
        if (!entry.IsOnItsWay)
            LaneOf(entry).Waiting.Add(entry);
    }

    private OutboxLane LaneOf(OutboxEntry entry) => Lanes.First(l => l.Takes(entry));

    // It waits by itself: it must not hold up what is said after it.
    private void Later(OutboxEntry entry, DateTimeOffset due)
    {
        if (entry.Later is not null)
            return;
        entry.Later = due;
        _later.Add((due, entry.Sequence, entry));
    }

    private void NotLater(OutboxEntry entry)
    {
        if (entry.Later is not { } due)
            return;
        entry.Later = null;
        _later.Remove((due, entry.Sequence, entry));
    }

    private bool IsHere(OutboxEntry entry) => _entries.TryGetValue(entry.Key, out var still) && ReferenceEquals(still, entry);

    private static TimeSpan SendAgainAfter(Precedence precedence) => precedence switch
    {
        Precedence.Flash => TimeSpan.FromSeconds(10),
        Precedence.Immediate => TimeSpan.FromSeconds(30),
        Precedence.Priority => TimeSpan.FromMinutes(2),
        _ => TimeSpan.FromMinutes(10),
    };
}
