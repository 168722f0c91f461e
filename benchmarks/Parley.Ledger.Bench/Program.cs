using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parley.Ledger;
using Parley.Ledger.Bench;
using Parley.Ledger.Merkle;

// ./bench ledger. PARLEY_BENCH_LEAVES sets the largest ledger; the default takes about a minute.
var json = args is ["--json", var file] ? file : null;
var largest = long.Parse(Environment.GetEnvironmentVariable("PARLEY_BENCH_LEAVES") ?? "1000000", CultureInfo.InvariantCulture);
var work = Directory.CreateTempSubdirectory("parley-bench-ledger-");
var rows = new List<object>();
try
{
    var appending = Appending.Measure(work.FullName, 20_000);
    Console.WriteLine(appending);

    var tiles = new TileFolder(Path.Combine(work.FullName, "tiles"));
    for (var leaves = Math.Min(100_000L, largest); ; leaves = Math.Min(leaves * 10, largest))
    {
        tiles.Grow(leaves, done => Progress("growing", done, leaves));
        var size = tiles.State.Size;

        // Proofs: entries spread over the ledger, tiles read from files each time. Verified, so that a fast wrong answer does not count.
        var indexes = Enumerable.Range(0, 500).Select(i => new LeafIndex(i * 2_654_435_761L % size.Value)).ToArray();
        var proofs = new InclusionProof[indexes.Length];
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < indexes.Length; i++)
            proofs[i] = InclusionProof.TryBuild(tiles, indexes[i], size, out var proof, out _) ? proof : throw new InvalidOperationException();
        var prove = watch.Elapsed.TotalMicroseconds / indexes.Length;
        var proveCpu = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / indexes.Length;
        var wanted = indexes.Select(i => i.Value).ToHashSet();
        var leafOf = tiles.Bundles().SelectMany(bundle => bundle).Select((leaf, i) => (leaf, i)).Where(l => wanted.Contains(l.i)).ToDictionary(l => (long)l.i, l => l.leaf);
        watch.Restart();
        foreach (var proof in proofs)
        {
            if (!proof.Verify(leafOf[proof.Index.Value], tiles.State.Root))
                throw new InvalidOperationException();
        }

        var verify = watch.Elapsed.TotalMicroseconds / indexes.Length;

        // The audit between two runs of the same hash calls alone, on one core. In time that passed and in CPU time of the whole
        // process, the kernel's part with it: on a machine that others use only the latter means much.
        GC.Collect();
        var before = HashCalls(size.Value / 2);
        watch.Restart();
        cpu = Environment.CpuUsage.TotalTime;
        var done = 0L;
        var fault = LedgerAudit.CheckBundles(tiles.Bundles().Select(bundle =>
        {
            Progress("auditing", done += bundle.Length, leaves);
            return bundle;
        }), tiles, size, tiles.State.Root);
        if (fault is not null)
            throw new InvalidOperationException(fault.ToString());
        var audit = (Wall: watch.Elapsed, Cpu: Environment.CpuUsage.TotalTime - cpu);
        using var process = Process.GetCurrentProcess();
        var memory = process.WorkingSet64;
        var after = HashCalls(size.Value - (size.Value / 2));
        var hashes = (Wall: before.Wall + after.Wall, Cpu: before.Cpu + after.Cpu);
        var bytes = tiles.Bytes();
        Console.Error.Write("\r                                        \r");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size.Value,10:N0} leaves: proof {prove:0} µs ({proveCpu:0} µs CPU), verify {verify:0.0} µs; audit {audit.Wall.TotalSeconds:0.00} s ({audit.Cpu.TotalSeconds:0.00} s CPU), the same hash calls alone {hashes.Wall.TotalSeconds:0.00} s ({hashes.Cpu.TotalSeconds:0.00} s CPU): {hashes.Wall / audit.Wall:P0} ({hashes.Cpu / audit.Cpu:P0} of CPU); {memory / 1048576.0:0} MiB; {bytes / (double)size.Value:0.0} bytes a leaf as tiles and entries"));
        rows.Add(new { leaves = size.Value, proofMicroseconds = prove, proofCpuMicroseconds = proveCpu, verifyMicroseconds = verify, auditSeconds = audit.Wall.TotalSeconds, hashSeconds = hashes.Wall.TotalSeconds, ratio = hashes.Wall / audit.Wall, auditCpuSeconds = audit.Cpu.TotalSeconds, hashCpuSeconds = hashes.Cpu.TotalSeconds, cpuRatio = hashes.Cpu / audit.Cpu, memoryBytes = memory, bytesPerLeaf = bytes / (double)size.Value });
        if (leaves == largest)
            break;
    }

    if (json is not null)
        File.WriteAllText(json, JsonSerializer.Serialize(new { appending, rows }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
    return 0;
}
finally
{
    work.Delete(recursive: true);
}

static void Progress(string what, long done, long all)
{
    if (!Console.IsErrorRedirected && (done & 0xFFFF) == 0)
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what}: {done:N0} of {all:N0} "));
}

static (TimeSpan Wall, TimeSpan Cpu) HashCalls(long leaves)
{
    var entry = new byte[32];
    var leaf = LeafHash.Of(entry).ToTreeHash();
    var watch = Stopwatch.StartNew();
    var cpu = Environment.CpuUsage.TotalTime;
    for (var i = 0L; i < leaves; i++)
        leaf = LeafHash.Of(leaf.AsSpan()).ToTreeHash();
    for (var i = 1L; i < leaves; i++)
        leaf = TreeHash.Join(leaf, leaf);
    GC.KeepAlive(leaf);
    return (watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
}
