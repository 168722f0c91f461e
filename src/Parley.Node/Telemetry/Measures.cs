using System.Diagnostics;
using System.Diagnostics.Metrics;
using Parley.Channels;
using Parley.Ledger.Entries;

namespace Parley.Node.Telemetry;

/// <summary>
/// What a node counts and times. Numbers alone: no party, channel, record or officer is a label, for whoever reads a dashboard is not
/// always one who may know who talks with whom.
/// </summary>
public static class Measures
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Name = "Parley.Node";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Stored = Meter.CreateCounter<long>("parley.records.stored", description: "Records stored, by direction and whether a service made them");
    private static readonly Counter<long> Alarms = Meter.CreateCounter<long>("parley.alarms.raised", description: "Alarms raised, by rule");
    private static readonly Counter<long> AnyAlarm = Meter.CreateCounter<long>("parley.alarms", description: "Alarms raised since the node started, of all rules: there from the start, so that the first of a rule is an increase too");
    private static readonly Counter<long> Carried = Meter.CreateCounter<long>("parley.bundles.carried", description: "Bundles given to a bearer, by bearer and outcome");
    private static readonly Counter<long> Turned = Meter.CreateCounter<long>("parley.bundles.refused", description: "Bundles from outside that were not taken, by bearer");
    private static readonly Counter<long> Limited = Meter.CreateCounter<long>("parley.requests.limited", description: "Requests to the API beyond its rate");
    private static readonly Histogram<double> Transaction = Meter.CreateHistogram("parley.transaction.duration", "s", "One transaction of the loop, with its fsync",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10] });

    /// <summary>Spans: a transaction of the loop, a bundle that is carried.</summary>
    internal static ActivitySource Spans { get; } = new(Name);

    internal static void Begin() => AnyAlarm.Add(0);

    internal static void Committed(IReadOnlyList<Effect.Stored> effects, TimeSpan took)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.StoreRecord { Entry.Direction: var direction, Record.Content.Form: var form }:
                    Stored.Add(1, new("direction", direction == EntryDirection.Sent ? "sent" : "received"), new("service", form.IsService));
                    break;
                case Effect.StoreAlarm { Alarm.Rule: var rule }:
                    AnyAlarm.Add(1);
                    Alarms.Add(1, new KeyValuePair<string, object?>("rule", rule));
                    break;
            }
        }

        Transaction.Record(took.TotalSeconds);
    }

    internal static void Bundle(string bearer, string outcome) => Carried.Add(1, new("bearer", bearer), new("outcome", outcome));

    internal static void Refused(string bearer) => Turned.Add(1, new KeyValuePair<string, object?>("bearer", bearer));

    internal static void RateLimited() => Limited.Add(1);
}
