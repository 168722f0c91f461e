using Parley.Channels.Wire;
using Parley.Records;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Simulator;

/// <summary>Stations, the network between them and a clock that only this moves.</summary>
public sealed class Line
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private readonly PriorityQueue<Action, (DateTimeOffset, long)> _events = new();
    private readonly HashSet<(PartyId, PartyId)> _cut = [];
    private long _event;

    public Line(params string[] ids)
        : this(ids, ids)
    {
    }

    /// <summary>Parties, of which only some have an honest node here; the others are played by the test. With or without ML-DSA-44 cosigners.</summary>
    public Line(string[] ids, string[] honest, bool cosigners = false)
    {
        Parties = [.. ids.Select(id => new TestParty(id, cosigners))];
        Stations = [.. Parties.Where(p => honest.Contains(p.Id.Value)).Select(p => new Station(p, Parties, () => Now) { Carry = Send })];
    }

    public DateTimeOffset Now { get; set; } = new(2022, 12, 29, 7, 0, 0, TimeSpan.Zero);

    /// <summary>A week, unless a test is about line tests.</summary>
    public int LineTestSeconds { get; init; } = 604_800;

    public IReadOnlyList<TestParty> Parties { get; }

    public IReadOnlyList<Station> Stations { get; }

    /// <summary>What the network does with a message of a kind: how long it takes, once for each copy that arrives; none: it is lost.</summary>
    public Func<TimeSpan[]> Weather { get; set; } = () => [TimeSpan.FromMilliseconds(10)];

    /// <summary>Every bundle that was sent, its order kept.</summary>
    public List<Bundle> Sent { get; } = [];

    public TestParty Party(string id) => Parties.Single(p => p.Id.Value == id);

    public Station this[string id] => Stations.Single(s => s.Party.Id.Value == id);

    public ChannelPolicy Policy(string name = "test.line", Track track = Track.Traffic, ExerciseClock? clock = null, StandingAuthority[]? singleKey = null) => new()
    {
        Name = name,
        Version = 1,
        Exercise = Parties[0].Id.IsExercise,
        Track = track,
        Members = [.. Parties.Select(p => p.Member).OrderBy(m => m.Party)],
        Depositary = Parties[0].Id,
        LineTestSeconds = LineTestSeconds,
        Answer = AnswerTimes.Default,
        Languages = ["en"],
        SingleKey = [new StandingAuthority(FormId.ReadReceipt), .. singleKey ?? []],
        Clock = clock,
    };

    public SignedNote SignAll(ChannelPolicy policy) =>
        SignedNote.Create(policy.ToBytes(), [.. Parties.Where(p => policy.HasMember(p.Id)).Select(p => p.Node.Sign(policy.ToBytes()))]);

    /// <summary>Opens a channel everywhere, its policy signed by all.</summary>
    public ChannelId Open(ChannelPolicy policy)
    {
        foreach (var station in Stations)
        {
            var other = Parties.First(p => p != station.Party && policy.HasMember(p.Id));
            if (station.Take(other, ItemKind.Policy, SignAll(policy).ToBytes()) is { Fate: not ItemFate.Stored } answer)
                throw new InvalidOperationException($"{station.Party.Id} did not open {policy.Name}: {answer}.");
        }

        return new ChannelId(policy.Name, policy.Hash);
    }

    /// <summary>What a party says to everybody else, not yet numbered.</summary>
    public Saying Saying(string author, ChannelId channel, string text = "hello", Func<RecordContent, RecordContent>? change = null, int officers = 2) =>
        Party(author).Say(channel, Parties.Where(p => p.Id.Value != author).Select(p => p.Desk), text, Now, change, officers: officers);

    /// <summary>An honest node says something.</summary>
    public Record Say(string author, ChannelId channel, string text = "hello", Func<RecordContent, RecordContent>? change = null) =>
        this[author].Said(Saying(author, channel, text, change));

    public void Cut(string one, string other)
    {
        _cut.Add((Party(one).Id, Party(other).Id));
        _cut.Add((Party(other).Id, Party(one).Id));
    }

    public void Heal() => _cut.Clear();

    public void After(TimeSpan wait, Action what) => _events.Enqueue(what, (Now + wait, _event++));

    /// <summary>Runs for a time: what arrives is handled, and every node looks at its queues each 200 ms.</summary>
    public void Run(TimeSpan time)
    {
        var end = Now + time;
        var tick = Now;
        while (true)
        {
            var next = _events.TryPeek(out _, out var at) && at.Item1 <= tick ? at.Item1 : tick;
            if (next > end)
                break;
            Now = next > Now ? next : Now;
            if (_events.Count > 0 && at.Item1 <= tick)
            {
                _events.Dequeue()();
                continue;
            }

            foreach (var station in Stations.Where(s => s.IsUp))
                station.Handle();
            tick += Tick;
        }

        Now = end;
    }

    public void Run(int seconds) => Run(TimeSpan.FromSeconds(seconds));

    /// <summary>Runs until something holds, or fails after a time.</summary>
    public TimeSpan RunUntil(Func<bool> holds, TimeSpan limit)
    {
        var start = Now;
        while (!holds())
        {
            if (Now - start >= limit)
                throw new TimeoutException($"It did not come about within {limit}.");
            Run(TimeSpan.FromSeconds(1));
        }

        return Now - start;
    }

    private void Send(Station from, Effect.Send send, Bundle bundle)
    {
        Sent.Add(bundle);
        var open = true;
        if (!_cut.Contains((bundle.From, bundle.To)))
        {
            foreach (var delay in Weather())
                After(delay, () => Arrive(bundle.ToBytes(), answer => Answer(answer)));
        }

        // A bearer that hears nothing gives up after five seconds.
        After(TimeSpan.FromSeconds(5), () => Answer(null));

        void Answer(IReadOnlyList<ItemAnswer>? answers)
        {
            if (!open || !from.IsUp)
                return;
            open = false;
            from.Handle(answers is null ? new Input.SendFailed(send.Bundle, send.To) : new Input.SendAnswered(send.Bundle, send.To, answers));
        }
    }

    private void Arrive(byte[] bytes, Action<IReadOnlyList<ItemAnswer>> answer)
    {
        var bundle = Bundle.Parse(bytes).OrThrow();
        if (Stations.FirstOrDefault(s => s.Party.Id == bundle.To) is not { IsUp: true } to)
            return;
        var answers = to.Handle(bundle.Items.Select((item, i) => new Input.Received(i, bundle.From, "test", item)));
        if (answers is null || _cut.Contains((bundle.To, bundle.From)))
            return;
        foreach (var delay in Weather())
            After(delay, () => answer([.. answers.Select(a => a.Answer)]));
    }
}
