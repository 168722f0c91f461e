namespace Parley.Node.Telemetry;

/// <summary>Where a node's measures, spans and logs go, off its machine.</summary>
public sealed class TelemetryConfiguration
{
    /// <summary>The base address of an OpenTelemetry collector that speaks OTLP over HTTP.</summary>
    public string Otlp { get; init; } = "";

    internal Uri Address => new(Otlp);

    internal void Check(string path)
    {
        // On a network everybody on the way would read when the line is busy.
        if (!Uri.TryCreate(Otlp, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
            throw new InvalidDataException($"{path}: telemetry: 'otlp' must be an https address, or an http address of this machine, such as http://127.0.0.1:4318; it is '{Otlp}'.");
    }
}
