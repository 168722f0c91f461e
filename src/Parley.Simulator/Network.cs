using Parley.Channels.Wire;

namespace Parley.Simulator;

/// <summary>What carries bundles and answers, and what becomes of them on the way.</summary>
internal sealed class Network(Simulation simulation)
{
    private const int Remembered = 128;

    // A bearer that hears nothing gives up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Fetch = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Weeks = TimeSpan.FromDays(21);
    private readonly Chance _chance = new(simulation.Scenario.Seed, "network");
    private readonly Chance _couriers = new(simulation.Scenario.Seed, "couriers");
    private readonly Envelopes _envelopes = new(simulation);
    private readonly HashSet<(Peer From, Peer To)> _handedOver = [];
    private readonly Dictionary<(int, int), DateTimeOffset> _cut = [];
    private readonly List<(Peer From, Peer To, byte[] Bytes)> _past = [];

    public long Bundles { get; private set; }

    public void Cut(Peer one, Peer other, DateTimeOffset until) => _cut[Pair(one, other)] = until;

    /// <summary>Whoever has handed something over looks each minute whether the line is there again; and now and then a courier goes.</summary>
    public void Start()
    {
        if (simulation.Scenario.Faults.HasFlag(FaultKinds.Carried))
            simulation.Clock.After(Fetch, TakeTurn);
    }

    public void Heal()
    {
        _cut.Clear();
        Probe();
    }

    public void Carry(Peer from, Effect.Send send, Bundle bundle)
    {
        simulation.Invariants.Leaves(from, send);
        Bundles++;
        var to = simulation.ByParty[send.To];
        var open = true;
        var told = simulation.Liars.Twist(from, to, bundle.Items);
        var bytes = _envelopes.Close(from, to, bundle with { Items = [.. told.Select(t => t.Item)] }, out var opener);
        Remember(from, to, bytes);
        if (simulation.HasFaults && _couriers.Happens(0.02) && simulation.Strikes(FaultKinds.Carried, from, to))
        {
            simulation.Clock.After(Quick, () => simulation.Handle(from, new Input.SendHandedOver(send.Bundle, send.To, bundle.Items.Count)));
            Take(from, to, bytes);
            return;
        }

        simulation.Clock.After(Patience, () => Answer(null));
        foreach (var delay in Fate(from, to))
        {
            var arriving = _chance.Happens(0.1 * Severity(from, to)) && simulation.Strikes(FaultKinds.Corruption, from, to) ? Corrupt(bytes) : bytes;
            simulation.Clock.After(delay, () => Arrive(from, to, arriving, Answer));
        }

        if (_chance.Happens(0.05 * Severity(from, to)) && simulation.Strikes(FaultKinds.Replay, from, to))
        {
            var old = _chance.Of(_past);
            simulation.Clock.After(Quick, () => Arrive(old.From, old.To, old.Bytes, _ => { }));
        }

        void Answer(byte[]? sealedAnswer)
        {
            if (!open || !from.Station.IsUp)
                return;
            open = false;
            var answers = sealedAnswer is null ? null : opener(sealedAnswer);
            if (answers is not null && from.Lies)
                answers = [.. Enumerable.Range(0, bundle.Items.Count).Select(i => told.FindIndex(t => t.Place == i) is >= 0 and var at && at < answers.Count ? answers[at] : new ItemAnswer(ItemFate.Stored))];
            simulation.Handle(from, answers is null ? new Input.SendFailed(send.Bundle, send.To) : new Input.SendAnswered(send.Bundle, send.To, answers));
        }
    }

    /// <summary>What was packed for a courier.</summary>
    public void Pack(Peer from, Effect.Send send, Bundle bundle)
    {
        simulation.Invariants.Leaves(from, send);
        Bundles++;
        Take(from, simulation.ByParty[send.To], _envelopes.Close(from, simulation.ByParty[send.To], bundle, out _));
    }

    /// <summary>A liar's node hands over what its engine knows nothing of.</summary>
    public void Slip(Peer from, Peer to, IReadOnlyList<BundleItem> items)
    {
        Bundles++;
        var bytes = _envelopes.Close(from, to, new Bundle(new BundleId([.. BitConverter.GetBytes(_chance.NextUInt64()), .. BitConverter.GetBytes(_chance.NextUInt64())]), from.Id, to.Id, simulation.Clock.Now, items), out _);
        simulation.Clock.After(Quick, () => Arrive(from, to, bytes, _ => { }));
    }

    private void Arrive(Peer from, Peer to, byte[] bytes, Action<byte[]?> answer)
    {
        // As the host does: what does not open or read, or is from or for somebody else, is refused as a whole.
        if (!to.Station.IsUp || IsCut(from, to))
            return;
        if (_envelopes.Open(to, bytes) is not { } incoming || incoming.Bundle.From != from.Id)
        {
            simulation.Clock.After(Quick, () => answer(null));
            return;
        }

        if (Hear(to, incoming.Bundle) is not { } answers)
            return;
        var closed = incoming.Answer(answers);
        foreach (var delay in Fate(to, from))
            simulation.Clock.After(delay, () => answer(closed));
    }

