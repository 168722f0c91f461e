using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Node.Bench;
using Parley.Node.Bench.Peers;
using Parley.Node.Bench.Scale;

// Parley.Node.Bench [delivery] [stores] [peers] [parties] [scale] [--json FILE]: two real nodes on loopback, real disks, fsync on; and what mail and chat servers take.
// PARLEY_BENCH_RECORDS=1000000, or 10000000 with 30 GB of disk, for a larger scale than 100,000 records; PARLEY_BENCH_PARTIES=57 for that number of parties alone.
string[] known = ["delivery", "stores", "peers", "parties", "scale"];
var json = Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var names = args.Where((a, i) => a != "--json" && (i == 0 || args[i - 1] != "--json")).ToArray();
if (names.Except(known).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}' here. There are: {string.Join(", ", known)}.");
    return 2;
}

var results = new Dictionary<string, object>();
if (names.Length == 0 || names.Contains("delivery"))
{
    var result = await Delivery.RunAsync(CancellationToken.None);
    Console.WriteLine(result.ToTable());
    results["delivery"] = result;
}

if (names.Length == 0 || names.Contains("stores"))
{
    if (Stores.Lacks() is { } lacks)
    {
        Console.WriteLine($"skipped: {lacks}");
    }
    else
    {
        var stores = await Stores.RunAsync(CancellationToken.None);
        Console.WriteLine(stores.ToTable());
        results["stores"] = stores;
    }
}

if (names.Length == 0 || names.Contains("peers"))
{
    var text = Encoding.ASCII.GetBytes(new string('x', 1000));
    foreach (var (lacks, run) in new (string?, Func<byte[], CancellationToken, Task<PeerResult>>)[] { (MailPair.Lacks(), MailPair.RunAsync), (ChatPair.Lacks(), ChatPair.RunAsync) })
    {
        if (lacks is not null)
        {
            Console.WriteLine($"skipped: {lacks}");
            continue;
        }

        var peer = await run(text, CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant($"{peer.Name}, 1 KB, until the sender holds {peer.Proof}\n  p50 {peer.P50Ms:0.00} ms   p99 {peer.P99Ms:0.00} ms"));
        results[peer.Name] = peer;
    }
}

if (names.Length == 0 || names.Contains("parties"))
{
    var parties = Parties.Run();
    Console.WriteLine("a record of 1 KB on a channel of many, one thread, no disk, no sockets, until every receipt is everywhere");
    foreach (var result in parties)
        Console.WriteLine(result.ToLine());
    results["parties"] = parties;
}

if (names.Length == 0 || names.Contains("scale"))
{
    Console.WriteLine("two nodes, signed messages with receipts and line tests, as they grow");
    var parties = Number("PARLEY_BENCH_PARTIES");
    var growth = await Growth.RunAsync(Number("PARLEY_BENCH_RECORDS") ?? 100_000, parties, CancellationToken.None);
    if (json is not null && parties is null)
        Plot.Write(growth, json);
    results["scale"] = growth;
}

if (json is not null)
    await File.WriteAllTextAsync(json, JsonSerializer.Serialize(results, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
return 0;

static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
