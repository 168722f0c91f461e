using System.Globalization;
using System.Text;

namespace Parley.Soak.Bench;

/// <summary>A week of a node that was up all the time, hour by hour; what all of them said, and what is wrong, which is nothing where all is well.</summary>
internal sealed record SoakResult(string Node, double MinutesTaken, int LateHours, int Said, long Records, int LineTests, int Backups, IReadOnlyList<Sample> Samples, IReadOnlyList<string> Faults)
{
    public string ToTable()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            a week of three nodes and four channels in {MinutesTaken:0.0} minutes, fsync on (SQLite WAL, synchronous FULL); {LateHours} of {Week.Hours} hours took longer than they had
            {Said} said, {Records} records with receipts, line tests and reminders; {LineTests} line tests, {Backups} backups
            {Node}, up all the time: of each day the least, the mean and the most; of the heap the least after a collection

              day   own memory, MiB       heap   outbox  queue  files  threads  store, MiB  CPU, s

            """);
        foreach (var day in Samples.GroupBy(s => s.Hour / 24))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {day.Key + 1,3}   {day.Min(s => s.MemoryMiB),6:0.0} {day.Average(s => s.MemoryMiB),6:0.0} {day.Max(s => s.MemoryMiB),6:0.0} {day.Min(s => s.HeapMiB),7:0.0}   {day.Max(s => s.Outbox),6:0} {day.Max(s => s.Queue),6:0} {day.Max(s => s.Files),6} {day.Max(s => s.Threads),8} {day.Last().StoreMiB,11:0.0} {day.Last().Processor,7:0}\n");
        }

        text.Append(Faults.Count == 0 ? "  nothing lost, nothing doubled, nothing grew" : string.Join('\n', Faults.Select(f => $"  FAULT: {f}")));
        return text.ToString();
    }
}
