using Parley.Records;

namespace Parley.Channels.Clocks;

/// <summary>The clocks that run on one channel.</summary>
public sealed class RunningClocks
{
    /// <summary>The most clocks of one author's records that run against one member; whoever floods starts no more.</summary>
    public const int MaxOfPair = 256;

    private readonly Dictionary<(Digest Record, PartyId Owes, ClockKind Kind), Clock> _clocks = [];
    private readonly Dictionary<(Digest Record, PartyId Owes, ClockKind Kind), Clock> _words = [];
    private readonly Dictionary<(PartyId Author, PartyId Owes), int> _ofPair = [];
    // Nothing is due before it; it may be too early, for a clock that was stopped is not looked for here.
    private DateTimeOffset _earliest = DateTimeOffset.MaxValue;

    /// <summary>None, or those that a store kept.</summary>
    public RunningClocks(IEnumerable<Clock>? clocks = null)
    {
        foreach (var clock in clocks ?? [])
            Set(clock);
    }

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<Clock> All => _clocks.Values;

    /// <summary>Those of a word that was promised.</summary>
    internal IReadOnlyCollection<Clock> Words => _words.Values;

    /// <summary>The clock, or nothing.</summary>
    public Clock? Find(Digest record, PartyId owes, ClockKind kind) => _clocks.GetValueOrDefault((record, owes, kind));

    /// <summary>Whether one more may run for an author's record against a member.</summary>
    internal bool HasRoom(PartyId author, PartyId owes) => _ofPair.GetValueOrDefault((author, owes)) < MaxOfPair;

    internal void Set(Clock clock)
    {
        if (!_clocks.ContainsKey(clock.Key))
            _ofPair[(clock.Author, clock.Owes)] = _ofPair.GetValueOrDefault((clock.Author, clock.Owes)) + 1;
        _clocks[clock.Key] = clock;
        if (clock.Kind == ClockKind.Word)
            _words[clock.Key] = clock;
        if (At(clock) is { } at && at < _earliest)
            _earliest = at;
    }

    internal bool Remove(Clock clock)
    {
        if (!_clocks.Remove(clock.Key))
            return false;
        _words.Remove(clock.Key);
        _ofPair[(clock.Author, clock.Owes)]--;
        return true;
    }

    /// <summary>Those whose time has come: due, or to be asked for again.</summary>
    internal IReadOnlyList<Clock> Due(DateTimeOffset now)
    {
        if (now < _earliest)
            return [];
        _earliest = _clocks.Values.Select(At).Where(at => at > now).Min() ?? DateTimeOffset.MaxValue;
        return [.. _clocks.Values.Where(c => At(c) <= now).OrderBy(c => (c.Due, c.Author, c.Number, c.Owes, c.Kind))];
    }

    private static DateTimeOffset? At(Clock clock) => clock.IsOverdue ? clock.AskAt : clock.Due;
}
