using System.Diagnostics;
using System.Globalization;
using Parley.Cli.Demo;

namespace Parley.Node.Bench.Scale;

/// <summary>
/// How a node grows: with more and more records, more and more channels, more and more peers. Of each its start, what it holds in memory once it is
/// idle, how long from submit to receipt, and bytes on disk. Latency is taken in turns with a pair that has 1,000 records, so that both had the same
/// disk and the same load.
/// </summary>
internal static class Growth
{
    private const int Starts = 3;
    private const int Rounds = 10;
    private const int WarmUp = 3;
    private const int PerRound = 60;
    private const int Spread = 100_000;
    private static readonly (int Channels, int Parties)[] Many = [(8, 2), (57, 2), (200, 2), (7, 8), (56, 57)];
    private static readonly TimeSpan IdleAtMost = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<GrowthResult>> RunAsync(long largest, int? onlyParties, CancellationToken cancel)
    {
        var work = Directory.CreateTempSubdirectory("parley-bench-");
        try
        {
            await using var small = await BringUpAsync(Path.Combine(work.FullName, "small"), 1, 2, cancel);
            var results = new List<GrowthResult>();
            Add(await GrowAsync(small, small, 1_000, cancel));
            var sizes = Enumerable.Range(4, 4).Select(power => (Records: (long)Math.Pow(10, power), Channels: 1, Parties: 2)).Where(s => s.Records < largest)
                .Append((Records: largest, Channels: 1, Parties: 2)).Concat(Many.Where(_ => Spread <= largest).Select(m => (Records: (long)Spread, m.Channels, m.Parties)))
                .Where(s => onlyParties is null || s.Parties == onlyParties);
            foreach (var (records, channels, parties) in sizes)
            {
                var place = Path.Combine(work.FullName, string.Create(CultureInfo.InvariantCulture, $"{records}-{channels}-{parties}"));
                await using (var large = await BringUpAsync(place, channels, parties, cancel))
                    Add(await GrowAsync(large, small, records, cancel));
                Directory.Delete(place, recursive: true);
            }

            return results;

            void Add(GrowthResult result)
            {
                results.Add(result);
                Console.WriteLine(result.ToLine());
            }
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static Task<Exercise> BringUpAsync(string place, int channels, int parties, CancellationToken cancel) =>
        Exercise.BringUpAsync(Delivery.Hub(parties, channels), place, 1, _ => { }, cancel);

    private static async Task<GrowthResult> GrowAsync(Exercise exercise, Exercise small, long records, CancellationToken cancel)
    {
        // 1. The nodes are stopped and given their past.
        var node = exercise["X-NN"];
        foreach (var each in exercise.Nodes)
            await each.KillAsync();
        var channels = exercise.Scenario.Channels.Select(c => (exercise.Channels[c.Name], exercise[c.Members[1]])).ToArray();
        new Past(node, channels).Write(records, done => Console.Error.Write(Console.IsErrorRedirected ? "" : $"\r{records:N0} records on {channels.Length} channels: {done:N0} written "));
        var bytes = new FileInfo(node.Directory.Database).Length;

        // 2. It starts, a few times, for others use the machine too; then its peers do.
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        var started = double.MaxValue;
        for (var i = 0; i < Starts; i++)
        {
            await node.KillAsync();
            var began = Stopwatch.GetTimestamp();
            await node.StartAsync(cancel);
            started = Math.Min(started, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        foreach (var peer in exercise.Nodes.Where(n => n != node))
            await peer.StartAsync(cancel);
        await Sealing.WaitAsync(exercise, cancel);

        // 3. Idle once it takes less than a twentieth of a core; until then it reads what has gone before.
        var idle = await IdleAsync(node, cancel);
        var (resident, anonymous) = node.Memory();

        // 4. In turns with the small pair, which is started anew too: what a program has compiled by then is the same.
        if (exercise != small)
        {
            foreach (var each in small.Nodes)
                await each.KillAsync();
            foreach (var each in small.Nodes)
                await each.StartAsync(cancel);
            await Sealing.WaitAsync(small, cancel);
        }

        await using var here = new Turn(exercise, await Load.OpenAsync(node, cancel));
        await using var there = exercise == small ? null : new Turn(small, await Load.OpenAsync(small["X-NN"], cancel));
        for (var round = 0; round < Rounds; round++)
        {
            await here.RunAsync(PerRound, cancel);
            if (there is not null)
                await there.RunAsync(PerRound, cancel);
        }

        // The first rounds warm up.
        var (p50, p99) = here.Quantiles(WarmUp * PerRound);
        return new GrowthResult(records, channels.Length, exercise.Nodes.Count, started, idle, resident, anonymous, p50, p99, there is null ? 1 : p50 / there.Quantiles(WarmUp * PerRound).P50, bytes / (double)records, load);
    }

    /// <summary>Seconds until it was idle.</summary>
    private static async Task<double> IdleAsync(ExerciseNode node, CancellationToken cancel)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), node.ProcessorTime);
        while (Stopwatch.GetElapsedTime(began) < IdleAtMost)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), cancel);
            var now = node.ProcessorTime;
            if ((now - before).TotalSeconds < 0.15)
                break;
            before = now;
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private sealed class Turn(Exercise exercise, Load load) : IAsyncDisposable
    {
        private readonly Drafts _drafts = new(exercise, exercise["X-NN"].Directory);
        private readonly List<double> _times = [];

        public async Task RunAsync(int records, CancellationToken cancel)
        {
            foreach (var draft in _drafts.Take(records).Select(d => Load.ToBytes([d])).ToArray())
            {
                var began = Stopwatch.GetTimestamp();
                await load.RunAsync([draft], 1, 1, cancel);
                _times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        public (double P50, double P99) Quantiles(int skip)
        {
            var times = _times.Skip(skip).Order().ToArray();
            return (times[times.Length / 2], times[times.Length * 99 / 100]);
        }

        public ValueTask DisposeAsync() => load.DisposeAsync();
    }
}
