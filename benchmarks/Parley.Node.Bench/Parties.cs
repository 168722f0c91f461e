using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Records;
using Parley.Simulator;

namespace Parley.Node.Bench;

/// <summary>
/// What one record costs on a channel of N parties, all of them together: the engines of all in this process with real keys, a
/// store in memory and a network that loses nothing, until every receipt is everywhere; and the seal of every bundle.
/// No disk and no sockets are in it.
/// </summary>
internal static class Parties
{
    // Every member receipts every record to every other: at 57 one record is over three thousand deliveries.
    private static int RecordsFor(int parties) => parties > 8 ? 2 : 20;

    public static IReadOnlyList<PartiesResult> Run() => [.. new[] { 2, 8, 57 }.Select(Measure)];

    private static PartiesResult Measure(int parties)
    {
        var ids = Enumerable.Range(0, parties).Select(i => string.Create(CultureInfo.InvariantCulture, $"P{i:00}")).ToArray();
        var line = new Line(ids);
        Console.Error.WriteLine($"{parties} parties open a channel and come into its group");
        var founding = Stopwatch.GetTimestamp();
        var channel = line.Open(line.Policy());
        line.Run(120);
        var founded = Stopwatch.GetElapsedTime(founding);

        Console.Error.WriteLine($"{parties} parties: {founded.TotalSeconds:0.0} s; one says something");
        Say(line, channel, ids[0]);
        var records = RecordsFor(parties);
        var (bundles, began) = (line.Sent.Count, Stopwatch.GetTimestamp());
        for (var i = 0; i < records; i++)
            Say(line, channel, ids[i % parties]);
        var engines = Stopwatch.GetElapsedTime(began).TotalMicroseconds / records;
        var sent = line.Sent.Skip(bundles).ToArray();
        var (seal, bytes) = SealingOf(sent, line);
        return new PartiesResult(parties, Math.Round(founded.TotalMilliseconds), Math.Round(engines / 1000, 2), Math.Round((engines + (seal / records)) / 1000 / (parties - 1), 3),
            Math.Round(sent.Length / (double)records / (parties - 1), 2), bytes / records / (parties - 1));
    }

    private static void Say(Line line, ChannelId channel, string author)
    {
        var record = line.Say(author, channel, new string('x', 1000));
        line.RunUntil(() => line.Stations.All(s => s.Store.Rows.Outbox.IsEmpty && s.Store.Find(record.Id) is not null), TimeSpan.FromMinutes(10));
    }

    /// <summary>Microseconds to seal and open these bundles, and their bytes on the wire.</summary>
    private static (double Microseconds, long Bytes) SealingOf(Bundle[] bundles, Line line)
    {
        var crypto = SodiumProvider.Instance;
        var key = RandomNumberGenerator.GetBytes(SealedBundle.PrivateKeySize);
        var recipient = SealedBundle.PublicKeyOf(key, crypto);
        var began = Stopwatch.GetTimestamp();
        var total = 0L;
        foreach (var bundle in bundles)
        {
            var carried = SealedBundle.Seal(bundle, recipient, line.Party(bundle.From.Value).Node, crypto, RandomNumberGenerator.GetBytes(SealedBundle.RandomnessSize)).OrThrow().Sealed;
            total += carried.Length;
            SealedBundle.Parse(carried).OrThrow().Open(key, crypto).OrThrow();
        }

        return (Stopwatch.GetElapsedTime(began).TotalMicroseconds, total);
    }
}

/// <summary>What a channel of so many parties costs: milliseconds to open it, for a record in all engines together, and for each receiver with the bundles' seals; bundles and bytes for each receiver.</summary>
internal sealed record PartiesResult(int Parties, double FoundedMs, double EnginesMs, double PerReceiverMs, double BundlesPerReceiver, long BytesPerReceiver)
{
    public string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"  {Parties,3} parties   opened and grouped in {FoundedMs,8:0} ms   a record {EnginesMs,9:0.00} ms in all, {PerReceiverMs,7:0.000} ms a receiver   {BundlesPerReceiver,6:0.00} bundles, {BytesPerReceiver,8} bytes a receiver");
}
