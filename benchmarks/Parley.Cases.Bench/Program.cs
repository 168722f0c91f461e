using System.Diagnostics;
using System.Text.Json;
using Parley.Cases;
using Parley.Cases.Bench;
using Parley.Cases.Demarches;
using Parley.Cases.Evidence;
using Parley.Cases.Hypotheses;
using Parley.Cases.Incidents;
using Parley.Cases.Inquiries;
using Parley.Cases.Prevention;
using Parley.Cases.Reports;
using Parley.Cases.Statements;
using Parley.Records;

// Parley.Cases.Bench [--json FILE]: a case of 10,000 records and 500 pieces of evidence, opened with all its views, and one record more.
// In memory: nothing is stored here. Beside it, in the same run, what reading the same records from their bytes takes.
const int Count = 10_000;
const double OpenBar = 200, RecordBar = 5;
var json = Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

var large = new LargeCase(Count);
var bytes = large.Records.Select(r => r.Bytes.ToArray()).ToArray();
var now = large.Records[^1].Content.Composed;
var first = Time(() => All(CaseLibrary.Of(large.Records).Open(LargeCase.Name)!));
var open = Median(15, () => All(CaseLibrary.Of(large.Records).Open(LargeCase.Name)!));
var parse = Median(5, () =>
{
    foreach (var record in bytes)
        Record.Parse(record).OrThrow();
});
var openCpu = Cpu(15, () => All(CaseLibrary.Of(large.Records).Open(LargeCase.Name)!));
var file = CaseLibrary.Of(large.Records).Open(LargeCase.Name)!;
All(file);
var more = large.More().Select(m => (m.Family, Ms: Median(40, () => All(file.With(new Entry(m.Record)))), Cpu: Cpu(40, () => All(file.With(new Entry(m.Record)))))).ToArray();
var worst = more.MaxBy(m => m.Cpu);
var attempts = Attempts.Of(file).Count;
var views = Views(CaseLibrary.Of(large.Records).Open(LargeCase.Name)!);

Console.WriteLine(FormattableString.Invariant($"a case of {file.Entries.Count} records, {EvidenceView.Of(file).Items.Count} pieces of evidence, {Matrix.Of(file).Cells.Count} cells rated by {Matrix.Of(file).Raters.Count}, {attempts} attempts; in memory"));
Console.WriteLine(FormattableString.Invariant($"  opened with all views         p50 {open,7:0.0} ms   bar {OpenBar} ms   CPU {openCpu:0.0} ms   (the first time, compiling: {first:0.0} ms)"));
Console.WriteLine(FormattableString.Invariant($"  the same records from bytes   p50 {parse,7:0.0} ms   so opening is {open / parse:0.00} of reading them"));
Console.WriteLine(FormattableString.Invariant($"  a new record, all views       p50 {worst.Ms,7:0.00} ms   bar {RecordBar} ms   CPU {worst.Cpu:0.00} ms   (the worst family, {worst.Family})"));
foreach (var (family, ms, cpu) in more.DistinctBy(m => m.Family))
    Console.WriteLine(FormattableString.Invariant($"    {family,-24}{ms,7:0.00} ms   CPU {cpu:0.00} ms"));
Console.WriteLine("  of which, opening, by view: " + string.Join(", ", views.Select(v => FormattableString.Invariant($"{v.Key} {v.Value:0.0} ms"))));
if (json is not null)
    await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { records = file.Entries.Count, openMs = open, openCpuMs = openCpu, recordCpuMs = worst.Cpu, firstMs = first, parseMs = parse, openToParse = open / parse, recordMs = worst.Ms, worstFamily = worst.Family, openBarMs = OpenBar, recordBarMs = RecordBar }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }) + "\n");
return 0;

int All(CaseFile of)
{
    _ = Incident.Of(of);
    _ = StatementsView.Of(of);
    _ = Demarche.Of(of);
    _ = Inquiry.Of(of);
    _ = EvidenceView.Of(of);
    _ = Matrix.Of(of);
    _ = ReportView.Of(of);
    _ = Measure.Of(of);
    return CaseCalendar.Of(of, now).Count + Timeline.Of(of).Count + Attempts.Of(of).Count;
}

Dictionary<string, double> Views(CaseFile of) => new()
{
    ["incident"] = Time(() => Incident.Of(of)),
    ["statements"] = Time(() => StatementsView.Of(of)),
    ["demarche"] = Time(() => Demarche.Of(of)),
    ["inquiry"] = Time(() => Inquiry.Of(of)),
    ["evidence"] = Time(() => EvidenceView.Of(of)),
    ["matrix"] = Time(() => Matrix.Of(of)),
    ["timeline"] = Time(() => Timeline.Of(of)),
    ["attempts"] = Time(() => Attempts.Of(of)),
};

static double Time(Action work)
{
    var started = Stopwatch.GetTimestamp();
    work();
    return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
}

// What the work takes of the processor, whoever else wants it: on a busy machine the only figure that means something.
static double Cpu(int times, Action work)
{
    work();
    var before = Environment.CpuUsage.TotalTime;
    for (var i = 0; i < times; i++)
        work();
    return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times;
}

static double Median(int times, Action work)
{
    work();
    var taken = new double[times];
    for (var i = 0; i < times; i++)
        taken[i] = Time(work);
    Array.Sort(taken);
    return taken[times / 2];
}
