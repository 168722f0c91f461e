using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>What waits for one peer.</summary>
internal sealed class OutboxQueue
{
    private readonly Dictionary<Digest, OutboxEntry> _entries = [];
    private readonly PriorityQueue<OutboxEntry, DateTimeOffset> _later = new();
    private int _replies;

    public SortedSet<OutboxEntry> Waiting { get; } = [];

    public (BundleId Id, OutboxEntry[] Entries, OutgoingItem[] Items)? OnItsWay { get; set; }

    public DateTimeOffset NextAttempt { get; set; } = DateTimeOffset.MinValue;

    public int Failures { get; set; }

    public bool Add(Digest key, OutboxEntry entry)
    {
        if (_entries.TryGetValue(key, out var known))
        {
            // The peer asks for what it was handed and has not receipted, or has refused: it goes now.
            if (entry.Until == Until.Answered)
                Waiting.Add(known);
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
        Waiting.Remove(entry);
        if (entry is { Until: Until.Answered, Item.Record: not null })
            _replies--;
    }

    public void RemoveRecords(Func<Digest, bool> which)
    {
        foreach (var key in _entries.Where(e => e.Value.Item.Record is { } record && which(record)).Select(e => e.Key).ToArray())
            Remove(key);
    }

    public void Answered(OutboxEntry entry, OutgoingItem item, ItemFate fate, DateTimeOffset now)
    {
        // Receipted, or replaced, while it was on its way.
        if (!IsHere(entry))
            return;
        Waiting.Remove(entry);
        if (entry.Until == Until.Answered || (entry.Until == Until.Stored && fate != ItemFate.Refused))
            Remove(entry.Key);
        else if (fate == ItemFate.Refused && item.Item?.Kind == ItemKind.Sealed)
        {
            // GRP-024: it is nobody's fault, and goes again at once, as it is.
            entry.CannotBeOpened = true;
            Waiting.Add(entry);
        }
        else if (fate == ItemFate.Refused)
            Later(entry, now + TimeSpan.FromMilliseconds(Math.Min(60_000, 250L << Math.Min(entry.Refusals++, 12))));
        else
            Later(entry, now + SendAgainAfter(entry.Precedence));
    }

    // CHN-043: doubling from 200 ms. A flash in the queue caps the wait at 5 s, anything else at 30 s.
    public void Failed(DateTimeOffset now)
    {
        Failures++;
        var cap = Waiting.Count > 0 && Waiting.Min!.Precedence == Precedence.Flash ? 5_000 : 30_000;
        NextAttempt = now + TimeSpan.FromMilliseconds(Math.Min(cap, 100L << Math.Min(Failures, 12)));
    }

    public void Renew(DateTimeOffset now)
    {
        while (_later.TryPeek(out var entry, out var due) && due <= now)
        {
            _later.Dequeue();
            entry.IsLater = false;
            if (IsHere(entry))
                Waiting.Add(entry);
        }
    }

    private void Put(Digest key, OutboxEntry entry)
    {
        entry.Key = key;
        _entries[key] = entry;
        Waiting.Add(entry);
    }

    // It waits by itself: it must not hold up what is said after it.
    private void Later(OutboxEntry entry, DateTimeOffset due)
    {
        if (entry.IsLater)
            return;
        entry.IsLater = true;
        _later.Enqueue(entry, due);
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