    /// <summary>A relay or a courier has it: it arrives up to three times, at any time from a minute to three weeks from now.</summary>
    private void Take(Peer from, Peer to, byte[] bytes)
    {
        var longest = _couriers.Of<TimeSpan>([TimeSpan.FromMinutes(5), TimeSpan.FromHours(2), Weeks]);
        for (var copies = _couriers.Happens(0.2) ? 1 + _couriers.Next(3) : 1; copies > 0; copies--)
            simulation.Clock.After(_couriers.Between(Soon, longest), () => Fetched(to, bytes));
        _handedOver.Add((from, to));
    }

    /// <summary>As the host does with what stores and forwards: the answer is an item of a later bundle.</summary>
    private void Fetched(Peer to, byte[] bytes)
    {
        if (to.Station.IsUp && _envelopes.Open(to, bytes) is null)
            return;
        if (!to.Station.IsUp || _envelopes.Open(to, bytes) is not { Bundle: var bundle } || Hear(to, bundle) is not { } answers)
            simulation.Clock.After(Fetch, () => Fetched(to, bytes));
        else if (bundle.Items.Any(i => i.Kind != ItemKind.Answer))
            simulation.Handle(to, new Input.AnswerLater(bundle.From, new BundleAnswer(bundle.Id, answers)));
    }

    private IReadOnlyList<ItemAnswer>? Hear(Peer to, Bundle bundle) =>
        simulation.Handle(to, bundle.Items.Select((item, i) => new Input.Received(i, bundle.From, "simulated", item)))?.Select(a => a.Answer).ToArray();

    private void TakeTurn()
    {
        simulation.Clock.After(Fetch, TakeTurn);
        Probe();
        if (!simulation.HasFaults)
            return;
        var (from, to) = (_couriers.Of(simulation.Peers), _couriers.Of(simulation.Peers));
        if (_couriers.Happens(0.05) && from != to && from.Station.IsUp && from.Channels.Intersect(to.Channels).Any() && simulation.Strikes(FaultKinds.Carried, from, to))
            simulation.Handle(from, new Input.Pack(1, to.Id));
    }

    // CHN-047: as the host does once a line that failed answers again.
    private void Probe()
    {
        foreach (var (from, to) in _handedOver.OrderBy(h => (h.From.Index, h.To.Index)).ToArray())
        {
            if (IsCut(from, to) || !from.Station.IsUp || (simulation.HasFaults && !_couriers.Happens(0.3)))
                continue;
            _handedOver.Remove((from, to));
            simulation.Handle(from, new Input.Reached(to.Id));
        }
    }

    /// <summary>When each copy arrives; none: it is lost.</summary>
    private TimeSpan[] Fate(Peer from, Peer to)
    {
        if (IsCut(from, to))
            return [];
        var severity = Severity(from, to);
        if (severity == 0)
            return [Near()];
        if (_chance.Happens(0.4 * severity) && simulation.Strikes(FaultKinds.Loss, from, to))
            return [];
        if (_chance.Happens(0.2 * severity) && simulation.Strikes(FaultKinds.Duplication, from, to))
            return [.. Enumerable.Range(0, 2 + _chance.Next(2)).Select(_ => _chance.Between(Quick, TimeSpan.FromSeconds(20)))];
        if (_chance.Happens(0.2 * severity) && simulation.Strikes(FaultKinds.Delay, from, to))
            return [_chance.Between(TimeSpan.FromMilliseconds(200), Patience)];
        if (_chance.Happens(0.1 * severity) && simulation.Strikes(FaultKinds.Overtaking, from, to))
            return [_chance.Between(Patience, TimeSpan.FromSeconds(60))];
        return [Near()];
    }

    private TimeSpan Near() => _chance.Between(Quick, TimeSpan.FromMilliseconds(60));

    /// <summary>How bad the weather is between two, from 0 to 1: it changes each ten minutes.</summary>
    private double Severity(Peer one, Peer other)
    {
        if (!simulation.HasFaults)
            return 0;
        var (low, high) = Pair(one, other);
        var slot = simulation.Clock.Now.UtcTicks / (10 * TimeSpan.TicksPerMinute);
        var mixed = (ulong)simulation.Scenario.Seed * 0x9E3779B97F4A7C15 ^ (ulong)slot * 0xBF58476D1CE4E5B9 ^ (ulong)((low << 16) + high + 1) * 0x94D049BB133111EB;
        mixed = (mixed ^ (mixed >> 31)) * 0x9E3779B97F4A7C15;
        return (mixed >> 60) switch
        {
            < 9 => 0.05,
            < 14 => 0.4,
            _ => 1,
        };
    }

    private byte[] Corrupt(byte[] bytes)
    {
        switch (_chance.Next(8))
        {
            case 0:
                return bytes[.._chance.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. bytes[.._chance.Next(Math.Min(bytes.Length, 64))]];
            default:
                var changed = bytes.ToArray();
                for (var i = 1 + _chance.Next(3); i > 0; i--)
                    changed[_chance.Next(changed.Length)] ^= (byte)(1 << _chance.Next(8));
                return changed;
        }
    }

    private void Remember(Peer from, Peer to, byte[] bytes)
    {
        if (_past.Count < Remembered)
            _past.Add((from, to, bytes));
        else if (_chance.Next(8) == 0)
            _past[_chance.Next(Remembered)] = (from, to, bytes);
    }

    private bool IsCut(Peer one, Peer other) => _cut.TryGetValue(Pair(one, other), out var until) && simulation.Clock.Now < until;

    private static (int, int) Pair(Peer one, Peer other) => one.Index < other.Index ? (one.Index, other.Index) : (other.Index, one.Index);
}
