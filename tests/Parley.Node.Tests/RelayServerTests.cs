using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Keys;
using Parley.Node.Relay;

namespace Parley.Node.Tests;

/// <summary>A relay by a clock whose waits are short.</summary>
public sealed class RelayServerTests : IDisposable
{
    private static readonly RelayQuotas Quotas = new(1 << 20, 1 << 20, 1 << 20, Days: 30, RequestsPerSecond: 100);
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("parley-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_scratch.FullName, "relay.db");

    public void Dispose() => _scratch.Delete(recursive: true);

    // BND-035
    [Fact]
    public async Task Expiry_StoreThatFailsForATime_IsLoggedAndTriedAgain()
    {
        using var store = new RelayStore(Database, Quotas);
        using var certificate = TlsIdentity.Create(Path.Combine(_scratch.FullName, "tls.pem"), "relay", TimeProvider.System);
        using var server = new RelayServer(store, certificate, Quotas, SodiumProvider.Instance, new HastyClock());
        Rename("bundle", "away");
        var log = new KeptLog<RelayServer>();
        using var stop = new CancellationTokenSource();
        var running = server.ExpireAsync(log, stop.Token);
        await Soon.UntilAsync(() => log.Lines.Count >= 2);
        Rename("away", "bundle");
        var since = log.Lines.Count;
        await Task.Delay(100, Cancel);
        Assert.InRange(log.Lines.Count, since, since + 1);
        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running;

        void Rename(string from, string to)
        {
            using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
            connection.Open();
            using var command = new SqliteCommand($"ALTER TABLE {from} RENAME TO {to}", connection);
            command.ExecuteNonQuery();
        }
    }

    // BND-031
    [Fact]
    public async Task Bundle_ThatDoesNotComeToItsEnd_IsRefusedInTime()
    {
        using var store = new RelayStore(Database, Quotas);
        using var certificate = TlsIdentity.Create(Path.Combine(_scratch.FullName, "tls.pem"), "relay", TimeProvider.System);
        using var server = new RelayServer(store, certificate, Quotas, SodiumProvider.Instance, new HastyClock());
        await using var app = server.Build(new IPEndPoint(IPAddress.Loopback, 0), _ => { });
        await app.StartAsync(Cancel);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.First()).Port, Cancel);
        await using var line = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await line.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "relay" }, Cancel);
        await line.WriteAsync(Encoding.ASCII.GetBytes($"POST {RelayServer.LeavePath} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\nContent-Length: {SealedBundle.MaxBytes}\r\n\r\nthe beginning"), Cancel);
        using var reader = new StreamReader(line, Encoding.ASCII);
        // Kestrel would end one that is slower than it allows by itself, with a 408 that names no rule.
        var said = await reader.ReadToEndAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.StartsWith("HTTP/1.1 408", said, StringComparison.Ordinal);
        Assert.Contains("BND-031", said, StringComparison.Ordinal);
    }
}
