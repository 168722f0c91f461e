using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Parley.Cli.Demo;
using Parley.Store.Postgres.Tests;

namespace Parley.Node.Bench;

/// <summary>
/// The same two nodes, the same channel and the same disk, with their stores in SQLite, and then moved into PostgreSQL: from submitting a
/// signed record until the sender holds the receiver's signed receipt, one at a time.
/// </summary>
internal static class Stores
{
    private const int Warmup = 500;
    private const int Measured = 500;

    /// <summary>Why there is no PostgreSQL here, or nothing.</summary>
    public static string? Lacks() => Programs is null ? "PostgreSQL is not here (apt-get install postgresql)" : null;

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    public static async Task<StoresResult> RunAsync(CancellationToken cancel)
    {
        var work = Directory.CreateTempSubdirectory("parley-bench-");
        // Who runs the database must come to its own directory.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(work.FullName, File.GetUnixFileMode(work.FullName) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        try
        {
            var fsync = Delivery.MeasureFsync(work.FullName);
            await using var exercise = await Exercise.BringUpAsync(Delivery.Hub(2, 1), work.FullName, 1, Console.Error.WriteLine, cancel);
            var file = await MeasureAsync(exercise, cancel);
            using var server = Start(Directory.CreateDirectory(Path.Combine(work.FullName, "postgres")).FullName);
            foreach (var node in exercise.Nodes)
                await MoveAsync(node, Path.Combine(work.FullName, "postgres"), cancel);
            var database = await MeasureAsync(exercise, cancel);
            return new StoresResult(Math.Round(fsync, 3), file.P50, file.P99, database.P50, database.P99);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task<(double P50, double P99)> MeasureAsync(Exercise exercise, CancellationToken cancel)
    {
        var sender = exercise["X-NN"];
        await using var load = await Load.OpenAsync(sender, cancel);
        var times = new List<double>();
        foreach (var (i, draft) in new Drafts(exercise, sender.Directory).Take(Warmup + Measured).Select(d => Load.ToBytes([d])).ToArray().Index())
        {
            var began = Stopwatch.GetTimestamp();
            await load.RunAsync([draft], 1, 1, cancel);
            if (i >= Warmup)
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return (times[Measured / 2], times[Measured * 99 / 100]);
    }

    /// <summary>A server with its own defaults, which are fsync and synchronous_commit on; reached by a socket.</summary>
    private static Lifeline Start(string folder)
    {
        Lifeline.Give(folder);
        var data = Path.Combine(folder, "data");
        Lifeline.Run(Path.Combine(Programs!, "initdb"), "-D", data, "-U", "parley", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        var server = Lifeline.Start(Path.Combine(folder, "log"), "QUIT", Path.Combine(Programs!, "postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=");
        for (var patience = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            try
            {
                using var connection = new NpgsqlConnection($"Host={folder};Database=postgres;Username=parley;Pooling=false");
                connection.Open();
                return server;
            }
            catch (NpgsqlException) when (patience.Elapsed < TimeSpan.FromSeconds(30))
            {
                // It is not up yet.
            }
        }
    }

    private static async Task MoveAsync(ExerciseNode node, string folder, CancellationToken cancel)
    {
        await node.KillAsync();
        var name = node.Party.Id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        using (var connection = new NpgsqlConnection($"Host={folder};Database=postgres;Username=parley;Pooling=false"))
        {
            connection.Open();
            using var command = new NpgsqlCommand($"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0", connection);
            command.ExecuteNonQuery();
        }

        await File.AppendAllTextAsync(Path.Combine(node.Directory.Path, NodeConfiguration.FileName), $"\nstore:\n  postgres: Host={folder};Database={name};Username=parley\n", cancel);
        using var moving = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "parley"), ["migrate", "--to", "postgres", "--node", node.Directory.Path]) { RedirectStandardOutput = true })!;
        await moving.StandardOutput.ReadToEndAsync(cancel);
        await moving.WaitForExitAsync(cancel);
        if (moving.ExitCode != 0)
            throw new InvalidOperationException($"{node.Party.Id} did not move to PostgreSQL");
        await node.StartAsync(cancel);
    }
}

/// <summary>Submit to receipt in milliseconds. Durability: SQLite, write-ahead log, synchronous FULL; PostgreSQL, fsync and synchronous_commit on, one machine without a standby.</summary>
internal sealed record StoresResult(double FsyncMedianMs, double SqliteP50Ms, double SqliteP99Ms, double PostgresP50Ms, double PostgresP99Ms)
{
    public string ToTable() => string.Create(CultureInfo.InvariantCulture, $"""
        submit to receipt on the same disk, one at a time, three commits in sequence; fsync {FsyncMedianMs:0.000} ms
          SQLite (WAL, synchronous FULL)                        p50 {SqliteP50Ms,7:0.00} ms   p99 {SqliteP99Ms,7:0.00} ms
          PostgreSQL (fsync, synchronous_commit, no standby)    p50 {PostgresP50Ms,7:0.00} ms   p99 {PostgresP99Ms,7:0.00} ms   {PostgresP50Ms / SqliteP50Ms:0.0} times the p50
        """);
}
