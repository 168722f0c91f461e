using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Parley.Cli;
using Parley.Cli.Commands;
using Parley.Cli.Demo;
using Parley.Crypto;
using Parley.Node.Api;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Soak.Bench;

/// <summary>Lives a week with real nodes, an hour of it in <paramref name="hour"/>: line tests, watches that come and go, backups, a party that is away, a machine that fails.</summary>
internal sealed class Soak(Exercise exercise, string place, TimeSpan hour)
{
    private const string Watched = "X-AA";

    // What a node holds is seen after a collection of everything, of which there are a few in an hour: the least that the heap was in the days before the middle
    // of the week, and after it. What the process has from the system beside that is garbage not yet collected and compiled code, and has a bound.
    private const double MostGrowth = 1.15;
    private const double MostGrowthMiB = 3;
    private const double MostMiB = 200;
    private readonly ConcurrentDictionary<string, string> _said = [];
    private readonly HashSet<string> _down = [];
    private int _tests;
    private int _backups;

    public async Task<SoakResult> RunAsync(CancellationToken cancel)
    {
        await CommandAsync(cancel, "backup", "key", Path.Combine(place, "backup.key"), "--public", Path.Combine(place, "backup.pub"), "--no-passphrase");
        var (began, late) = (Stopwatch.StartNew(), 0);
        var samples = new List<Sample>();
        for (var now = 0; now < Week.Hours; now++)
        {
            await LiveAsync(now, cancel);
            samples.Add(await SampleAsync(now, cancel));
            var left = (hour * (now + 1)) - began.Elapsed;
            if (left > TimeSpan.Zero)
                await Task.Delay(left, cancel);
            else
                late++;
            if (now % 24 == 23)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"day {(now / 24) + 1}: {samples[^1].MemoryMiB:0.0} MiB, {_said.Count} said"));
        }

        var (faults, records) = await ChecksAsync(samples, cancel);
        return new SoakResult(Watched, began.Elapsed.TotalMinutes, late, _said.Count, records, _tests, _backups, samples, faults);
    }

    /// <summary>1. what goes wrong; 2. every party tests every line; 3. what is said; 4. what is read; 5. the backups.</summary>
    private async Task LiveAsync(int now, CancellationToken cancel)
    {
        // 1.
        await SetDownAsync("X-CC", Week.IsAway(now), cancel);
        if (Week.Fails(now))
        {
            await SetDownAsync("X-BB", true, cancel);
            await SetDownAsync("X-BB", false, cancel);
        }

        foreach (var node in exercise.Nodes.Where(n => !_down.Contains(n.Party.Id)))
        {
            foreach (var channel in exercise.Scenario.Channels.Where(c => c.Members.Contains(node.Party.Id)))
            {
                // 2.
                await node.Client.TestLineAsync(channel.Name, cancel);
                _tests++;

                // 3.
                for (var i = 0; i < Week.Said(now); i++)
                    await SayAsync(node, channel, now, Week.IsUrgent(now) && i == 0 ? Precedence.Flash : Precedence.Routine, cancel);
            }

            // 4.
            if (Week.Reads(now))
            {
                foreach (var receipt in await ReadCommand.ReceiptsAsync(node.Client, await node.Client.InboxAsync(cancel), cancel))
                    await node.Client.SubmitAsync(receipt.Sign(node.Directory, null, "duty-1", SodiumProvider.Instance), cancel);
            }

            // 5.
            if (Week.BacksUp(now))
            {
                await CommandAsync(cancel, "backup", "--to", Directory.CreateDirectory(Path.Combine(place, "backups", node.Party.Id)).FullName, "--key", Path.Combine(place, "backup.pub"), "--node", node.Directory.Path);
                _backups++;
            }
        }
    }

    private async Task SetDownAsync(string party, bool down, CancellationToken cancel)
    {
        if (down && _down.Add(party))
            await exercise[party].KillAsync();
        else if (!down && _down.Remove(party))
            await exercise[party].StartAsync(cancel);
    }

    private async Task SayAsync(ExerciseNode node, ScenarioChannel channel, int now, Precedence precedence, CancellationToken cancel)
    {
        var self = node.Party.Id;
        var said = await node.Client.SubmitAsync(new Draft
        {
            Channel = exercise.Channels[channel.Name],
            Desk = PostId.Parse($"{self}/mod-duty"),
            To = [.. channel.Members.Where(m => m != self).Select(m => PostId.Parse($"{m}/mod-duty"))],
            Seen = [],
            Composed = exercise.Clock.At(TimeProvider.System.GetUtcNow()),
            Precedence = precedence,
            Form = FormId.Parse("message/1"),
            Fields = [new Field("text", string.Create(CultureInfo.InvariantCulture, $"{self} in hour {now}: {new string('x', 600)}"))],
        }.Sign(node.Directory, "duty-1", "duty-2", SodiumProvider.Instance), cancel);
        _said[said.Id] = channel.Name;
    }

    private async Task<Sample> SampleAsync(int now, CancellationToken cancel)
    {
        var node = exercise[Watched];
        var measured = await node.Client.MeasuresAsync(cancel);
        return new Sample(now, Sample.Memory(node.ProcessId), measured["dotnet_gc_last_collection_heap_size_bytes"] / (1 << 20), Sample.FilesOf(node.ProcessId), Sample.ThreadsOf(node.ProcessId),
            measured["parley_outbox_length"], measured["parley_queue_length"], measured["parley_store_bytes"] / (1 << 20), node.ProcessorTime.TotalSeconds);
    }

    /// <summary>Everything said is at every member, once, in gapless numbers; nothing waits; and the last day is as the second was.</summary>
    private async Task<(IReadOnlyList<string> Faults, long Records)> ChecksAsync(List<Sample> samples, CancellationToken cancel)
    {
        var faults = new List<string>();
        var records = 0L;
        foreach (var node in exercise.Nodes)
        {
            var waited = Stopwatch.StartNew();
            while ((await node.Client.MeasuresAsync(cancel))["parley_outbox_length"] is > 0 and var waits)
            {
                if (waited.Elapsed > TimeSpan.FromMinutes(2))
                {
                    faults.Add($"{node.Party.Id}: {waits} deliveries still wait for a receipt");
                    break;
                }

                await Task.Delay(200, cancel);
            }
        }

        foreach (var node in exercise.Nodes)
        {
            var all = await AllAsync(node, cancel);
            records = Math.Max(records, all.Count);
            var its = exercise.Scenario.Channels.Where(c => c.Members.Contains(node.Party.Id)).Select(c => c.Name).ToArray();
            var times = all.CountBy(r => r.Id).ToDictionary();
            faults.AddRange(_said.Where(s => its.Contains(s.Value) && times.GetValueOrDefault(s.Key) != 1).Select(s => $"{node.Party.Id}: record {s.Key} is there {times.GetValueOrDefault(s.Key)} times").Take(3));
            faults.AddRange(all.GroupBy(r => (r.Channel, r.Author)).Where(g => !g.Select(r => r.Number).Order().SequenceEqual(Enumerable.Range(1, g.Count()).Select(n => (long)n))).Select(g => $"{node.Party.Id}: the numbers of {g.Key.Author} on {g.Key.Channel} have a gap"));
            if ((await node.Client.EvidenceListAsync(cancel)).Length > 0)
                faults.Add($"{node.Party.Id} holds evidence of lying");
        }

        var (second, last) = (samples.Where(s => s.Hour / 24 == 1).ToArray(), samples.Where(s => s.Hour / 24 == Week.Days - 1).ToArray());
        var (before, after) = (samples.Where(s => s.Hour / 24 is 1 or 2).Min(s => s.HeapMiB), samples.Where(s => s.Hour / 24 > Week.Days / 2).Min(s => s.HeapMiB));
        if (after > (before * MostGrowth) + MostGrowthMiB)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Watched}: what it holds in memory grew from {before:0.0} to {after:0.0} MiB"));
        if (last.Average(s => s.MemoryMiB) > MostMiB)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{Watched}: it has {last.Average(s => s.MemoryMiB):0.0} MiB of memory on the last day"));
        if (last.Max(s => s.Files) > second.Max(s => s.Files) + 20)
            faults.Add($"{Watched}: its open files grew from {second.Max(s => s.Files)} to {last.Max(s => s.Files)}");
        if (last.Max(s => s.Threads) > second.Max(s => s.Threads) + 10)
            faults.Add($"{Watched}: its threads grew from {second.Max(s => s.Threads)} to {last.Max(s => s.Threads)}");
        // What waits at the end of an hour is the hour's own, except while a party is away.
        if (last.Max(s => s.Outbox) > 200)
            faults.Add($"{Watched}: {last.Max(s => s.Outbox)} deliveries waited on the last day");
        return (faults, records);
    }

    private static async Task<List<RecordMessage>> AllAsync(ExerciseNode node, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{node.Client.Configuration.Api}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Directory.ReadApiToken());
        var all = new List<RecordMessage>();
        while (await http.GetFromJsonAsync<RecordMessage[]>(string.Create(CultureInfo.InvariantCulture, $"/v1/records?service=true&limit=500&after={(all.Count == 0 ? 0 : all[^1].Sequence)}"), cancel) is { Length: > 0 } page)
            all.AddRange(page);
        return all;
    }

    private static async Task CommandAsync(CancellationToken cancel, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "parley"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new CommandFailure($"parley {string.Join(' ', arguments)}: {await error}");
    }
}
