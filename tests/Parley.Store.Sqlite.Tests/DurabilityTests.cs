using System.Diagnostics;
using Parley.Records;

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
        return [.. lines.Select(l => l.Split(' ')).Where(w => w is [_, { Length: 64 }]).Select(w => (long.Parse(w[0], System.Globalization.CultureInfo.InvariantCulture), Parse(w[1])))];
    }

    private static Digest Parse(string text) => Digest.TryParse(text, out var digest) ? digest : throw new FormatException(text);
}
