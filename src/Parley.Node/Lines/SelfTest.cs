using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.Channels.Silences;
using Parley.Channels.Storage;
using Parley.Channels.Wire;
using Parley.Crypto;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Lines;

/// <summary>
/// Whether this node itself is well, before it calls others silent: its keys fit its card, its disk takes what is written, its
/// bearer answers under its pinned key, and its own last record goes out sealed, comes back, is opened and is known.
/// </summary>
public sealed class SelfTest(NodeLoop loop, IArchive archive, Envelopes envelopes, PartyId self, NodeDirectory directory, NodeConfiguration configuration, ICryptoProvider crypto, TimeProvider clock)
{
    // A clock that moved by more than this against the time that passed is one that somebody, or something, has set.
    private static readonly TimeSpan Drift = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private (DateTimeOffset Wall, long Stamp) _before = (clock.GetUtcNow(), clock.GetTimestamp());

    /// <summary>What the last test found, or nothing before the first.</summary>
    public SelfTestResult? Last { get; private set; }

    /// <summary>Tests at once, and then at the configured interval, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(configuration.SelfTestSeconds), clock);
        try
        {
            do
                await TestAsync(cancel);
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException)
        {
            // The node is shutting down.
        }
    }

    /// <summary>1. keys; 2. disk; 3. clock; 4. bearer; 5. round through seal and engine.</summary>
    public async Task<SelfTestResult> TestAsync(CancellationToken cancel)
    {
        var faults = new List<string>();
        Try("keys", Keys);
        Try("disk", Disk);
        Try("clock", Clock);
        // A replica that follows another takes nothing in, and its door is closed.
        if (loop.Lease.IsHeld)
        {
            await TryAsync("bearer", () => BearerAsync(cancel));
            await TryAsync("round", () => RoundAsync(cancel));
        }

        return Last = new SelfTestResult(clock.GetUtcNow(), faults);

        void Try(string what, Func<string?> test)
        {
            try
            {
                if (test() is { } fault)
                    faults.Add($"{what}: {fault}");
            }
            catch (Exception e)
            {
                faults.Add($"{what}: {Plainly(e)}");
            }
        }

        async Task TryAsync(string what, Func<Task<string?>> test)
        {
            try
            {
                if (await test() is { } fault)
                    faults.Add($"{what}: {fault}");
            }
            catch (Exception e) when (!(e is OperationCanceledException && cancel.IsCancellationRequested))
            {
                faults.Add($"{what}: {(e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds:0} s" : Plainly(e))}");
            }
        }

        // Whatever it is, it is what the test has found: a test that has ended in silence would leave its last good word standing.
        static string Plainly(Exception e) => e is InvalidDataException or IOException or UnauthorizedAccessException or SocketException or AuthenticationException or NotStoredException or TimeoutException or DbException
            ? e.Message
            : $"it failed in a way it must not ({e.GetType().Name})";
    }

    private string? Keys()
    {
        var card = loop.View.Cards[self].Current;
        using var node = KeyFile.Read(directory.NodeKey, crypto);
        using var certificate = TlsIdentity.Read(directory.Tls);
        if (!node.Public.Equals(card.Node))
            return $"{directory.NodeKey} is not the node's key on {self}'s card";
        if (TlsIdentity.PinOf(certificate) != card.Tls)
            return $"{directory.Tls} is not the key on {self}'s card";
        return card.ValidUntil <= clock.GetUtcNow() ? string.Create(CultureInfo.InvariantCulture, $"{self}'s card was valid until {card.ValidUntil:yyyy-MM-dd}") : null;
    }

    private string? Disk()
    {
        if (loop.StoreFault is { } fault)
            return fault;
        var path = Path.Combine(directory.Path, "self-test.tmp");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose);
        file.Write(new byte[4096]);
        file.Flush(flushToDisk: true);
        return null;
    }

    private string? Clock()
    {
        var (now, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        var leapt = now - _before.Wall - clock.GetElapsedTime(_before.Stamp, stamp);
        _before = (now, stamp);
        return leapt.Duration() > Drift ? string.Create(CultureInfo.InvariantCulture, $"it was set by {leapt.TotalSeconds:0} s since the last test") : null;
    }

    private async Task<string?> BearerAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var at = IPEndPoint.Parse(configuration.Listen);
        if (at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any))
            at.Address = at.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        using var own = TlsIdentity.Read(directory.Tls);
        using var client = new TcpClient();
        await client.ConnectAsync(at, patience.Token);
        Digest? shown = null;
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            shown = certificate is X509Certificate2 server ? TlsIdentity.PinOf(server) : null;
            return true;
        });
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = self.Value, EnabledSslProtocols = SslProtocols.Tls13, ClientCertificates = [own], LocalCertificateSelectionCallback = (_, _, _, _, _) => own }, patience.Token);
        return shown == loop.View.Cards[self].Current.Tls ? null : $"another program, or another key, answers at {configuration.Listen}";
    }

    /// <summary>This node's own last record, sealed to itself, opened and handed to the engine, which must know it.</summary>
    private async Task<string?> RoundAsync(CancellationToken cancel)
    {
        if (loop.View.Channels.Keys.Select(c => archive.Heads(c, [self])).FirstOrDefault(h => h.Count > 0) is not [var head] || archive.Find(head.Id) is not { Record: var record })
            return null;
        var bundle = new Bundle(new BundleId(RandomNumberGenerator.GetBytes(BundleId.Size)), self, self, clock.GetUtcNow(), [new BundleItem(ItemKind.Record, record.Bytes.ToArray())]);
        if (!envelopes.Seal(bundle).Try(out var outgoing, out var fault))
            return $"a bundle cannot be sealed ({fault})";
        using var answer = outgoing.Answer;
        if (!envelopes.OpenOwn(outgoing.Sealed).Try(out var incoming, out fault))
            return $"a bundle sealed to this node cannot be opened ({fault})";
        var fate = (await loop.AskAsync(ticket => new Input.Received(ticket, self, "self-test", incoming.Items[0]), cancel).WaitAsync(Patience, cancel)).Answer;
        return fate.Fate == ItemFate.Duplicate ? null : $"the node does not know its own record {record.Numbering.Number} ({fate.Fate}, {fate.Fault})";
    }
}
