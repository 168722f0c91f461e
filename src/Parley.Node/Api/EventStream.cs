using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Parley.Channels;
using Parley.Channels.Ladders;
using Parley.Channels.Storage;
using Parley.Node.Loop;
using Parley.Node.Watch;
using Parley.Records;

namespace Parley.Node.Api;

/// <summary>Server-sent events: each record once, in order, after a sequence number where one is given; each rung that is climbed, and each record about which something is said, after the stream was opened; and what stands unread and sounds, and which duties do, whenever more do.</summary>
internal static class EventStream
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task WriteAsync(HttpResponse response, NodeLoop loop, AlarmWatch watch, IArchive archive, long? after, Func<ArchivedRecord, RecordMessage> message, Func<IEnumerable<UnreadMessage>> sounding, Func<IEnumerable<DutyMessage>> duties, CancellationToken cancel)
    {
        // A listener that does not keep up is cut off, and not silently served less: it connects again, and is given every
        // record with its ladder. For the same reason no event has an id: resuming after one would miss the rungs climbed since.
        var committed = Channel.CreateBounded<IReadOnlyList<Effect.Stored>>(256);
        void Listen(IReadOnlyList<Effect.Stored> effects)
        {
            if (!committed.Writer.TryWrite(effects))
                committed.Writer.TryComplete();
        }

        // Nothing was stored here: something more sounds.
        void Sound() => Listen([]);

        loop.Committed += Listen;
        watch.Sounded += Sound;
        try
        {
            await response.Body.FlushAsync(cancel);
            await WriteRecords();
            await WriteAlarms();
            await response.Body.FlushAsync(cancel);
            await foreach (var effects in committed.Reader.ReadAllAsync(cancel))
            {
                if (effects.Count == 0)
                    await WriteAlarms();
                // None at all: perhaps another replica has stored something.
                if (effects.Count == 0 || effects.Any(e => e is Effect.StoreRecord))
                    await WriteRecords();
                foreach (var target in after is null ? [] : effects.OfType<Effect.StoreRecord>().SelectMany(e => Named(e.Record)).Distinct())
                {
                    if (archive.Find(target) is { } about)
                        await Write("update", message(about));
                }

                foreach (var climb in effects.OfType<Effect.Climb>())
                {
                    await Write("ladder", new
                    {
                        record = climb.Record.ToString(),
                        member = climb.Member.Value,
                        rung = climb.Rung.ToString().ToLowerInvariant(),
                        at = Records.Text.Times.ToText(climb.At),
                    });
                }

                await response.Body.FlushAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The listener has gone.
        }
        finally
        {
            loop.Committed -= Listen;
            watch.Sounded -= Sound;
        }

        // Receipts climb by events of their own.
        static IReadOnlyList<Digest> Named(Record record) => ClaimReader.Read(record).Try(out var claim, out _) && claim is not Claim.Receipt ? claim.About : [];

        async Task WriteRecords()
        {
            while (after is { } last && archive.Records(null, last, 100, withService: false) is { Count: > 0 } records)
            {
                foreach (var record in records)
                    await Write("record", message(record));
                after = records[^1].Sequence;
            }
        }

        async Task WriteAlarms()
        {
            foreach (var alarm in after is null ? [] : sounding())
                await Write("alarm", alarm);
            foreach (var duty in after is null ? [] : duties())
                await Write("duty", duty);
        }

        Task Write(string name, object data) => response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data, Json)}\n\n", cancel);
    }
}
