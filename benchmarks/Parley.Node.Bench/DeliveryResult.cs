using System.Globalization;

namespace Parley.Node.Bench;

/// <summary>
/// Durability: SQLite, write-ahead log, synchronous FULL, on both nodes, three commits in sequence from submit to
/// receipt. Times in milliseconds or as named, calls per record by the counts of both nodes, rates per second.
/// </summary>
internal sealed record DeliveryResult(
    double FsyncMedianMs, double P50Ms, double P99Ms, double Seconds, double RecordsPerSecond, double RecordsPerReceipt,
    double SignMicroseconds, double VerifyMicroseconds, double AeadMicroseconds, double Signs, double Verifies, double Aeads, double CryptoBoundPerSecond, double RatioToBound,
    double CpuMicroseconds, double DriverMicroseconds, double CryptoShare, double MethodsCompiled, double LoopShare, double AllocatedBytes)
{
    public string ToTable() => string.Create(CultureInfo.InvariantCulture, $"""
        two nodes on loopback, 1 KB of text, two officers, fsync on (SQLite WAL, synchronous FULL)
          fsync, median               {FsyncMedianMs,10:0.000} ms
          submit to receipt, p50      {P50Ms,10:0.00} ms   ({P50Ms / FsyncMedianMs:0.0} fsyncs)
          submit to receipt, p99      {P99Ms,10:0.00} ms
          sustained, 16 x 128 in flight{RecordsPerSecond,10:0} records/s over {Seconds:0} s   ({RecordsPerReceipt:0.0} records a receipt; {MethodsCompiled:0} methods compiled meanwhile)
          calls a record              {Signs,10:0.00} signatures, {Verifies:0.00} verifications, {Aeads:0.00} AEAD
          which take                  {SignMicroseconds,10:0.0} / {VerifyMicroseconds:0.0} / {AeadMicroseconds:0.0} µs each
          bound by those calls        {CryptoBoundPerSecond,10:0} records/s on {Environment.ProcessorCount} cores
          ratio                       {RatioToBound,10:0.00}
          CPU of both nodes           {CpuMicroseconds,10:0} µs a record, of it those calls {CryptoShare:0%}; of what drives them {DriverMicroseconds:0} µs
          the nodes' loops            {LoopShare,10:0%} of the time at work; {AllocatedBytes / 1024:0} KiB allocated a record
        """);
}
