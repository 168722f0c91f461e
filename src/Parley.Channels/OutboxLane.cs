using Parley.Records;

namespace Parley.Channels;

/// <summary>What waits for one peer at flash, or at any lesser precedence: one bundle of it is on its way at a time.</summary>
internal sealed class OutboxLane(bool flash)
{
    private int _failures;

    public SortedSet<OutboxEntry> Waiting { get; } = [];

    public SentBundle? OnItsWay { get; set; }

    public DateTimeOffset NextAttempt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Whether an entry goes here.</summary>
    public bool Takes(OutboxEntry entry) => (entry.Precedence == Precedence.Flash) == flash;

    /// <summary>Nothing is on its way here any more; what was.</summary>
    public SentBundle? Ended()
    {
        var sent = OnItsWay;
        OnItsWay = null;
        return sent;
    }

    public void Succeeded(DateTimeOffset now)
    {
        _failures = 0;
        NextAttempt = now;
    }

    // CHN-043: doubling from 200 ms, to 5 s for a flash and 30 s for anything else.
    public void Failed(DateTimeOffset now)
    {
        _failures++;
        NextAttempt = now + TimeSpan.FromMilliseconds(Math.Min(flash ? 5_000 : 30_000, 100L << Math.Min(_failures, 12)));
    }
}
