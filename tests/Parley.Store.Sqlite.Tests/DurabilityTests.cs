using System.Diagnostics;
using Parley.Ledger;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Entries;
using Parley.Ledger.Merkle;
using Parley.Records;
using Parley.Store.Tests;

namespace Parley.Store.Sqlite.Tests;

public sealed class DurabilityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Process_KilledAtRandomMoments_HasAllThatItAcknowledged()
    {
        var path = Path.Combine(_folder.FullName, "node.db");
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var acknowledged = new List<(long Number, Digest Id)>();
        for (var kill = 0; kill < 5; kill++)
            acknowledged.AddRange(RunAndKill(path, random.Next(1, 150)));

        using var store = new SqliteStoreOnTest(path);
        Assert.True(acknowledged.Count >= 5, "The other process acknowledged nothing.");
        Assert.All(acknowledged, a => Assert.Equal(a.Id, store.History.FindNumber(Desk.Channel, Desk.By.Id, 1, a.Number)));
        Assert.Equal(acknowledged.Count, acknowledged.Select(a => a.Number).Distinct().Count());
        var ledger = store.Load(Desk.By.Id).Channels[Desk.Channel].Ledger;
        var head = store.Load(Desk.By.Id).Channels[Desk.Channel].Heads[Desk.By.Id];
        // At most one record for each death was committed and not said.
        Assert.InRange(head.Number, acknowledged.Max(a => a.Number), acknowledged.Max(a => a.Number) + 1);
        Assert.Equal(head.Number, ledger.Size.Value);
    }

    [Fact]
    [Trait("suite", "faults")]
    public void Process_KilledAtEachWriteAndEachSync_IsCleanAfterwards()
    {
        const string Strace = "/usr/bin/strace";
        Assert.SkipUnless(File.Exists(Strace), "skipped: strace is not here (apt-get install strace)");

        // Two records short of a full tile: the writes that are cut off are those of records, leaves and the tile.
        var start = Path.Combine(_folder.FullName, "start.db");
        using (var store = new SqliteStoreOnTest(start))
        {
            var desk = new Desk(store);
            store.Begin();
            desk.Open();
            for (var i = 0; i < 254; i++)
                desk.Say($"{i}");
            store.Commit();
        }

        var died = 0;
        for (var write = 1; write <= 60; write++)
        {
            var path = Path.Combine(_folder.FullName, $"{write}.db");
            foreach (var suffix in new[] { "", "-wal" }.Where(s => File.Exists(start + s)))
                File.Copy(start + suffix, path + suffix);
            using var process = Process.Start(new ProcessStartInfo(Strace,
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync,fsync,ftruncate", "-P", path, "-P", path + "-wal",
                "-e", FormattableString.Invariant($"inject=pwrite64,fdatasync,fsync,ftruncate:signal=SIGKILL:when={write}"),
                Environment.ProcessPath!, "commit-until-killed", path,
            ]) { RedirectStandardOutput = true })!;
            var acknowledged = new List<(long Number, Digest Id)>();
            while (process.StandardOutput.ReadLine() is { } line)
                acknowledged.AddRange(Read(line));
            process.WaitForExit();
            died += process.ExitCode == 0 ? 0 : 1;

            using var after = new SqliteStoreOnTest(path);
            Assert.All(acknowledged, a => Assert.Equal(a.Id, after.History.FindNumber(Desk.Channel, Desk.By.Id, 1, a.Number)));
            var size = after.Load(Desk.By.Id).Channels[Desk.Channel].Ledger.Size.Value;
            Assert.InRange(size, 254 + acknowledged.Count, 255 + acknowledged.Count);
            Assert.Null(Audit(path));
        }

        Assert.Equal(60, died);
    }

    /// <summary>Everything that is stored, recomputed from the records.</summary>
    private static Fault? Audit(string path)
    {
        var archive = new SqliteArchive(path);
        var channel = archive.Channels().Single();
        var ledger = archive.Ledgers(channel.Id).Single();
        var origin = LedgerOrigin.Of(Desk.By.Id, 1, channel.Id);
        var seed = new SaltSeed(channel.LedgerSeed);
        var leaves = archive.Entries(channel.Id, 1, 0, int.MaxValue).Select(e =>
        {
            var leaf = LedgerEntry.Create(Record.Parse(e.Bytes).OrThrow().Id, e.Direction == "sent" ? EntryDirection.Sent : EntryDirection.Received, e.At, e.Bearer,
                seed.Derive(origin, new LeafIndex(e.Index))).Commitment.Leaf;
            Assert.Equal(leaf.AsSpan(), e.Leaf!);
            return leaf;
        });
        return archive.WithStoredTiles(channel.Id, 1, tiles => LedgerState.TryRestore(ledger.Size, tiles, out var state, out var missing)
            ? LedgerAudit.Check(leaves, tiles, ledger.Size, state.Root)
            : new Fault("LED-092", 0, $"{missing} is missing"));
    }

    private static IEnumerable<(long, Digest)> Read(string line) =>
        line.Split(' ') is [var number, { Length: 64 } id] ? [(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture), Parse(id))] : [];

    private static List<(long, Digest)> RunAndKill(string path, int afterMilliseconds)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["commit-until-killed", path]) { RedirectStandardOutput = true })!;
        var lines = new List<string> { process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The other process ended by itself.") };
        var watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < afterMilliseconds)
            lines.Add(process.StandardOutput.ReadLine()!);
        process.Kill();
        // What it had said before it died counts too.
        while (process.StandardOutput.ReadLine() is { } line)
            lines.Add(line);
        process.WaitForExit();
        return [.. lines.SelectMany(Read)];
    }

    private static Digest Parse(string text) => Digest.TryParse(text, out var digest) ? digest : throw new FormatException(text);
}
