using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Parley.Cli;
using Parley.Cli.Demo;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Fields;
using Parley.Node.Api;
using Receipts = System.Collections.Concurrent.ConcurrentDictionary<string, System.Threading.Tasks.TaskCompletionSource>;

namespace Parley.Node.Bench;

/// <summary>
/// From submitting a signed record until the sender holds the receiver's signed receipt: record and receipt are each on
/// two disks by then. The disk's fsync and the signatures are measured in the same run.
/// </summary>
internal static class Delivery
{
    // Long enough for the runtime to have compiled what is hot: a node runs for years.
    private const int Warmup = 2000;
    private const int Unloaded = 1000;
    private const int Sustained = 20_000;
    private const int Batch = 128;
    private const int BatchesInFlight = 4;
    private const int Rounds = 3000;

    // What one delivered record costs both nodes together, by the calls that are made. The author checks two officers, signs the record, and signs
    // it once more as a message of the channel's group (RFC 9420, section 6.1); the receiver checks that message, the author's node and two
    // officers. Message and sender data are sealed and opened, and so is the bundle around them. Receipts cost the same but for the
    // officers, and are counted as they fell; each bundle has a signature and an encapsulation of its own.
    private const int SignsPerRecord = 2;
    private const int VerifiesPerRecord = 6;
    private const int AeadPerRecord = 6;
    private const int SignsPerReceipt = 2;
    private const int VerifiesPerReceipt = 2;

    // The most that a bundle holds: fewer bundles than this there are not.
    private const int RecordsPerBundle = 64;

