using System.Globalization;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Policies;

namespace Parley.Simulator;

/// <summary>
/// One run: nodes, the network between them, their officers and operators, and whatever goes wrong. For a while everything does; then
/// nothing does any more, and everything has to be everywhere within <see cref="Bound"/>.
/// </summary>
/// <remarks>What happens is decided by the scenario alone. What must hold is checked as it happens; <see cref="Invariants"/>.</remarks>
public sealed class Simulation
{
    /// <summary>A node looks at its queues this often while something is going on, and less and less often up to <see cref="LongestSleep"/> while nothing is.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SettledSleep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private readonly Dictionary<FaultKinds, long> _faults = [];
    private readonly HashSet<(string Channel, long Hour)> _traffic = [];
    private readonly HashSet<(string Channel, long Hour)> _trouble = [];
    private readonly DateTimeOffset _start = new(2022, 12, 29, 7, 0, 0, TimeSpan.Zero);
    private ulong _fingerprint = 0xcbf29ce484222325;
    private long _faultCount;

    /// <summary>Sets a run up.</summary>
    /// <param name="scenario">What decides it.</param>
    /// <param name="variant">What makes broken engines of good ones; the tests' concern.</param>
    public Simulation(Scenario scenario, Variant? variant = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentOutOfRangeException.ThrowIfLessThan(scenario.Parties - scenario.Liars, 2, nameof(scenario));
        ArgumentOutOfRangeException.ThrowIfLessThan(scenario.Channels, 1, nameof(scenario));
        Scenario = scenario;
        Clock = new VirtualClock(_start);
        Invariants = new Invariants(this);
        Network = new Network(this);
        Mishaps = new Mishaps(this);
        Crew = new Crew(this);
        Liars = new Liars(this);
        ICryptoProvider crypto = scenario.FastCrypto ? SimulationCrypto.Instance : SodiumProvider.Instance;
        var parties = Enumerable.Range(1, scenario.Parties).Select(i => new TestParty(string.Create(CultureInfo.InvariantCulture, $"P{i:000}"), crypto: crypto)).ToArray();
        Policies = [.. Enumerable.Range(1, scenario.Channels).Select(i => Policy(i, parties))];
        var met = parties.ToDictionary(p => p.Id, p => Policies.Where(c => c.HasMember(p.Id)).SelectMany(c => c.Members).Select(m => m.Party).ToHashSet());
        Peers = [.. parties.Select((party, i) => NewPeer(party, i, parties.Where(p => met[party.Id].Contains(p.Id)), variant))];
        ByParty = Peers.ToDictionary(p => p.Id);
        foreach (var policy in Policies)
        {
            foreach (var member in policy.Members)
                ByParty[member.Party].Channels.Add(policy);
        }
    }

    /// <summary>
    /// How long after the last fault, and after the last restart that an operator declares, everything is everywhere: `channel.md` says
    /// 210 seconds, and a node that handed something to a relay looks each minute whether the line is there again. Where a disk lost what it had acknowledged, only the next line test, which the operators make at once, brings it to
    /// light; where parties lie, each of them that is asked for what is missing costs another minute. Then it is half an hour.
    /// </summary>
    public TimeSpan Bound => TimeSpan.FromSeconds((Scenario.Faults & (FaultKinds.LostWrites | FaultKinds.OldBackup)) == 0 && Scenario.Liars == 0 ? 210 + 10 + (Scenario.Faults.HasFlag(FaultKinds.Carried) ? 60 : 0) : 1800);

    internal Scenario Scenario { get; }

    internal VirtualClock Clock { get; }

    internal Invariants Invariants { get; }

    internal Network Network { get; }

    internal Mishaps Mishaps { get; }

    internal Crew Crew { get; }

    internal Liars Liars { get; }

    internal IReadOnlyList<ChannelPolicy> Policies { get; }

    internal IReadOnlyList<Peer> Peers { get; }

    internal IReadOnlyDictionary<PartyId, Peer> ByParty { get; }

    /// <summary>Whether things still go wrong.</summary>
    internal bool HasFaults { get; private set; } = true;

    /// <summary>The last fault, or the last time when an operator mended what one had left.</summary>
    internal DateTimeOffset LastTrouble { get; set; }

    /// <summary>Runs it. What does not hold ends it, and is in the result.</summary>
    public RunResult Run()
    {
        InvariantViolation? violation = null;
        var recovery = TimeSpan.Zero;
        try
        {
            recovery = Play();
        }
        catch (InvariantViolation seen)
        {
            violation = seen;
        }

        var honest = Invariants.Authored;
        return new RunResult(Scenario, new Tally
        {
            Runs = 1,
            ChannelHours = _traffic.Count(_trouble.Contains),
            AllChannelHours = Policies.Count * Math.Min(Scenario.Span.TotalHours, (Clock.Now - _start).TotalHours),
            Records = honest.All,
            Said = honest.Said,
            Delivered = Invariants.Delivered,
            Bundles = Network.Bundles,
            Faults = _faults.OrderBy(f => f.Key).ToDictionary(),
            SlowestRecovery = recovery,
        }, _fingerprint.ToString("x16", CultureInfo.InvariantCulture), violation);
    }

