using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Parley.Node;
using Parley.Screens.Bench;
using Parley.Store.Sqlite;

// ./bench screens. PARLEY_BENCH_RECORDS sets the number of records; with the default, making the store takes minutes.
const int Channels = 57;
const int Crowd = 50;
// The first ones compile.
const int Compiling = 10;
const int Flashes = 20;
const int Measured = 100;
var json = args is ["--json", var file] ? file : null;
var records = int.Parse(Environment.GetEnvironmentVariable("PARLEY_BENCH_RECORDS") ?? "1000000", CultureInfo.InvariantCulture);
var work = Directory.CreateTempSubdirectory("parley-bench-screens-");
var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
Process? node = null;
try
{
    var directory = LargeNode.Create(work.FullName, records, Channels, done =>
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\rmaking the store: {done:N0} of {records:N0} records ");
    });
    var bytes = new FileInfo(directory.Database).Length;
    var program = Path.Combine(AppContext.BaseDirectory, "parley");
    var starting = Stopwatch.GetTimestamp();
    node = Process.Start(new ProcessStartInfo("bash", ["-c", $"exec '{program}' serve --node '{directory.Path}' > '{work.FullName}/serve.log' 2>&1"]))!;
    var configuration = NodeConfiguration.Read(directory.Path);
    var console = new Uri($"http://localhost:{IPEndPoint.Parse(configuration.Console!).Port}");
    using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = console };
    while (!await Answers(client))
    {
        if (node.HasExited)
            throw new InvalidOperationException(File.ReadAllText(Path.Combine(work.FullName, "serve.log")));
        await Task.Delay(20);
    }

    var started = Stopwatch.GetElapsedTime(starting);
    var invited = Process.Start(new ProcessStartInfo(program, ["officer", "invite", "duty-1", "--desk", "mod-duty", "--role", "watch", "--role", "drafter", "--role", "verification", "--role", "investigator", "--node", directory.Path]) { RedirectStandardOutput = true })!;
    var code = (await invited.StandardOutput.ReadToEndAsync()).Split('\n')[0];
    await using var browser = await Consoles.OpenAsync(console, code);
    client.DefaultRequestHeaders.Add("Cookie", await browser.CookiesAsync());

    // 1. Each screen as the server makes it: read, computed and written out whole. The records of the message screens are the newest, the oldest, and one in the middle.
    var archive = new SqliteArchive(directory.Database);
    var channel = archive.Channels()[Channels / 2].Id;
    var (newest, oldest) = (archive.Said(channel, long.MaxValue, 1)[0], archive.Records(channel, 0, 1, false)[0]);
    // The screens of cases and instruments read the store once, when somebody first looks: here that is over before they are measured.
    var reading = Stopwatch.StartNew();
    while (!(await client.GetStringAsync(new Uri("/cases", UriKind.Relative))).Contains($"/cases/{LargeNode.Case}", StringComparison.Ordinal))
    {
        if (reading.Elapsed > TimeSpan.FromMinutes(10))
            throw new InvalidOperationException("the console has not read its store in ten minutes");
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the store was read for cases and instruments in {reading.Elapsed.TotalSeconds:0.0} s, in steps between which the screens answered"));
    var screens = new List<object>();
    foreach (var path in (string[])["/", $"/messages/{channel.Name}", $"/messages/{channel.Name}/{newest.Record.Id}", $"/messages/{channel.Name}/{oldest.Record.Id}", "/shift", "/compose", "/calendar", "/cases", $"/cases/{LargeNode.Case}", $"/cases/{LargeNode.Case}/facts", $"/cases/{LargeNode.Case}/statements", "/instruments", "/ledgers"])
    {
        var times = new List<double>();
        var size = 0;
        for (var i = 0; i < Compiling + Measured; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            var page = await answer.Content.ReadAsByteArrayAsync();
            if (answer.StatusCode == HttpStatusCode.NotFound)
                break;
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{path} answers {answer.StatusCode}");
            size = page.Length;
            if (i >= Compiling)
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        if (times.Count == 0)
            continue;
        times.Sort();
        var name = path.Length > 60 ? path[..path.LastIndexOf('/')] + (path.EndsWith(newest.Record.Id.ToString(), StringComparison.Ordinal) ? "/(newest)" : "/(oldest)") : path;
        screens.Add(new { screen = name, p50Ms = Math.Round(times[times.Count / 2], 1), p97Ms = Math.Round(times[times.Count * 97 / 100], 1), worstMs = Math.Round(times[^1], 1), bytes = size });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-34} server {times[times.Count / 2],7:0.0} ms (p50), {times[times.Count * 97 / 100],7:0.0} ms (p97), {times[^1],7:0.0} ms (worst of {times.Count}), {size / 1024} KB"));
    }

    // 2. The first paint, a flash of the other party, and a crowd.
    var (least, middle) = await browser.FirstPaintAsync(7);
    using var peer = new Peer(new NodeDirectory(Path.Combine(work.FullName, "ua")), directory, archive, channel);
    var flashes = await browser.FlashesAsync(Flashes, () => peer.SayAsync(archive));
    var before = Memory(node.Id);
    var opened = await browser.CrowdAsync(Crowd);
    await Task.Delay(TimeSpan.FromSeconds(5));
    var after = Memory(node.Id);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        screens: {records:N0} records, {Channels} channels, {bytes / 1e6:0} MB; the console answers {started.TotalSeconds:0.0} s after the start; load average {load} before, {File.ReadAllText("/proc/loadavg").Split(' ')[0]} after
          first contentful paint of the watch, nothing cached: {least:0} ms (least of 7), {middle:0} ms (middle)
          a flash on an open screen after it was stored: {flashes[flashes.Count / 2]:0} ms (middle of {Flashes}), {flashes[^1]:0} ms (worst)
          {Crowd} open consoles: {after.Resident} MB resident, of it the node's own {after.Own} MB; before {before.Resident} and {before.Own} MB; opened in {opened.TotalSeconds:0} s
        """));
    if (json is not null)
    {
        await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new
        {
            records,
            channels = Channels,
            databaseMegabytes = bytes / 1_000_000,
            startSeconds = Math.Round(started.TotalSeconds, 2),
            loadAverage = load,
            screens,
            firstPaintLeastMs = Math.Round(least),
            firstPaintMiddleMs = Math.Round(middle),
            flashMiddleMs = flashes[flashes.Count / 2],
            flashWorstMs = flashes[^1],
            consoles = Crowd,
            consolesResidentMegabytes = after.Resident,
            consolesOwnMegabytes = after.Own,
            beforeResidentMegabytes = before.Resident,
            beforeOwnMegabytes = before.Own,
        }) + "\n");
    }
}
finally
{
    node?.Kill(entireProcessTree: true);
    work.Delete(recursive: true);
}

// All that is in memory, and what is no page of a file: a page of the store that several readers have mapped counts for each of them.
static (long Resident, long Own) Memory(int process)
{
    var status = File.ReadAllLines($"/proc/{process}/status");
    return (Megabytes("VmRSS"), Megabytes("RssAnon") + Megabytes("RssShmem"));

    long Megabytes(string name) => long.Parse(status.First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1_000_000;
}

static async Task<bool> Answers(HttpClient client)
{
    try
    {
        using var answer = await client.GetAsync(new Uri("/sign-in", UriKind.Relative));
        return answer.IsSuccessStatusCode;
    }
    catch (HttpRequestException)
    {
        return false;
    }
}
