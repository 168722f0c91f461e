using Parley.Channels.Wire;
using Parley.Records;

namespace Parley.Channels;

/// <summary>
/// What waits for one peer at flash, or at any lesser precedence. One bundle of it is on its way at a time; to a peer that answers full bundles
/// at once, a few, so that neither of the two waits for the other.
/// </summary>
internal sealed class OutboxLane(bool flash)
{
    // CHN-042: what is on its way together has arrived within two seconds, so that nothing that comes after it waits for longer.
    private const int MostOnTheirWay = 4;
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<BundleId, (SentBundle Sent, DateTimeOffset At)> _onTheirWay = [];
    private bool _answersAtOnce;
    private int _failures;

    public SortedSet<OutboxEntry> Waiting { get; } = [];

    public DateTimeOffset NextAttempt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Whether an entry goes here.</summary>
    public bool Takes(OutboxEntry entry) => (entry.Precedence == Precedence.Flash) == flash;

    /// <summary>Whether a bundle is due. A further one is, beside those on their way, only if it is full, and these hold records alone: no other item may be overtaken.</summary>
    public bool IsDue(DateTimeOffset now) => now >= NextAttempt && Waiting.Count > 0
        && (_onTheirWay.Count == 0
            || (_answersAtOnce && Waiting.Count >= Bundle.MaxItems && _onTheirWay.Count < MostOnTheirWay
                && _onTheirWay.Values.All(b => b.Sent.Entries.All(e => e.Item.Record is not null))));

    public bool Carries(BundleId bundle) => _onTheirWay.ContainsKey(bundle);

    /// <summary>
    /// What goes in the next bundle, and whether all of it has to. Every other time that the peer did not take one, this is the cards that wait and nothing
    /// else: a bundle under a key that it does not know is believed by the cards in it alone, from the first that it lacks up to that key's.
    /// </summary>
    // CHN-069
    public (OutboxEntry[] Entries, bool Whole) Take()
    {
        var cards = _failures % 2 == 1 ? Waiting.Where(e => e.Item.Item?.Kind == ItemKind.Card).Take(Bundle.MaxItems).ToArray() : [];
        var entries = cards.Length > 0 ? cards : [.. Waiting.Take(Bundle.MaxItems)];
        Waiting.ExceptWith(entries);
        foreach (var entry in entries)
            entry.IsOnItsWay = true;
        return (entries, cards.Length > 0);
    }

    public void Sent(SentBundle sent, DateTimeOffset now) => _onTheirWay[sent.Id] = (sent, now);

    /// <summary>A bundle is on its way here no more; what was in it. How many of its items the peer answered, and when, says what else may be.</summary>
    public SentBundle Ended(BundleId bundle, int answered, DateTimeOffset now)
    {
        _onTheirWay.Remove(bundle, out var ended);
        foreach (var entry in ended.Sent.Entries)
            entry.IsOnItsWay = false;
        _answersAtOnce = answered == Bundle.MaxItems && now - ended.At <= AtOnce;
        return ended.Sent;
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
