using System.Diagnostics;
using Parley.Simulator;
using Parley.Records;

namespace Parley.Channels.Tests;

/// <summary>
/// Four honest nodes under a network that loses, doubles and reorders, and nodes that die between any two effects and
/// lose what was not committed. Whatever is not a seed is not random: a seed that fails, fails again.
/// </summary>
public sealed class SimulationTests
{
    // After the last fault: what was refused waits a minute at most, and a send that heard nothing 30 s and its 5 s of
    // silence; once for the record, once for the receipt that follows it.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60 + (2 * 35) + 10);

    [Fact]
    public void Line_UnderFaults_LosesDoublesAndReordersNothing_Short()
    {
        for (var seed = 1; seed <= 4; seed++)
            Play(seed, said: 25);
    }

    [Fact]
    [Trait("suite", "simulation")]
    public void Line_UnderFaults_LosesDoublesAndReordersNothing_Long()
    {
        var watch = Stopwatch.StartNew();
        var first = (int)(Environment.TickCount64 & 0xFFFFFF);
        var (runs, totals) = (0, new Totals());
        for (; watch.Elapsed < TimeSpan.FromSeconds(45); runs++)
            totals += Play(first + runs, said: 60);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seeds {first} to {first + runs - 1}: {totals.Records} records, {totals.Deaths} deaths, {totals.Messages} messages, {totals.Lost} lost, {totals.Doubled} doubled, {totals.Time.TotalHours:0.0} channel-hours, slowest recovery {totals.Slowest.TotalSeconds:0} s");
    }

