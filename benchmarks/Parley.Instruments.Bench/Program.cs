using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Parley.Instruments.Bench;
using Parley.Instruments.Obligations;

// ./bench instruments. PARLEY_BENCH_NOTIFICATIONS sets how many; the default is the bar's.
var json = args is ["--json", var file] ? file : null;
var count = int.Parse(Environment.GetEnvironmentVariable("PARLEY_BENCH_NOTIFICATIONS") ?? "1000000", CultureInfo.InvariantCulture);
const int Instruments = 200, Parties = 57, Years = 20, Single = 2000;

var world = new World(Instruments, Parties, Years);
var traffic = world.Traffic(count).ToArray();
GC.Collect();

// The limit that a recomputation cannot pass: to touch each notification once, by its id, in a table of that size.
var watch = Stopwatch.StartNew();
var table = new Dictionary<Parley.Records.Digest, Notification>();
foreach (var notification in traffic)
    table.TryAdd(notification.Id, notification);
var touch = watch.Elapsed;
GC.KeepAlive(table);
table = null;
GC.Collect();

// All records into a new ledger, and everything that is or was owed out of it: by day of the year for all parties and years too.
using var process = Process.GetCurrentProcess();
var processor = process.TotalProcessorTime;
watch.Restart();
var ledger = new ObligationLedger(world.Packs);
foreach (var notification in traffic)
    ledger.Add(notification);
var adding = watch.Elapsed;
var states = new SortedDictionary<OwedState, long>();
foreach (var owed in ledger.At(world.End, world.FirstYear, world.LastYear))
    states[owed.State] = states.GetValueOrDefault(owed.State) + 1;
var full = watch.Elapsed;
process.Refresh();
processor = process.TotalProcessorTime - processor;

// One more record, and what it changes, each by itself: the worst and the middle one. Every record's obligation is read back.
var more = world.Traffic(count + Single * 10).Skip(count).Take(Single).ToArray();
var each = new double[more.Length];
var changed = 0L;
for (var i = 0; i < more.Length; i++)
{
    var began = Stopwatch.GetTimestamp();
    changed += ledger.Started(ledger.Add(more[i]), world.End).Count;
    each[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
}

Array.Sort(each);
process.Refresh();
var (p50, p99, worst) = (each[each.Length / 2], each[each.Length * 99 / 100], each[^1]);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{Instruments} instruments, {Parties} parties, {Years} years, {count:N0} notifications, {states.Values.Sum():N0} obligations: full recomputation {full.TotalSeconds:0.00} s (records in: {adding.TotalSeconds:0.00} s; {processor.TotalSeconds:0.00} s of processor time), {full / touch:0.0} × the time to put each notification into a table; bar 10 s"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one new record with what it changes: p50 {p50 * 1000:0} µs, p99 {p99 * 1000:0} µs, worst of {each.Length} {worst:0.000} ms; bar 5 ms. {changed} obligations read back. {process.PeakWorkingSet64 / 1048576.0:0} MiB at most"));
Console.WriteLine(string.Join(", ", states.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value:N0} {Feed.Word(s.Key)}"))));
if (states.GetValueOrDefault(OwedState.Met) == 0 || states.GetValueOrDefault(OwedState.Late) == 0 || states.GetValueOrDefault(OwedState.Inadequate) == 0)
    throw new InvalidOperationException("The traffic does not reach what it should reach: the figures would be of nothing.");
if (json is not null)
{
    File.WriteAllText(json, JsonSerializer.Serialize(new
    {
        instruments = Instruments, parties = Parties, years = Years, notifications = count, obligations = states.Values.Sum(), fullSeconds = full.TotalSeconds, addingSeconds = adding.TotalSeconds, processorSeconds = processor.TotalSeconds,
        touchSeconds = touch.TotalSeconds, oneP50Milliseconds = p50, oneP99Milliseconds = p99, oneWorstMilliseconds = worst, peakBytes = process.PeakWorkingSet64, states = states.ToDictionary(s => Feed.Word(s.Key), s => s.Value),
    }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
}

return 0;
