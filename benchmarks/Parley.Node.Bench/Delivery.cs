using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Parley.Cli.Demo;
using Parley.Crypto;
using Parley.Records;

namespace Parley.Node.Bench;

/// <summary>
/// From submitting a signed record until the sender holds the receiver's signed receipt: record and receipt are each on two disks by then. The
/// disk's fsync and the crypto calls are measured in the same run, and what calls the nodes made is read from their own counts.
/// </summary>
internal static class Delivery
{
    private const int Unloaded = 1000;
    private const int Sustained = 50_000;
    private const int Batch = 128;
    private const int BatchesInFlight = 16;
    private const int Rounds = 3000;

    // A node runs for years: it is measured once its compiler has nothing more to do, which is so when under full load both nodes together
    // have hardly a method compiled within five seconds; or after two minutes, and then the result says how many were compiled while it was measured.
    private const int MethodsWhenWarm = 20;
    private static readonly TimeSpan WarmFor = TimeSpan.FromSeconds(5), WarmAtMost = TimeSpan.FromMinutes(2);

    public static async Task<DeliveryResult> RunAsync(CancellationToken cancel)
    {
        var work = Directory.CreateTempSubdirectory("parley-bench-");
        try
        {
            var fsync = MeasureFsync(work.FullName);
            await using var exercise = await Exercise.BringUpAsync(Hub(2, 1), work.FullName, 1, text => Console.Error.WriteLine(text), cancel);
            var sender = exercise["X-NN"];
            var drafts = new Drafts(exercise, sender.Directory);
            await using var load = await Load.OpenAsync(sender, cancel);

            Console.Error.WriteLine("warming up");
            await WarmUpAsync(exercise, load, drafts, cancel);
            var times = new double[Unloaded];
            foreach (var (draft, i) in drafts.Take(Unloaded).Select((d, i) => (Load.ToBytes([d]), i)).ToArray())
            {
                var began = Stopwatch.GetTimestamp();
                await load.RunAsync([draft], 1, 1, cancel);
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            Console.Error.WriteLine($"signing {Sustained} drafts, then sending them");
            var batches = drafts.Take(Sustained).Chunk(Batch).Select(Load.ToBytes).ToArray();
            var (sign, verify, aead) = MeasureCrypto();
            var (before, receipts) = (await MeasuredAsync(exercise, cancel), await CountReceiptsAsync(exercise, cancel));
            var (loaded, spent, driven) = (Stopwatch.GetTimestamp(), CpuOf(exercise), Environment.CpuUsage.TotalTime);
            await load.RunAsync(batches, Batch, BatchesInFlight, cancel);
            var seconds = Stopwatch.GetElapsedTime(loaded).TotalSeconds;
            var (cpu, driver) = (CpuOf(exercise) - spent, Environment.CpuUsage.TotalTime - driven);
            var (after, receipted) = (await MeasuredAsync(exercise, cancel), await CountReceiptsAsync(exercise, cancel) - receipts);

            Array.Sort(times);
            var (signs, verifies, seals) = (Made("parley_crypto_signatures_total"), Made("parley_crypto_verifications_total"), Made("parley_crypto_aead_total"));
            var crypto = (signs * sign) + (verifies * verify) + (seals * aead);
            var bound = Environment.ProcessorCount / (crypto / 1e6);
            return new DeliveryResult(
                Math.Round(fsync, 3), times[Unloaded / 2], times[Unloaded * 99 / 100], Math.Round(seconds, 1), Sustained / seconds, Sustained / (double)receipted,
                Math.Round(sign, 1), Math.Round(verify, 1), Math.Round(aead, 2), signs, verifies, seals, bound, Sustained / seconds / bound,
                cpu.TotalMicroseconds / Sustained, driver.TotalMicroseconds / Sustained, crypto / (cpu.TotalMicroseconds / Sustained), Made("dotnet_jit_compiled_methods_total") * Sustained,
                Made("parley_transaction_duration_seconds_sum") * Sustained / seconds / exercise.Nodes.Count, Made("dotnet_gc_heap_total_allocated_bytes_total"));

            double Made(string name) => (after.GetValueOrDefault(name) - before.GetValueOrDefault(name)) / Sustained;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task WarmUpAsync(Exercise exercise, Load load, Drafts drafts, CancellationToken cancel)
    {
        var (began, since) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        var compiled = await CompiledAsync(exercise, cancel);
        while (Stopwatch.GetElapsedTime(began) < WarmAtMost)
        {
            await load.RunAsync([.. drafts.Take(BatchesInFlight * Batch).Chunk(Batch).Select(Load.ToBytes)], Batch, BatchesInFlight, cancel);
            // One by one too: what is measured unloaded takes other ways.
            await load.RunAsync([Load.ToBytes([.. drafts.Take(1)])], 1, 1, cancel);
            if (Stopwatch.GetElapsedTime(since) < WarmFor)
                continue;
            var more = await CompiledAsync(exercise, cancel);
            if (more - compiled < MethodsWhenWarm)
                return;
            (compiled, since) = (more, Stopwatch.GetTimestamp());
        }
    }

    private static async Task<double> CompiledAsync(Exercise exercise, CancellationToken cancel) => (await MeasuredAsync(exercise, cancel)).GetValueOrDefault("dotnet_jit_compiled_methods_total");

    /// <summary>What both nodes count of themselves, added up.</summary>
    private static async Task<Dictionary<string, double>> MeasuredAsync(Exercise exercise, CancellationToken cancel)
    {
        var measured = new Dictionary<string, double>();
        foreach (var node in exercise.Nodes)
        {
            foreach (var (name, value) in await node.Client.MeasuresAsync(cancel))
                measured[name] = measured.GetValueOrDefault(name) + value;
        }

        return measured;
    }

    private static TimeSpan CpuOf(Exercise exercise) => exercise.Nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime);

    private static async Task<long> CountReceiptsAsync(Exercise exercise, CancellationToken cancel)
    {
        var heads = await exercise["X-SS"].Client.HeadsAsync("bench", cancel);
        return heads.Select(h => Head.TryParse(h, out var head) ? head : null).First(h => h!.Author.Value == "X-SS")?.Number ?? 0;
    }

    /// <summary>X-NN and its peers, X-SS the first of them: channels from it to each in turn, of which <c>bench</c> is the first.</summary>
    public static Scenario Hub(int parties, int channels)
    {
        string[] ids = ["X-NN", "X-SS", .. Enumerable.Range(3, parties - 2).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-P{i:00}"))];
        return new()
        {
            Name = "bench",
            Title = "A node and its peers",
            Starts = "2026-01-01T00:00:00Z",
            Ends = "2026-01-02T00:00:00Z",
            Parties = [.. ids.Select(id => new ScenarioParty { Id = id, Name = id, Desks = ["mod-duty"], Officers = ["duty-1", "duty-2"] })],
            Channels =
            [
                .. Enumerable.Range(0, channels).Select(i => new ScenarioChannel
                {
                    Name = i == 0 ? "bench" : string.Create(CultureInfo.InvariantCulture, $"bench-{i:000}"),
                    Track = "traffic",
                    Members = ["X-NN", ids[1 + (i % (parties - 1))]],
                    Depositary = "X-NN",
                    Languages = ["en"],
                }),
            ],
        };
    }

    /// <summary>The median of 200 writes of 4 KiB with fsync, milliseconds.</summary>
    internal static double MeasureFsync(string directory)
    {
        using var file = new FileStream(Path.Combine(directory, "fsync"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        var times = new double[200];
        for (var i = 0; i < times.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    /// <summary>Microseconds for an Ed25519 signature, a verification and an AES-256-GCM of a record's size, one thread.</summary>
    private static (double Sign, double Verify, double Aead) MeasureCrypto()
    {
        var (scheme, aead) = (SodiumProvider.Instance.Ed25519, SodiumProvider.Instance.Aes256Gcm);
        byte[] key = new byte[32], publicKey = new byte[32], signature = new byte[64], message = new byte[1500], nonce = new byte[12], sealedText = new byte[1516];
        scheme.GenerateKeyPair(RandomNumberGenerator.GetBytes(32), key, publicKey);
        return (Time(() => scheme.Sign(key, message, [], signature)), Time(() => scheme.Verify(publicKey, message, signature)), Time(() => aead.Seal(key, nonce, [], message, sealedText)));
    }

    private static double Time(Action action)
    {
        for (var i = 0; i < Rounds / 10; i++)
            action();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Rounds; i++)
            action();
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Rounds;
    }
}
