using System.Globalization;

namespace Parley.Node.Bench.Scale;

/// <summary>
/// A node of so many records, channels and parties: seconds until its API answers, the least of a few starts; then until it is idle; MB in memory then; milliseconds from submit to receipt;
/// bytes on disk for a record; and the machine's load when it started.
/// </summary>
internal sealed record GrowthResult(
    long Records, int Channels, int Parties, double StartSeconds, double IdleAfterSeconds, double ResidentMb, double AnonymousMb, double P50Ms, double P99Ms, double RatioToSmall, double BytesPerRecord, string Load)
{
    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"  {Records,10:N0} records, {Channels,3} channels, {Parties,2} parties: starts in {StartSeconds:0.00} s, idle after {IdleAfterSeconds:0} s with {ResidentMb:0} MB ({AnonymousMb:0} MB its own); p50 {P50Ms:0.0} ms, {RatioToSmall:0.00} of the small node's, p99 {P99Ms:0.0} ms; {BytesPerRecord:0} bytes a record; load {Load}");
}
