using Parley.Records;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Simulator;

/// <summary>A node in a run, and what the run knows of it that it does not know itself.</summary>
internal sealed class Peer(int index, Station station, bool lies)
{
    /// <summary>States that the disk was in after the latest commits.</summary>
    private const int Kept = 64;

    private readonly List<MemoryRows> _recent = [];

    public int Index { get; } = index;

    public Station Station { get; } = station;

    public TestParty Party => Station.Party;

    public PartyId Id => Party.Id;

    /// <summary>Whether its party lies; all others are honest.</summary>
    public bool Lies { get; } = lies;

    /// <summary>The channels that it is a member of.</summary>
    public List<ChannelPolicy> Channels { get; } = [];

    /// <summary>All versions of its card that its root key has signed, oldest first.</summary>
    public List<SignedNote> Cards { get; } = [station.Party.Card];

    /// <summary>Backups that its operator has made, oldest first.</summary>
    public List<MemoryRows> Backups { get; } = [];

    /// <summary>Effects until it dies, or nothing.</summary>
    public int? DiesIn { get; set; }

    /// <summary>How many commits its disk will have lost when it dies, or nothing.</summary>
    public int? LosesCommits { get; set; }

    /// <summary>Whether its disk has ever returned an older state that nobody declared.</summary>
    public bool WasPutBack { get; set; }

    /// <summary>Whether its node has ever been restored, declared or not.</summary>
    public bool WasRestored { get; set; }

    /// <summary>Whether its operator ended a recovery before all had answered: some of its own records may be missing at it for good.</summary>
    public bool GaveUp { get; set; }

    /// <summary>When it began to wait for others to give back what it had said.</summary>
    public DateTimeOffset? RecoveringSince { get; set; }

    /// <summary>Counts what was scheduled, so that only the latest tick counts.</summary>
    public long Ticks { get; set; }

    /// <summary>How long it sleeps after its next tick.</summary>
    public TimeSpan Sleep { get; set; } = Simulation.Tick;

    /// <summary>The state after some commits before the latest.</summary>
    public MemoryRows Before(int commits) => _recent[Math.Max(0, _recent.Count - 1 - commits)];

    public void Remember(MemoryRows committed)
    {
        if (_recent.Count > 0 && ReferenceEquals(_recent[^1], committed))
            return;
        _recent.Add(committed);
        if (_recent.Count > Kept)
            _recent.RemoveAt(0);
    }

    public void Forget() => _recent.Clear();
}
