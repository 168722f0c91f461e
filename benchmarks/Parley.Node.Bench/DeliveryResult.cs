using System.Globalization;

namespace Parley.Node.Bench;

/// <summary>
/// Durability: SQLite, write-ahead log, synchronous FULL, on both nodes, three commits in sequence from submit to
/// receipt. Times in milliseconds, signatures in microseconds, rates per second.
/// </summary>
internal sealed record DeliveryResult(
    double FsyncMedianMs, double P50Ms, double P99Ms, double RecordsPerSecond, double RecordsPerReceipt,
    double SignMicroseconds, double VerifyMicroseconds, double AeadMicroseconds, double KemMicroseconds, double CryptoBoundPerSecond, double RatioToBound, double CpuMicroseconds, double CryptoShare)
{
    public string ToTable() => string.Create(CultureInfo.InvariantCulture, $"""
        two nodes on loopback, 1 KB of text, two officers, fsync on (SQLite WAL, synchronous FULL)
          fsync, median               {FsyncMedianMs,10:0.000} ms
          submit to receipt, p50      {P50Ms,10:0.00} ms   ({P50Ms / FsyncMedianMs:0.0} fsyncs)
          submit to receipt, p99      {P99Ms,10:0.00} ms
          sustained, 4 x 128 in flight{RecordsPerSecond,10:0} records/s   ({RecordsPerReceipt:0.0} records a receipt)
          Ed25519 sign / verify       {SignMicroseconds,10:0.0} / {VerifyMicroseconds:0.0} µs
          AES-256-GCM / X-Wing        {AeadMicroseconds,10:0.0} / {KemMicroseconds:0.0} µs
          bound by the calls made     {CryptoBoundPerSecond,10:0} records/s on {Environment.ProcessorCount} cores
          ratio                       {RatioToBound,10:0.00}
          CPU of both nodes           {CpuMicroseconds,10:0} µs a record, of it those calls {CryptoShare:0%}
        """);
}
