namespace Parley.Simulator;

/// <summary>What happens to nodes, disks, clocks and lines: each node and each pair has its turn every ten minutes.</summary>
internal sealed class Mishaps(Simulation simulation)
{
    private static readonly TimeSpan Turn = TimeSpan.FromMinutes(10);
    private readonly Chance _chance = new(simulation.Scenario.Seed, "mishaps");

    public void Start()
    {
        foreach (var peer in simulation.Peers)
            simulation.Clock.After(_chance.Between(TimeSpan.Zero, Turn), () => TakeTurn(peer));
    }

    /// <summary>Nothing more goes wrong; who is down comes up.</summary>
    public void Stop()
    {
        foreach (var peer in simulation.Peers)
        {
            peer.DiesIn = peer.LosesCommits = null;
            simulation.Start(peer);
        }
    }

    /// <summary>Asked before each effect.</summary>
    public bool DiesHere(Peer peer)
    {
        if (peer.DiesIn is not { } effects)
            return false;
        peer.DiesIn = effects - 1;
        if (effects > 0)
            return false;
        peer.DiesIn = null;
        simulation.Clock.After(TimeSpan.Zero, () => AfterDeath(peer));
        return true;
    }

    private void TakeTurn(Peer peer)
    {
        if (!simulation.HasFaults)
            return;
        simulation.Clock.After(Turn, () => TakeTurn(peer));

        // Drawn whatever happens, so that the draws after it stay the same.
        var (crash, lost, backup, clock, cut) = (_chance.Happens(0.08), _chance.Happens(0.006), _chance.Happens(0.006), _chance.Happens(0.02), _chance.Happens(0.06));
        if (_chance.Happens(0.2))
            MakeBackup(peer);
        if (clock && simulation.Strikes(FaultKinds.ClockJump, peer))
            peer.Station.ClockError = ClockError();
        if (cut)
            CutOff(peer);
        if (!peer.Station.IsUp || peer.DiesIn is not null)
            return;
        if (backup && peer.Backups.Count > 0 && simulation.Strikes(FaultKinds.OldBackup, peer))
        {
            PutBack(peer, _chance.Of(peer.Backups), declared: true);
        }
        else if (lost && simulation.Strikes(FaultKinds.LostWrites, peer))
        {
            peer.LosesCommits = 1 + _chance.Next(50);
            peer.DiesIn = _chance.Next(40);
        }
        else if (crash && simulation.Strikes(FaultKinds.Crash, peer))
        {
            peer.DiesIn = _chance.Next(40);
        }
    }

    private void AfterDeath(Peer peer)
    {
        simulation.Note(1, (ulong)peer.Index);
        if (peer.LosesCommits is { } commits)
        {
            peer.LosesCommits = null;
            PutBack(peer, peer.Before(commits), declared: false);
        }

        simulation.Clock.After(Outage(), () => simulation.Start(peer));
    }

    /// <summary>Puts a node back to an older state; its operator declares it, or nobody notices.</summary>
    public void PutBack(Peer peer, MemoryRows state, bool declared)
    {
        peer.Station.Die();
        peer.Station.Store.PutBack(state);
        peer.Forget();
        peer.WasRestored = true;
        peer.WasPutBack |= !declared;
        simulation.Invariants.WasPutBack(peer);
        if (declared)
            simulation.Crew.Declare(peer);
        peer.Remember(peer.Station.Store.Rows);
        simulation.Clock.After(Outage(), () => simulation.Start(peer));
    }

    private void MakeBackup(Peer peer)
    {
        if (peer.Station.IsUp && peer.Backups.Count < 6)
            peer.Backups.Add(peer.Station.Store.Rows);
        else if (peer.Station.IsUp)
            peer.Backups[_chance.Next(peer.Backups.Count)] = peer.Station.Store.Rows;
    }

    private void CutOff(Peer peer)
    {
        var others = simulation.Peers.Where(p => p != peer && p.Channels.Intersect(peer.Channels).Any()).ToArray();
        var until = simulation.Clock.Now + _chance.Between(TimeSpan.FromSeconds(1), _chance.Happens(0.3) ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(2));
        if (others.Length == 0)
            return;
        var cut = _chance.Happens(0.3) ? others : [_chance.Of(others)];
        if (!simulation.Strikes(FaultKinds.Partition, peer, cut.Length == 1 ? cut[0] : null))
            return;
        foreach (var other in cut)
            simulation.Network.Cut(peer, other, until);
    }

    private TimeSpan Outage() => _chance.Between(TimeSpan.FromMilliseconds(100), _chance.Happens(0.1) ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(30));

    private TimeSpan ClockError()
    {
        var most = _chance.Of<TimeSpan>([TimeSpan.FromMinutes(5), TimeSpan.FromHours(5), TimeSpan.FromDays(200)]);
        return _chance.Between(-most, most);
    }
}