    /// <summary>Whether a fault of this kind happens now; it is counted, for the channels of those whom it concerns.</summary>
    internal bool Strikes(FaultKinds kind, Peer one, Peer? other = null)
    {
        if (!HasFaults || !Scenario.Faults.HasFlag(kind) || _faultCount >= Scenario.MaxFaults)
            return false;
        _faultCount++;
        _faults[kind] = _faults.GetValueOrDefault(kind) + 1;
        LastTrouble = Clock.Now;
        foreach (var policy in one.Channels)
        {
            if (other is null || policy.HasMember(other.Id))
                _trouble.Add((policy.Name, Hour()));
        }

        Note((ulong)kind, (ulong)one.Index);
        return true;
    }

    /// <summary>An officer was told that what was said is on its way.</summary>
    internal void Spoke(ChannelPolicy policy) => _traffic.Add((policy.Name, Hour()));

    /// <summary>Takes something that happened into the fingerprint.</summary>
    internal void Note(ulong what, ulong who)
    {
        foreach (var part in (ReadOnlySpan<ulong>)[(ulong)Clock.Now.UtcTicks, what, who])
            _fingerprint = ulong.RotateLeft((_fingerprint ^ part) * 0x9E3779B97F4A7C15, 29);
    }

    /// <summary>Has a node handle inputs, and wakes it. Nothing comes back from one that is down or dies.</summary>
    internal IReadOnlyList<Effect.Answered>? Handle(Peer peer, params IEnumerable<Input> inputs)
    {
        if (!peer.Station.IsUp)
            return null;
        peer.Sleep = Tick;
        var answers = Guard(peer, () => peer.Station.Handle(inputs));
        SleepOn(peer);
        return answers;
    }

    /// <summary>Starts a node, with what its disk has.</summary>
    internal void Start(Peer peer)
    {
        if (peer.Station.IsUp)
            return;
        Guard(peer, () =>
        {
            peer.Station.Restart();
            return 0;
        });
        Invariants.Started(peer);
        peer.Sleep = Tick;
        SleepOn(peer);
    }

    // SIM-012: an exception that comes out of an engine, or out of a store that was told to keep something twice, is a violation by itself.
    private static T Guard<T>(Peer peer, Func<T> what)
    {
        try
        {
            return what();
        }
        catch (Exception e) when (e is not InvariantViolation)
        {
            throw new InvariantViolation("SIM-012", $"{peer.Id}'s node failed: {e.GetType().Name}, {e.Message}", e);
        }
    }

    private TimeSpan Play()
    {
        foreach (var peer in Peers)
            SleepOn(peer);
        Crew.Start();
        Mishaps.Start();
        Network.Start();
        Liars.Start();
        Clock.RunTo(_start + Scenario.Span);

        HasFaults = false;
        LastTrouble = Clock.Now;
        Network.Heal();
        Mishaps.Stop();
        Crew.Finish();
        while (!Invariants.IsSettled())
        {
            if (Clock.Now - LastTrouble > Bound)
                throw new InvariantViolation("SIM-009", $"{Bound} after the last fault not everything is everywhere: {Invariants.Unsettled()}");
            Clock.RunTo(Clock.Now + Step);
        }

        var recovery = Clock.Now - LastTrouble;
        Invariants.CheckAll();
        return recovery;
    }

    private long Hour() => (Clock.Now - _start).Ticks / TimeSpan.TicksPerHour;

    private void SleepOn(Peer peer)
    {
        var tick = ++peer.Ticks;
        Clock.After(peer.Sleep, () =>
        {
            if (tick != peer.Ticks || !peer.Station.IsUp)
                return;
            var longest = HasFaults ? LongestSleep : SettledSleep;
            peer.Sleep = peer.Sleep * 2 < longest ? peer.Sleep * 2 : longest;
            Guard(peer, () => peer.Station.Handle());
            if (tick == peer.Ticks)
                SleepOn(peer);
        });
    }

    private Peer NewPeer(TestParty party, int index, IEnumerable<TestParty> met, Variant? variant)
    {
        var peer = new Peer(index, new Station(party, met, () => Clock.Now, variant), index >= Scenario.Parties - Scenario.Liars);
        peer.Station.DiesHere = () => Mishaps.DiesHere(peer);
        peer.Station.Committed = (_, done) => Invariants.Committed(peer, done);
        peer.Station.Carry = (_, send, bundle) => Network.Carry(peer, send, bundle);
        peer.Station.Pack = (_, send, bundle) => Network.Pack(peer, send, bundle);
        peer.Remember(peer.Station.Store.Rows);
        return peer;
    }

    private ChannelPolicy Policy(int number, TestParty[] parties)
    {
        var chance = new Chance(Scenario.Seed, FormattableString.Invariant($"channel {number}"));
        var members = new List<TestParty> { parties[(number - 1) % parties.Length] };
        var size = Math.Min(parties.Length, 2 + chance.Next(4));
        while (members.Count < size)
        {
            if (chance.Of(parties) is var party && !members.Contains(party))
                members.Add(party);
        }

        return new ChannelPolicy
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"sim.c{number}"),
            Version = 1,
            Exercise = members[0].Id.IsExercise,
            Track = Track.Traffic,
            Members = [.. members.Select(p => p.Member).OrderBy(m => m.Party)],
            Depositary = members[0].Id,
            LineTestSeconds = Scenario.LineTestSeconds,
            Answer = AnswerTimes.Default,
            Languages = ["en"],
            SingleKey = [new StandingAuthority(FormId.ReadReceipt)],
        };
    }
}