    public static async Task<DeliveryResult> RunAsync(CancellationToken cancel)
    {
        var work = Directory.CreateTempSubdirectory("parley-bench-");
        try
        {
            var fsync = MeasureFsync(work.FullName);
            var (sign, verify) = MeasureSignatures();
            var (aead, kem) = MeasureSeals();
            await using var exercise = await Exercise.BringUpAsync(TwoParties(), work.FullName, 1, text => Console.Error.WriteLine(text), cancel);
            var sender = exercise["X-NN"];
            var receipts = new Receipts();
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var listener = ListenAsync(sender, receipts, listening.Token);

            var drafts = Drafts(exercise, Warmup + Unloaded + Sustained);
            for (var i = 0; i < Warmup; i++)
                await DeliverAsync(sender, drafts[i], receipts, cancel);
            var times = new double[Unloaded];
            for (var i = 0; i < Unloaded; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await DeliverAsync(sender, drafts[Warmup + i], receipts, cancel);
                times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            var before = await CountReceiptsAsync(exercise, cancel);
            var (loaded, spent) = (Stopwatch.GetTimestamp(), CpuOf(exercise));
            await Parallel.ForEachAsync(drafts.Skip(Warmup + Unloaded).Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = BatchesInFlight, CancellationToken = cancel },
                async (batch, c) => await DeliverAsync(sender, batch, receipts, c));
            var perSecond = Sustained / Stopwatch.GetElapsedTime(loaded).TotalSeconds;
            var cpu = (CpuOf(exercise) - spent).TotalMicroseconds / Sustained;
            var perReceipt = Sustained / (double)(await CountReceiptsAsync(exercise, cancel) - before);
            await listening.CancelAsync();
            await listener;

            Array.Sort(times);
            var cryptoPerRecord = SignsPerRecord * sign + VerifiesPerRecord * verify + AeadPerRecord * aead
                + (SignsPerReceipt * sign + VerifiesPerReceipt * verify + AeadPerRecord * aead) / perReceipt
                + (sign + verify + kem) / RecordsPerBundle;
            var bound = Environment.ProcessorCount / (cryptoPerRecord / 1e6);
            return new DeliveryResult(
                Math.Round(fsync, 3), times[Unloaded / 2], times[Unloaded * 99 / 100], perSecond, Math.Round(perReceipt, 1),
                Math.Round(sign, 1), Math.Round(verify, 1), Math.Round(aead, 1), Math.Round(kem, 1), bound, perSecond / bound, Math.Round(cpu, 1), cryptoPerRecord / cpu);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task DeliverAsync(ExerciseNode sender, SubmissionMessage draft, Receipts receipts, CancellationToken cancel)
    {
        var submitted = await sender.Client.SubmitAsync(draft, cancel);
        await ReceiptOf(submitted.Id, receipts, cancel);
    }

    private static async Task DeliverAsync(ExerciseNode sender, SubmissionMessage[] batch, Receipts receipts, CancellationToken cancel)
    {
        var outcomes = await sender.Client.SubmitAsync(batch, cancel);
        await Task.WhenAll(outcomes.Select(o => ReceiptOf(o.Submitted!.Id, receipts, cancel)));
    }

    private static Task ReceiptOf(string record, Receipts receipts, CancellationToken cancel) =>
        receipts.GetOrAdd(record, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(60), cancel);

    private static async Task ListenAsync(ExerciseNode node, Receipts receipts, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{node.Client.Configuration.Api}"), Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(node.Directory.ApiToken, cancel)).Trim());
        try
        {
            using var stream = new StreamReader(await http.GetStreamAsync("/v1/events?records=false", cancel));
            while (await stream.ReadLineAsync(cancel) is { } line)
            {
                if (!line.Contains("\"rung\":\"delivered\"", StringComparison.Ordinal))
                    continue;
                var at = line.IndexOf("\"record\":\"", StringComparison.Ordinal) + 10;
                receipts.GetOrAdd(line.Substring(at, 64), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    private static TimeSpan CpuOf(Exercise exercise) => exercise.Nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime);

    private static async Task<long> CountReceiptsAsync(Exercise exercise, CancellationToken cancel)
    {
        var heads = await exercise["X-SS"].Client.HeadsAsync("bench", cancel);
        return heads.Select(h => Head.TryParse(h, out var head) ? head : null).First(h => h!.Author.Value == "X-SS")?.Number ?? 0;
    }

    private static SubmissionMessage[] Drafts(Exercise exercise, int count)
    {
        var composed = TimeProvider.System.GetUtcNow();
        var text = new string('x', 1000);
        return [.. Enumerable.Range(0, count).Select(i => new Draft
        {
            Channel = exercise.Channels["bench"],
            Desk = PostId.Parse("X-NN/mod-duty"),
            To = [PostId.Parse("X-SS/mod-duty")],
            Seen = [],
            Composed = composed,
            Form = FormId.Parse("message/1"),
            Fields = [new Field("text", string.Create(CultureInfo.InvariantCulture, $"{i} {text}"))],
        }.Sign(exercise["X-NN"].Directory, "duty-1", "duty-2", SodiumProvider.Instance))];
    }

    private static Scenario TwoParties() => new()
    {
        Name = "bench",
        Title = "Two parties",
        Starts = "2026-01-01T00:00:00Z",
        Ends = "2026-01-02T00:00:00Z",
        Parties = [.. new[] { "X-NN", "X-SS" }.Select(id => new ScenarioParty { Id = id, Name = id, Desks = ["mod-duty"], Officers = ["duty-1", "duty-2"] })],
        Channels = [new ScenarioChannel { Name = "bench", Track = "traffic", Members = ["X-NN", "X-SS"], Depositary = "X-NN", Languages = ["en"] }],
    };

    /// <summary>The median of 200 writes of 4 KiB with fsync, milliseconds.</summary>
    private static double MeasureFsync(string directory)
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

    /// <summary>Microseconds for one Ed25519 signature and one verification of a record's size, one thread.</summary>
    private static (double Sign, double Verify) MeasureSignatures()
    {
        var scheme = SodiumProvider.Instance.Ed25519;
        byte[] key = new byte[32], publicKey = new byte[32], signature = new byte[64], message = new byte[1500];
        scheme.GenerateKeyPair(RandomNumberGenerator.GetBytes(32), key, publicKey);
        return (Time(() => scheme.Sign(key, message, [], signature)), Time(() => scheme.Verify(publicKey, message, signature)));
    }

    /// <summary>Microseconds for one AES-256-GCM of a record's size, and for one X-Wing encapsulation with its decapsulation, one thread.</summary>
    private static (double Aead, double Kem) MeasureSeals()
    {
        var (aead, kem) = (SodiumProvider.Instance.Aes256Gcm, SodiumProvider.Instance.XWing);
        byte[] key = new byte[32], nonce = new byte[12], plain = new byte[1500], sealedText = new byte[1516];
        byte[] privateKey = RandomNumberGenerator.GetBytes(kem.PrivateKeySize), publicKey = new byte[kem.PublicKeySize], encapsulation = new byte[kem.EncapsulationSize], secret = new byte[kem.SharedSecretSize];
        kem.DerivePublicKey(privateKey, publicKey);
        var randomness = RandomNumberGenerator.GetBytes(kem.EncapsulationRandomnessSize);
        return (Time(() => aead.Seal(key, nonce, [], plain, sealedText)), Time(() =>
        {
            kem.Encapsulate(publicKey, randomness, encapsulation, secret);
            kem.Decapsulate(privateKey, encapsulation, secret);
        }));
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