    private static Totals Play(int seed, int said)
    {
        try
        {
            return new Run(seed).Play(said);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
        }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly Line _line = new("BY", "UA", "PL", "LT") { LineTestSeconds = 60 };
        private readonly List<Record> _acknowledged = [];
        private readonly Dictionary<ContentId, Saying> _unanswered = [];
        private readonly ChannelId _channel;
        private Totals _totals = new();
        private bool _faults = true;

        public Run(int seed)
        {
            _random = new Random(seed);
            _line.Weather = Weather;
            _channel = Open();
            foreach (var station in _line.Stations)
                station.DiesHere = () => Dies(station);
        }

        public Totals Play(int said)
        {
            var start = _line.Now;
            for (var i = 0; i < said; i++)
            {
                SpeakSomewhere(i);
                if (_random.Next(12) == 0)
                    _line.Cut(Someone(), Someone());
                if (_random.Next(6) == 0)
                    _line.Heal();
                _line.Run(TimeSpan.FromMilliseconds(_random.Next(3000)));
            }

            _faults = false;
            _line.Heal();
            foreach (var station in _line.Stations.Where(s => !s.IsUp))
                station.Restart();
            foreach (var saying in _unanswered.Values.ToArray())
                Speak(_line[saying.Content.Author.Value], saying);
            var recovery = _line.RunUntil(IsQuiet, Bound);
            Check();
            return _totals with { Records = _line.Stations[0].Records(_channel).Count, Time = _line.Now - start, Slowest = recovery };
        }

        private ChannelId Open()
        {
            var (policy, faults) = (_line.Policy(), _faults);
            _faults = false;
            foreach (var station in _line.Stations)
                station.Handle(new Input.SignPolicy(1, policy));
            _line.Run(10);
            _faults = faults;
            return new ChannelId(policy.Name, policy.Hash);
        }

        private TimeSpan[] Weather()
        {
            _totals = _totals with { Messages = _totals.Messages + 1 };
            if (!_faults)
                return [TimeSpan.FromMilliseconds(20)];
            switch (_random.Next(10))
            {
                case 0 or 1:
                    _totals = _totals with { Lost = _totals.Lost + 1 };
                    return [];
                case 2:
                    _totals = _totals with { Doubled = _totals.Doubled + 1 };
                    return [Delay(), Delay()];
                default:
                    return [Delay()];
            }
        }

        private TimeSpan Delay() => TimeSpan.FromMilliseconds(_random.Next(10) == 0 ? _random.Next(8000) : _random.Next(400));

        private bool Dies(Station station)
        {
            if (!_faults || _random.Next(400) != 0)
                return false;
            _totals = _totals with { Deaths = _totals.Deaths + 1 };
            _line.After(TimeSpan.FromMilliseconds(_random.Next(10_000)), () =>
            {
                if (!station.IsUp)
                    station.Restart();
            });
            return true;
        }

        private string Someone() => _line.Parties[_random.Next(_line.Parties.Count)].Id.Value;

        private void SpeakSomewhere(int i)
        {
            var station = _line[Someone()];
            var precedence = (Precedence)_random.Next(4);
            var saying = _line.Saying(station.Party.Id.Value, _channel, $"number {i}", c => c with { Precedence = precedence });
            _unanswered[saying.Content.Id] = saying;
            Speak(station, saying);
        }

        // An officer who got no answer submits the same content again.
        private void Speak(Station station, Saying saying)
        {
            if (!station.IsUp || station.Handle(saying.Submit()) is not { } answers)
            {
                if (_faults)
                    _line.After(TimeSpan.FromSeconds(2), () => Retry(station, saying));
                return;
            }

            var answered = answers.Single();
            Assert.NotEqual(ItemFate.Refused, answered.Answer.Fate);
            if (_unanswered.Remove(saying.Content.Id))
                _acknowledged.Add(answered.Record!);
        }

        private void Retry(Station station, Saying saying)
        {
            if (_unanswered.ContainsKey(saying.Content.Id))
                Speak(station, saying);
        }

        private bool IsQuiet() =>
            _unanswered.Count == 0
            && _line.Stations.All(s => s.IsUp && s.Store.Rows.Outbox.IsEmpty && s.Store.Rows.Held.IsEmpty)
            && _line.Stations.Select(s => s.Records(_channel).Count).Distinct().Count() == 1;

        private void Check()
        {
            var everything = _line.Stations[0].Records(_channel).Select(r => r.Record.Id).Order().ToArray();
            foreach (var station in _line.Stations)
            {
                var records = station.Records(_channel);
                Assert.Equal(everything, records.Select(r => r.Record.Id).Order());
                foreach (var series in records.GroupBy(r => r.Record.Content.Author))
                    Assert.Equal(Enumerable.Range(1, series.Count()).Select(n => (long)n), series.Select(r => r.Record.Numbering.Number));
                Assert.Equal(records.Select((_, i) => (long)i), records.Select(r => r.LedgerIndex));
                Assert.Empty(station.Store.Rows.Evidence);
                Assert.DoesNotContain(station.Rules, r => r != "CHN-040");
                foreach (var record in _acknowledged)
                {
                    Assert.NotNull(station.Store.Find(record.Id));
                    foreach (var member in _line.Parties.Where(p => p.Id != record.Content.Author))
                        Assert.True(station.Has(record, member.Id, Rung.Delivered), $"{station.Party.Id} lacks {member.Id}'s receipt");
                }

                var state = station.Store.Load(station.Party.Id, Crypto.SodiumProvider.Instance).Channels[_channel];
                Assert.Equal(state.Ledger.Root, station.Engine.Channels[_channel].Ledger.Root);
            }

            Assert.Equal(_acknowledged.Count, _acknowledged.Select(r => r.Content.Id).Distinct().Count());
        }
    }

    private sealed record Totals
    {
        public int Records { get; init; }

        public int Deaths { get; init; }

        public int Messages { get; init; }

        public int Lost { get; init; }

        public int Doubled { get; init; }

        public TimeSpan Time { get; init; }

        public TimeSpan Slowest { get; init; }

        public static Totals operator +(Totals a, Totals b) => new()
        {
            Records = a.Records + b.Records,
            Deaths = a.Deaths + b.Deaths,
            Messages = a.Messages + b.Messages,
            Lost = a.Lost + b.Lost,
            Doubled = a.Doubled + b.Doubled,
            Time = a.Time + b.Time,
            Slowest = a.Slowest > b.Slowest ? a.Slowest : b.Slowest,
        };
    }
}
