using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Parley.EndToEnd.Tests;

/// <summary>A real relay process on a port of its own.</summary>
internal sealed class RunningRelay : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string[] _more;
    private Process? _process;

    private readonly string _host;

    private RunningRelay(string directory, string host, string[] more) => (_directory, _host, _more) = (directory, host, more);

    public int Port { get; private init; }

    /// <summary>What stands on the card of a party that is reached through it.</summary>
    public string Address { get; private set; } = "";

    public static Task<RunningRelay> StartAsync(string directory, params string[] more) => StartOnAsync("127.0.0.1", directory, more);

    public static async Task<RunningRelay> StartOnAsync(string host, string directory, params string[] more)
    {
        using var listener = new TcpListener(IPAddress.Parse(host), 0);
        listener.Start();
        var relay = new RunningRelay(directory, host, more) { Port = ((IPEndPoint)listener.LocalEndpoint).Port };
        listener.Stop();
        return await relay.StartAsync();
    }

    public async Task<RunningRelay> StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(ParleyCommand.Path, ["relay", _directory, "--listen", $"{_host}:{Port}", .. _more]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Address = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
        Assert.StartsWith("relay+https://", Address, StringComparison.Ordinal);
        return this;
    }

    public HttpClient Connect() => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls13, RemoteCertificateValidationCallback = (_, _, _, _) => true },
    })
    { BaseAddress = new Uri($"https://127.0.0.1:{Port}"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
