using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Relay;
using Parley.Records.Cards;

namespace Parley.Node.Tests;

/// <summary>A relay by a clock whose waits are short.</summary>
public sealed class RelayServerTests : IDisposable
{
    private static readonly RelayQuotas Quotas = new(1 << 20, 1 << 20, 1 << 20, Days: 30, RequestsPerSecond: 100);
    private static readonly SealKey Key = SealedBundle.PublicKeyOf(new byte[SealedBundle.PrivateKeySize], SodiumProvider.Instance);
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
    }

    // BND-035
    [Fact]
    [Trait("suite", "faults")]
    public async Task Expiry_OnAFullDisk_IsTriedAgainAndCountsNothingAsDroppedThatIsThere()
    {
        var disk = Directory.CreateDirectory(Path.Combine(_scratch.FullName, "disk")).FullName;
        Assert.SkipUnless(Environment.UserName == "root" && await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk) == 0, "skipped: a small disk is made by mounting one, which needs root");
        try
        {
            using var store = new RelayStore(Path.Combine(disk, "relay.db"), Quotas);
            for (var i = 0; i < 100; i++)
                Assert.Null(store.Put(RelayStoreTests.Bundle(Key), [1], DateTimeOffset.UnixEpoch));
            var kept = store.Bytes;
            var filler = Path.Combine(disk, "filler");
            Assert.Throws<IOException>(() => File.WriteAllBytes(filler, new byte[4 << 20]));
            using var certificate = TlsIdentity.Create(Path.Combine(_scratch.FullName, "tls.pem"), "relay", TimeProvider.System);
            using var server = new RelayServer(store, certificate, Quotas, SodiumProvider.Instance, new HastyClock());
            var log = new KeptLog<RelayServer>();
            using var stop = new CancellationTokenSource();
            var running = server.ExpireAsync(log, stop.Token);
            await Soon.UntilAsync(() => log.Lines.Count >= 3);
            Assert.Contains("full", log.Lines.First().Text, StringComparison.Ordinal);
            // The quota of the whole relay is counted by it.
            Assert.Equal(kept, store.Bytes);
            Assert.NotNull(store.Next(Key.Mailbox));
            File.Delete(filler);
            await Soon.UntilAsync(() => store.Bytes == 0);
            Assert.Null(store.Next(Key.Mailbox));
            await stop.CancelAsync();
            await running;
        }
        finally
        {
            await RunAsync("umount", disk);
        }

        static async Task<int> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(Cancel);
            return process.ExitCode;
        }
    }

    // BND-033
    [Fact]
    public async Task Mailbox_WhereNobodyWaitsAnyMore_IsForgotten()
    {
        using var store = new RelayStore(Database, Quotas);
        using var certificate = TlsIdentity.Create(Path.Combine(_scratch.FullName, "tls.pem"), "relay", TimeProvider.System);
        using var server = new RelayServer(store, certificate, Quotas, SodiumProvider.Instance, new HastyClock());
        await using var app = server.Build(new IPEndPoint(IPAddress.Loopback, 0), _ => { });
        await app.StartAsync(Cancel);
        var address = new Uri($"relay+https://{new Uri(app.Urls.First()).Authority}#{TlsIdentity.PinOf(certificate)}");
        using var bearer = new RelayBearer(SodiumProvider.Instance, TimeSpan.FromSeconds(20));
        using var secret = new SecretBytes(new byte[SealedBundle.PrivateKeySize]);
        var token = await bearer.AuthenticateAsync(address, Key, secret, Cancel);
        // Nothing came; something lay there; and its store could not be read.
        Assert.Null(await bearer.NextAsync(address, Key.Mailbox, token, null, Cancel));
        Assert.Equal(0, server.Awaited);
        Assert.Null(store.Put(RelayStoreTests.Bundle(Key), [1], TimeProvider.System.GetUtcNow()));
        Assert.NotNull(await bearer.NextAsync(address, Key.Mailbox, token, null, Cancel));
        Assert.Equal(0, server.Awaited);
        Rename("bundle", "away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Assert.ThrowsAsync<HttpRequestException>(() => bearer.NextAsync(address, Key.Mailbox, token, null, Cancel))).StatusCode);
        Assert.Equal(0, server.Awaited);
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
        // Kestrel would end one that is slower than it allows by itself, with a 408 that names no rule. The answer is not read to its end: what it did not read of the body, it resets.
        var (said, buffer) = ("", new byte[4096]);
        while (!said.Contains("BND-", StringComparison.Ordinal) && await line.ReadAsync(buffer, Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel) is > 0 and var count)
            said += Encoding.ASCII.GetString(buffer, 0, count);
        Assert.StartsWith("HTTP/1.1 408", said, StringComparison.Ordinal);
        Assert.Contains("BND-031", said, StringComparison.Ordinal);
    }

    private void Rename(string from, string to)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand($"ALTER TABLE {from} RENAME TO {to}", connection);
        command.ExecuteNonQuery();
    }
}
