using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Parley.Channels.Storage;
using Parley.Node.Backups;
using Parley.Node.Lines;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Telemetry;

/// <summary>
/// Gathers what a running node measures: as Prometheus text on its API, and, where the configuration names a collector, over OTLP with spans
/// and logs. Without that nothing leaves the machine.
/// </summary>
public sealed class NodeTelemetry : IDisposable
{
    private readonly Meter _meter = new(Measures.Name + ".State");
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _spans;

    /// <summary>Begins to measure.</summary>
    public NodeTelemetry(NodeDirectory directory, NodeConfiguration configuration, NodeLoop loop, IArchive archive, SelfTest selfTest, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(selfTest);
        ArgumentNullException.ThrowIfNull(clock);
        Gauge("parley.queue.length", "Inputs that wait for the loop", () => loop.Waiting);
        Gauge("parley.outbox.length", "Deliveries that wait for a receipt", () => loop.View.Undelivered);
        Gauge("parley.store.failing", "1 while the store cannot be written to", () => loop.StoreFault is null ? 0 : 1);
        Gauge("parley.store.bytes", "Bytes of the embedded store", () => new[] { "", "-wal" }.Sum(suffix => Length(directory.Database + suffix)));
        Gauge("parley.disk.free.bytes", "Bytes free where the node's directory is", () => new DriveInfo(directory.Path).AvailableFreeSpace);
        Gauge("parley.process.memory.bytes", "Bytes that the process has in memory", () => Environment.WorkingSet);
        Gauge("parley.selftest.faults", "What the last self test found", () => selfTest.Last?.Faults.Count ?? 0);
        // A store in PostgreSQL is backed up there, of which the node knows nothing: no measure, rather than one that says that there is none.
        if (configuration.Store is null)
            Gauge("parley.backup.age.seconds", "Seconds since the last backup was made; -1: there is none", () => NodeBackup.Last(directory) is { } last ? (long)(clock.GetUtcNow() - last.Made).TotalSeconds : -1);
        _meter.CreateObservableGauge("parley.channels", () => loop.View.Standings.Values.CountBy(s => s).Select(s => new Measurement<long>(s.Value, new KeyValuePair<string, object?>("standing", s.Key.ToString().ToLowerInvariant()))), description: "Channels, by standing");
        _meter.CreateObservableGauge("parley.unread", () => archive.Unread(Precedence.Routine, 1000).CountBy(u => u.Precedence).Select(u => new Measurement<long>(u.Value, new KeyValuePair<string, object?>("precedence", u.Key.ToString().ToLowerInvariant()))), description: "Records that nobody here has read, by precedence");

        var resource = ResourceBuilder.CreateEmpty().AddService("parley", serviceVersion: typeof(NodeTelemetry).Assembly.GetName().Version?.ToString(3));
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Measures.Name, _meter.Name, "Parley.Crypto", "System.Runtime").AddPrometheusExporter(o => o.ScrapeResponseCacheDurationMilliseconds = 0);
        if (configuration.Telemetry is { } telemetry)
        {
            metrics.AddOtlpExporter(o => Send(o, telemetry, "v1/metrics"));
            _spans = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Measures.Name).AddOtlpExporter(o => Send(o, telemetry, "v1/traces")).Build();
        }

        _metrics = metrics.Build();
        Measures.Begin();

        void Gauge(string name, string description, Func<long> read) => _meter.CreateObservableGauge(name, read, description: description);
    }

    /// <summary>Sends logs to the collector, where one is configured. They hold no content and no key wherever they go.</summary>
    public static void AddLogs(ILoggingBuilder builder, NodeConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Telemetry is { } telemetry)
            builder.AddOpenTelemetry(o => o.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("parley")).AddOtlpExporter(e => Send(e, telemetry, "v1/logs")));
    }

    /// <summary>Adds <c>/metrics</c> to a server.</summary>
    public void Serve(IApplicationBuilder app) => app.UseOpenTelemetryPrometheusScrapingEndpoint(_metrics, null, "/metrics", null, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Dispose();
        _spans?.Dispose();
        _meter.Dispose();
    }

    // The environment could send it elsewhere, were it asked: the configuration alone says where.
    private static void Send(OtlpExporterOptions options, TelemetryConfiguration telemetry, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(telemetry.Address, path);
        options.Headers = "";
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
